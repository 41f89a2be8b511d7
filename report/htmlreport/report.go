// Package htmlreport writes the review report of a check as one HTML file. The
// file asks the network for nothing, and its policy lets nothing but its own
// script and style take effect.
//
// Begin with [Write]. Tables of hundreds of thousands of rows are data in the
// file, of which the script shows a page at a time; what matters is readable
// without it.
package htmlreport

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"sync"

	"hardmatch/report"
	"hardmatch/text"
)

var (
	//go:embed report.html
	page string
	//go:embed style.css
	style string
	//go:embed script.js
	script string
)

// templates are parsed when the first report is written: other commands of the
// program do not wait for it.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report.html").Funcs(template.FuncMap{"grouped": text.Grouped, "count": counted, "chart": newChart, "steps": steps}).Parse(page))
})

// Write writes the report. Names from a directory are data in it, whatever they
// hold: characters that act instead of showing are spelt out.
func Write(w io.Writer, r report.Report) error {
	b := bufio.NewWriterSize(w, 64<<10)
	v := newView(r)
	if err := templates().ExecuteTemplate(b, "top", v); err != nil {
		return err
	}
	if err := v.writeFindings(b); err != nil {
		return err
	}
	if err := v.writeVerdicts(b); err != nil {
		return err
	}
	if err := templates().ExecuteTemplate(b, "bottom", v); err != nil {
		return err
	}
	return b.Flush()
}

// policy lets the one script and the one style of the page take effect, by their
// hashes, and nothing be loaded. The image is the icon, which is empty: without
// one, browsers ask a server for it.
func policy() string {
	return "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
