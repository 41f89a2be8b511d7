package sheet

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"hardmatch/plan"
	"hardmatch/script"
	"hardmatch/text"
)

// sheetStyle is the only style of the page.
//
//go:embed sheet.css
var sheetStyle string

// htmlSheet writes a plan as a page for review, to print and to sign. The page has no
// script and loads nothing. Its policy forbids both, and every other style. All data
// of the plan goes through [htmlWriter.data] or [htmlWriter.prose].
func htmlSheet(sel *script.Selection) []byte {
	var w htmlWriter
	sheet := newSheet(sel, HTML)
	digest := sha256.Sum256([]byte(sheetStyle))
	w.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(digest[:]) + "'; base-uri 'none'; form-action 'none'\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + html.EscapeString(sheet.title) + "</title>\n" +
		"<style>" + sheetStyle + "</style>\n</head>\n<body>\n<h1>" + html.EscapeString(sheet.title) + "</h1>\n")
	w.facts(sheet.facts)
	for _, group := range sheet.groups {
		w.raw("<section>\n<h2>" + html.EscapeString(group.title) + "</h2>\n")
		if group.note != "" {
			w.raw("<p>" + html.EscapeString(group.note) + "</p>\n")
		}
		for _, s := range group.steps {
			w.step(sel, s)
		}
		w.raw("</section>\n")
	}
	w.unplanned(sel.Unplanned)
	w.raw(htmlSignatures + "</body>\n</html>\n")
	return []byte(w.b.String())
}

const htmlSignatures = `<section class="signatures">
<h2>Signatures</h2>
<table>
<thead><tr><th></th><th>Name</th><th>Date</th><th>Signature</th></tr></thead>
<tbody>
<tr><th>Prepared by</th><td></td><td></td><td></td></tr>
<tr><th>Reviewed by</th><td></td><td></td><td></td></tr>
<tr><th>Approved by</th><td></td><td></td><td></td></tr>
</tbody>
</table>
</section>
`

type htmlWriter struct{ b strings.Builder }

// raw writes markup and escaped text.
func (w *htmlWriter) raw(markup string) { w.b.WriteString(markup) }

// data returns a text of the plan as code; see [text.Visible].
func (w *htmlWriter) data(s string) string {
	if s == "" {
		return "<i>empty</i>"
	}
	return "<code>" + html.EscapeString(text.Visible(s)) + "</code>"
}

// prose is like data, but for sentences.
func (w *htmlWriter) prose(s string) string {
	return "<bdi>" + html.EscapeString(text.Visible(s)) + "</bdi>"
}

func (w *htmlWriter) list(texts []string) string {
	var parts []string
	for _, s := range texts {
		parts = append(parts, w.data(s))
	}
	return strings.Join(parts, ", ")
}

// value returns a value. Null and truth values look different from texts.
func (w *htmlWriter) value(v plan.Value) string {
	if text, ok := v.Text(); ok {
		return w.data(text)
	}
	if v.IsNull() {
		return "<i>none</i>"
	}
	return "<i>" + v.Display() + "</i>"
}

func (w *htmlWriter) facts(facts []fact) {
	w.raw("<dl>\n")
	for _, f := range facts {
		w.row(f.name, w.list(f.data))
	}
	w.raw("</dl>\n")
}

func (w *htmlWriter) row(name, markup string) {
	w.raw("<dt>" + html.EscapeString(name) + "</dt><dd>" + markup + "</dd>\n")
}

func (w *htmlWriter) step(sel *script.Selection, s plan.Step) {
	class, state := "", ""
	if s.Irreversible {
		class, state = ` class="last"`, ` <b>off</b>`
		if s.Approved {
			state = ` <b>approved</b>`
		}
	}
	fmt.Fprintf(&w.b, "<article%s>\n<h3><span class=\"box\"></span>%s %s %s%s</h3>\n",
		class, w.data(s.ID), html.EscapeString(string(s.Operation)), w.data(s.Target.Display()), state)
	w.values(s)
	w.raw("<dl>\n")
	for _, u := range s.Unique {
		w.row("no other has", w.data(u.Name)+" "+w.value(u.Value))
	}
	for _, c := range s.Candidates {
		w.row("choose", w.data(c.Display()))
	}
	if s.Explain != "" {
		w.row("why", w.prose(s.Explain))
	}
	if len(s.Because) > 0 {
		w.row("rules", w.list(s.Because))
	}
	if text := risk(s); text != "" {
		w.row("risk", html.EscapeString(text))
	}
	if len(s.After) > 0 {
		w.row("after", w.list(s.After))
	}
	if where := sel.OtherPhases(s); where != "" {
		w.row("note", w.prose(where))
	}
	w.row("undo", html.EscapeString(undoOf(s)))
	w.raw("</dl>\n</article>\n")
}

// values writes a table of what a step expects and sets.
func (w *htmlWriter) values(s plan.Step) {
	if len(s.Expect)+len(s.Set) == 0 {
		return
	}
	s.Unique = nil // it comes after the table
	w.raw("<table>\n<thead><tr><th>Property</th><th>Expected</th><th>New</th></tr></thead>\n<tbody>\n")
	for _, row := range csvProperties(s) {
		w.raw("<tr><th>" + w.data(row.name) + "</th>")
		for _, v := range []*plan.Value{row.expect, row.set} {
			cell := ""
			if v != nil {
				cell = w.value(*v)
			}
			w.raw("<td>" + cell + "</td>")
		}
		w.raw("</tr>\n")
	}
	w.raw("</tbody>\n</table>\n")
}

func (w *htmlWriter) unplanned(list []plan.Unplanned) {
	if len(list) == 0 {
		return
	}
	w.raw("<section>\n<h2>Not planned</h2>\n<dl>\n")
	for _, u := range list {
		w.raw("<dt>" + w.data(u.Object.Display()) + "</dt><dd>" + w.prose(u.Why) + "</dd>\n")
	}
	w.raw("</dl>\n</section>\n")
}
