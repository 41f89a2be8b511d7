package report

import (
	"fmt"
	"io"
	"strings"

	"hardmatch/convert"
	"hardmatch/hint"
	"hardmatch/text"
)

// ConversionFormats are the formats of [NewConversionList].
var ConversionFormats = []string{"json", "ndjson", "csv"}

// A Conversion is one value to convert and its result.
type Conversion struct {
	Input  string
	Result convert.Result
	Err    *convert.Error // nil if it was converted
}

// A ConversionList writes conversions one by one, in constant memory.
type ConversionList struct {
	rows
	append    func(*Conversion)
	words     hint.Words
	notations []convert.Notation
	value     []byte
}

// NewConversionList begins a list in one of [ConversionFormats]. It writes each value in
// the notation to or, for [convert.Auto], in all notations. Another format is an error.
func NewConversionList(w io.Writer, format string, to convert.Notation, words hint.Words) (*ConversionList, error) {
	l := &ConversionList{notations: convert.Notations(), words: words}
	if to != convert.Auto {
		l.notations = []convert.Notation{to}
	}
	switch format {
	case "json":
		l.rows, l.append = newDocument(w, `{"schema":"hardmatch.convert/1","results":[`), l.appendJSON
	case "ndjson":
		l.rows, l.append = newRows(w, "", "\n"), l.appendJSON
	case "csv":
		l.rows, l.append = newRows(w, l.csvHeader(), "\r\n"), l.appendCSV
	default:
		return nil, fmt.Errorf("unknown output %q; known are %s", format, strings.Join(ConversionFormats, ", "))
	}
	return l, nil
}

// Write adds a conversion to the list.
func (l *ConversionList) Write(c *Conversion) error {
	l.begin()
	l.append(c)
	return l.done()
}

// csvHeader returns the header, and removes the notations that have fixed columns.
func (l *ConversionList) csvHeader() string {
	header := "input,notation,guid,immutableId"
	var others []convert.Notation
	for _, n := range l.notations {
		if n != convert.NotationGUID && n != convert.NotationImmutableID {
			others = append(others, n)
			header += "," + n.String()
		}
	}
	l.notations = others
	return header + ",warnings,error\r\n"
}

// appendCSV appends a row of RFC 4180. No cell of free text is a formula for a
// spreadsheet. Cells whose characters were checked, such as Base64, are unchanged.
func (l *ConversionList) appendCSV(c *Conversion) {
	r := &c.Result
	l.buf = append(text.AppendCSV(l.buf, convert.Sanitize(c.Input)), ',')
	if r.Kind != 0 {
		l.buf = append(l.buf, r.Notation.String()...)
	}
	l.cell(r, convert.NotationGUID)
	l.cell(r, convert.NotationImmutableID)
	for _, n := range l.notations {
		l.cell(r, n)
	}
	var warnings []string
	for _, warning := range r.Warnings {
		warnings = append(warnings, warning.Text)
	}
	l.buf = append(text.AppendCSV(append(l.buf, ','), strings.Join(warnings, "; ")), ',')
	if c.Err != nil {
		l.buf = text.AppendCSV(l.buf, c.Err.Text)
	}
}

// cell adds the value in one notation, or an empty cell. The text of an anchor is free
// text; all other notations consist of characters that were checked.
func (l *ConversionList) cell(r *convert.Result, n convert.Notation) {
	if l.buf = append(l.buf, ','); !r.Has(n) {
		return
	}
	if r.Kind == convert.KindAnchor && r.Octets == "" && n == convert.NotationImmutableID {
		l.buf = text.AppendCSV(l.buf, r.Anchor)
		return
	}
	quote := ""
	if n == convert.NotationHexC || n == convert.NotationGUIDX {
		quote = `"` // these have commas
	}
	l.buf = append(l.buf, quote...)
	l.buf, _ = r.Append(l.buf, n)
	l.buf = append(l.buf, quote...)
}
