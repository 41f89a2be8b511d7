package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"hardmatch/exportfile/archive"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

// A Workbook is an XLSX workbook. The first sheet with a header is read.
//
// Its 750 lines with package archive replace a library, because reading needs
// limits: 64 MiB of texts, 16 MiB for one token or row, 250 times the packed size.
// Errors state the row of the sheet. thedatashed/xlsxreader, of 1,051 lines, has
// neither limits nor positions; xuri/excelize has 63,603 lines and 13 dependencies.
type Workbook struct {
	wanted    *records.Names
	files     map[string]*zip.File
	strings   *sharedStrings
	sheet     string    // the name of the sheet that is read
	rows      *zip.File // its rows
	headerRow *header   // its header; line is the number of rows up to it
	others    []string  // names of further sheets with a header
}

// OpenWorkbook recognises a workbook in which columns have the names of attributes.
// The error is a [*records.ReadError], or that of src.
func OpenWorkbook(src io.Reader, attributes []string) (*Workbook, error) {
	data, size, err := archive.Buffer(src)
	if err != nil {
		return nil, err
	}
	z, err := archive.OpenZIP(data, size)
	if err != nil {
		return nil, err
	}
	if kind := archive.KindOf(z); kind != archive.Workbook {
		return nil, kind.UnsupportedError()
	}
	b := &Workbook{wanted: records.NewNames(attributes), files: make(map[string]*zip.File)}
	for _, m := range z.File {
		b.files[m.Name] = m
	}
	if err = b.findSheets(); err == nil {
		return b, nil
	}
	if _, ok := err.(*records.ReadError); !ok {
		err = &records.ReadError{Err: err, Hint: hint.New(hint.SaveSheetCSV)}
	}
	return nil, err
}

// findSheets looks for the sheets with a header.
func (b *Workbook) findSheets() error {
	sheets, err := b.sheets()
	if err != nil {
		return err
	}
	if b.strings, err = b.readStrings(); err != nil {
		return err
	}
	for _, s := range sheets {
		head, err := b.header(s.part)
		switch {
		case err != nil:
			return &records.ReadError{Err: fmt.Errorf("sheet %s: %w", records.Printable(s.name), err), Hint: hint.New(hint.SaveSheetCSV)}
		case head == nil:
		case b.rows == nil:
			b.sheet, b.rows, b.headerRow = s.name, s.part, head
		default:
			b.others = append(b.others, records.Printable(s.name))
		}
	}
	if b.rows == nil {
		return &records.ReadError{Err: errors.New("no sheet of this workbook has a header with attributes that hardmatch reads"), Hint: hint.New(hint.Export)}
	}
	return nil
}

// A sheetPart is a sheet and the part of the package that holds its rows.
type sheetPart struct {
	name string
	part *zip.File
}

var (
	errWorkbook = errors.New("the workbook is damaged")
	errSheets   = fmt.Errorf("%w: its list of sheets takes more than %d MiB", errWorkbook, records.MaxRecord>>20)
)

// sheets returns the sheets in their order.
func (b *Workbook) sheets() ([]sheetPart, error) {
	targets := make(map[string]string)
	err := b.elements("xl/_rels/workbook.xml.rels", "Relationship", func(e xml.StartElement) {
		targets[xmlAttr(e, "Id")] = xmlAttr(e, "Target")
	})
	if err != nil {
		return nil, err
	}
	var all []sheetPart
	err = b.elements("xl/workbook.xml", "sheet", func(e xml.StartElement) {
		target := targets[xmlAttr(e, "id")]
		if !strings.HasPrefix(target, "/") {
			target = "/xl/" + target
		}
		name := path.Clean(target)[1:]
		if part := b.files[name]; part != nil {
			delete(b.files, name) // each part is read once
			all = append(all, sheetPart{xmlAttr(e, "name"), part})
		}
	})
	if err == nil && len(all) == 0 {
		err = errWorkbook
	}
	return all, err
}

// elements calls do for each element of this name in a part of the package.
func (b *Workbook) elements(part, name string, do func(xml.StartElement)) error {
	p, err := b.openPart(b.files[part])
	for err == nil {
		var t xml.Token
		if t, err = p.next(); p.dec.InputOffset() > records.MaxRecord {
			err = errSheets
		}
		if err == nil {
			if e, ok := t.(xml.StartElement); ok && e.Name.Local == name {
				do(e)
			}
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// header returns the header of a sheet, or nil.
func (b *Workbook) header(part *zip.File) (*header, error) {
	rows, err := b.openRows(part)
	if err != nil {
		return nil, err
	}
	h, titles := new(header), 0
	for range maxLinesAbove {
		if err := rows.next(); err == io.EOF {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		names, filled := rows.names()
		switch {
		case filled == 0, filled == 1 && (h.readSetting(names[0]) || templated().Match(names[0])):
		case h.readRow(names, b.wanted) && (filled > 1 || titles == 0) && h.isHeader(titles, []byte("x")):
			h.line = rows.number
			return h, nil
		case filled == 1 && titles < 3:
			titles++
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// readRow makes the cells of a row the header. It reports whether they name wanted
// columns.
func (h *header) readRow(names [][]byte, wanted *records.Names) bool {
	h.names, h.wanted = names, countWanted(names, wanted)
	d := h.dialect()
	return h.wanted > 0 || h.typeName != "" || d != plainCSV && d != exportCSV
}

// Read passes the rows of the sheet to a sink. It ignores the reader.
func (b *Workbook) Read(_ io.Reader, s *records.Sink) {
	g := &grid{sink: s, dialect: plainCSV}
	g.header(b.headerRow)
	if g.dialect.writer != "" {
		s.Summary.Format = "XLSX (" + g.dialect.writer + ")"
	}
	if len(b.others) > 0 {
		s.Summary.AddNote(records.Note{Rule: records.MorePages, Incomplete: true, Hint: hint.New(hint.SaveSheets),
			Text: fmt.Sprintf("only sheet %s was read, not %s", records.Printable(b.sheet), enumerate(b.others))})
	}
	rows, err := b.openRows(b.rows)
	for err == nil && !g.failed {
		if err = rows.next(); err != nil || rows.number <= b.headerRow.line || g.isRepeatedHeader(rows) {
			continue
		}
		if rows.fill(g) && !g.row(rows.number) {
			return
		}
	}
	if err != nil && err != io.EOF && !g.sink.Reject(rows.number, 0, err, hint.New(hint.SaveSheetCSV)) {
		return
	}
	g.finish()
}

// enumerate lists names, and only the first of many.
func enumerate(names []string) string {
	const most = 10
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// isRepeatedHeader reports whether a row is another header, as in joined sheets,
// and sets its columns.
func (g *grid) isRepeatedHeader(rows *sheetRows) bool {
	likely := slices.ContainsFunc(rows.cells, func(c sheetCell) bool { return g.columnNames.has(c.value) })
	if !likely {
		return false
	}
	h := new(header)
	if h.names, _ = rows.names(); countWanted(h.names, g.sink.Names) < 2 {
		return false
	}
	g.header(h)
	return true
}
