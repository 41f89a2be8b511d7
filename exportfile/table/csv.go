// Package table reads tables with one object in each row: CSV in its dialects, and
// the sheets of XLSX workbooks.
package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// Sniff recognises CSV by its header, and refuses CSV without a header.
func Sniff(head []byte, wanted *records.Names) (string, error) {
	if bytes.IndexByte(head, '\n') < 0 {
		head = bytes.ReplaceAll(head, []byte("\r"), newLine)
	}
	if h, err := findHeader(head, wanted); h == nil {
		return "", err
	}
	return "CSV", nil
}

// A csvReader fills a grid with the rows of a file.
type csvReader struct {
	grid      grid
	scan      *scanner
	typeName  string // of a #TYPE line: the next row is a header
	endsShort bool   // the last row has too few cells and no line end
	unescaped []byte // cells of the row that contained doubled quotes
}

// Read passes the rows of CSV to a sink.
func Read(src io.Reader, s *records.Sink) {
	c := &csvReader{grid: grid{sink: s, dialect: plainCSV}, scan: newScanner(src)}
	if c.read() && c.grid.finish() {
		c.noteEnd()
	}
}

// read reports whether the loop ran to its end.
func (c *csvReader) read() bool {
	ok := c.readHeader()
	for ok && !c.grid.failed {
		fault, err := c.scan.next()
		switch {
		case err == io.EOF:
			return true
		case err != nil:
			return c.grid.sink.Reject(0, 0, err, hint.Hint{})
		case fault != nil:
			ok = c.isHeading(false) || c.grid.sink.Reject(fault.Line, fault.Column, fault, hint.Hint{})
		default:
			ok = c.readRow()
		}
	}
	return ok
}

// readHeader reads the header that Sniff found.
func (c *csvReader) readHeader() bool {
	h, err := findHeader(c.scan.peek(), c.grid.sink.Names)
	if h == nil {
		c.grid.failed = true
		return c.grid.sink.Reject(1, 0, errors.Join(err, c.scan.err), hint.New(hint.Export))
	}
	c.scan.pos, c.scan.line, c.scan.delimiter = h.at, h.line+1, h.delimiter
	if fault, err := c.scan.next(); fault != nil || err != nil {
		c.grid.failed = true
		return c.grid.sink.Reject(h.line+1, 0, errHeader, hint.New(hint.Export))
	}
	if h.names, h.quoted = splitHeader(c.scan.row, h.delimiter); len(h.names) > maxColumns {
		c.grid.failed = true
		return c.grid.sink.Reject(h.line+1, 0, errColumns, hint.New(hint.ExportColumns))
	}
	c.setHeader(h)
	if c.grid.dialect.writer != "" {
		c.grid.sink.Summary.Format = "CSV (" + c.grid.dialect.writer + ")"
	}
	return true
}

var (
	errHeader  = errors.New("the header cannot be read")
	errColumns = fmt.Errorf("the header has more than %d columns", maxColumns)
)

// setHeader makes a row the header of the following rows.
func (c *csvReader) setHeader(h *header) {
	c.grid.header(h)
	c.scan.setColumns(h, c.grid.columns)
	c.typeName = ""
}

// readRow reports whether the loop continues.
func (c *csvReader) readRow() bool {
	s := c.scan
	aligned := s.count == s.width || s.count > s.width && !s.extra || s.count < s.width && c.grid.dialect.ragged && s.row[len(s.row)-1] == '\n'
	switch {
	case c.isBlank(), c.isHeading(aligned):
		return true
	case !aligned:
		return c.skipRow()
	}
	c.fillGrid()
	return c.grid.row(s.first)
}

// isBlank reports whether the row has no text.
func (c *csvReader) isBlank() bool {
	for _, b := range c.scan.row {
		if b > ' ' && b != '"' && b != c.scan.delimiter {
			return false
		}
	}
	return true
}

// isHeading reports whether a row is not a row of values: another header, as in
// joined files, or text of a console between the rows.
func (c *csvReader) isHeading(aligned bool) bool {
	row := encoding.TrimBOM(c.scan.row)
	if aligned && c.typeName == "" && len(row) == len(c.scan.row) && row[0] != '#' && !c.isLikelyHeader() {
		return false
	}
	text := bytes.TrimSpace(row)
	h := &header{typeName: c.typeName}
	if h.readSetting(text) {
		c.typeName = h.typeName
		return true
	}
	if c.namesColumns(h, text) && (h.typeName != "" || h.wanted > 1 || h.wanted == len(h.names)) && bytes.IndexByte(text, '=') < 0 {
		c.setHeader(h)
		return true
	}
	return !aligned && records.ConsoleLine().Match(text)
}

// namesColumns is header.readLine for a row. It first checks cheaply whether the
// row can be a header, because rows may have very many cells.
func (c *csvReader) namesColumns(h *header, row []byte) bool {
	return len(row) <= records.HeadSize && (h.typeName != "" || c.grid.columnNames.within(row)) && h.readLine(row, c.grid.sink.Names)
}

func (c *csvReader) isLikelyHeader() bool {
	for _, cell := range c.scan.cells {
		if c.grid.columnNames.has(c.scan.row[cell.start:cell.end]) {
			return true
		}
	}
	return false
}

// skipRow rejects a row with too many or too few cells, whose cells cannot be
// assigned to columns.
func (c *csvReader) skipRow() bool {
	s := c.scan
	h := hint.New(hint.ExportUnquotedCell)
	if s.count < s.width {
		h = hint.New(hint.ExportUnquotedBreak)
		c.endsShort = s.row[len(s.row)-1] != '\n'
	}
	err := fmt.Errorf("the row has %s, the header %d", records.Plural(s.count, "cell", "cells"), s.width)
	line := s.first
	s.rewind()
	return c.grid.sink.Reject(line, 0, err, h)
}

// fillGrid copies the cells of the row to the grid.
func (c *csvReader) fillGrid() {
	s := c.scan
	c.unescaped = c.unescaped[:0]
	several := s.line-s.first > 1
	for i := range c.grid.cells {
		c.grid.cells[i] = gridCell{line: s.first}
		if i >= len(s.cells) {
			continue
		}
		at := &s.cells[i]
		if c.grid.cells[i].value = s.row[at.start:at.end]; at.doubled {
			c.grid.cells[i].value = c.undouble(c.grid.cells[i].value)
		}
		if several {
			c.grid.cells[i].line += bytes.Count(s.row[:at.start], newLine)
		}
		if c.grid.dialect.formulaEscaped && at.quoted {
			c.grid.cells[i].value = unescapeFormula(c.grid.cells[i].value)
		}
	}
}

// undouble returns a cell with single quotes in place of doubled quotes.
func (c *csvReader) undouble(cell []byte) []byte {
	begin := len(c.unescaped)
	for {
		n := bytes.IndexByte(cell, '"')
		if n < 0 {
			c.unescaped = append(c.unescaped, cell...)
			return c.unescaped[begin:len(c.unescaped):len(c.unescaped)]
		}
		c.unescaped = append(c.unescaped, cell[:n+1]...)
		cell = cell[n+2:]
	}
}

// unescapeFormula removes the apostrophe that prevents a spreadsheet from reading a
// value as a formula.
func unescapeFormula(cell []byte) []byte {
	if len(cell) > 1 && cell[0] == '\'' && bytes.IndexByte([]byte("=+-@\t\r"), cell[1]) >= 0 {
		return cell[1:]
	}
	return cell
}

// noteEnd adds a note if the file is cut.
func (c *csvReader) noteEnd() {
	s := c.scan
	switch {
	case s.err != io.EOF:
	case s.cut, c.endsShort:
		c.grid.sink.Summary.AddNote(records.Note{Rule: records.Cut, Line: s.first, Incomplete: true, Text: "the file ends in the middle of a row: it is cut", Hint: hint.New(hint.ExportAgain)})
	case len(s.row) > 0 && s.row[len(s.row)-1] != '\n' && c.endsOpen():
		c.grid.sink.Summary.AddNote(records.Note{Rule: records.Cut, Line: s.first, Text: "the file ends without a line break: its last cell may be cut",
			Hint: hint.New(hint.CompareEndRow)})
	}
}

// endsOpen reports whether the last cell of the row was read, and has no quotes or
// anything else that shows its end.
func (c *csvReader) endsOpen() bool {
	n := len(c.scan.cells)
	if n == 0 {
		return false
	}
	last := c.scan.cells[n-1]
	return !last.quoted && last.end > last.start && last.column == c.scan.width-1
}
