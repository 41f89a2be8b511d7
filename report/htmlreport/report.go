// Package htmlreport writes the review report of a check as one HTML file. The file loads
// nothing from the network, and its policy allows only its own script and style.
//
// Begin with [Write]. Tables of hundreds of thousands of rows are data in the file, and
// the script shows them page by page. The summary and the first findings are readable
// without the script.
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

// templates are parsed when the first report is written, so that other uses of the
// program do not wait for them.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report.html").Funcs(template.FuncMap{"grouped": text.Grouped, "count": counted, "chart": newChart, "steps": steps}).Parse(page))
})

// Write writes the report. Names from a directory cannot become code: all text is made
// visible and escaped.
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

// policy returns a Content-Security-Policy that allows the script and the style of the
// page by their hashes, and no requests. It allows an image for the empty icon: without
// an icon, browsers ask a server for one.
func policy() string {
	return "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
