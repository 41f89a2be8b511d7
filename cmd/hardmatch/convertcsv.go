package main

import (
	"bufio"
	"strings"

	"hardmatch/convert"
)

// convertCSV writes a header and one row a value (RFC 4180). Cells of free text
// cannot be taken for a formula; those that were checked character by
// character, such as Base64, are left as they are.
type convertCSV struct {
	out       *bufio.Writer
	notations []convert.Notation
	buf       []byte
}

func newConvertCSV(e *env, to convert.Notation) *convertCSV {
	w := &convertCSV{out: bufio.NewWriterSize(e.stdout, convertBuffer)}
	w.out.WriteString("input,notation,guid,immutableId")
	for _, n := range wanted(to) {
		if n != convert.NotationGUID && n != convert.NotationImmutableID {
			w.notations = append(w.notations, n)
			w.out.WriteString("," + n.String())
		}
	}
	w.out.WriteString(",warnings,error\r\n")
	return w
}

func (w *convertCSV) write(c *conversion) error {
	r := &c.result
	w.buf = appendFreeCell(w.buf[:0], convert.Sanitize(c.input))
	w.buf = append(w.buf, ',')
	if r.Kind != 0 {
		w.buf = append(w.buf, r.Notation.String()...)
	}
	w.cell(r, convert.NotationGUID)
	w.cell(r, convert.NotationImmutableID)
	for _, n := range w.notations {
		w.cell(r, n)
	}
	var warnings []string
	for _, warning := range r.Warnings {
		warnings = append(warnings, warning.Text)
	}
	w.buf = appendFreeCell(append(w.buf, ','), strings.Join(warnings, "; "))
	w.buf = append(w.buf, ',')
	if c.err != nil {
		w.buf = appendFreeCell(w.buf, c.err.Text)
	}
	w.buf = append(w.buf, "\r\n"...)
	_, err := w.out.Write(w.buf)
	return err
}

// cell adds the value in one notation, empty where it has none. The text of an
// anchor is free text; all else consists of characters that were checked.
func (w *convertCSV) cell(r *convert.Result, n convert.Notation) {
	w.buf = append(w.buf, ',')
	if !r.Has(n) {
		return
	}
	if r.Kind == convert.KindAnchor && r.Octets == "" && n == convert.NotationImmutableID {
		w.buf = appendFreeCell(w.buf, r.Anchor)
		return
	}
	comma := n == convert.NotationHexC || n == convert.NotationGUIDX
	if comma {
		w.buf = append(w.buf, '"')
	}
	w.buf, _ = r.Append(w.buf, n)
	if comma {
		w.buf = append(w.buf, '"')
	}
}

func (w *convertCSV) flush() error { return w.out.Flush() }

func (w *convertCSV) close() error { return w.out.Flush() }

// appendFreeCell quotes a cell where it has to be, and puts an apostrophe
// before one that a spreadsheet would calculate.
func appendFreeCell(dst []byte, cell string) []byte {
	formula := cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0
	if !formula && !strings.ContainsAny(cell, "\",\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	if formula {
		dst = append(dst, '\'')
	}
	dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(dst, '"')
}
