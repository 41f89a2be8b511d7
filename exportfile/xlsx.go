package exportfile

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"hardmatch/exportfile/encoding"
)

// A book is an XLSX workbook.
type book struct {
	*File
	files   map[string]*zip.File
	strings *sharedStrings
	sheet   string     // the name of the one that is read
	part    *zip.File  // its rows
	head    *csvHeader // its header, and how many rows are above
	others  []string   // names of further sheets with a header
}

// openBook recognises a workbook.
func (f *File) openBook(src, raw io.Reader) error {
	if _, ok := src.(*io.SectionReader); !ok {
		src = raw
	}
	data, size, err := hold(src)
	if err != nil {
		return err
	}
	z, err := openZip(data, size)
	if err != nil {
		return err
	}
	if kind := kindOf(z); kind != workbook {
		return kind.refuse()
	}
	f.decoder = encoding.NewDecoder(encoding.UTF8, false, nil)
	b := &book{File: f, files: make(map[string]*zip.File)}
	for _, m := range z.File {
		b.files[m.Name] = m
	}
	f.Format, f.read = "XLSX", b.readSheet
	if err = b.open(); err == nil {
		return nil
	}
	if _, ok := err.(*ReadError); !ok {
		err = &ReadError{Err: err, Hint: bookHint}
	}
	return err
}

// open looks for the sheets that have a header.
func (b *book) open() error {
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
			return &ReadError{Err: fmt.Errorf("sheet %s: %w", printable(s.name), err), Hint: bookHint}
		case head == nil:
		case b.part == nil:
			b.sheet, b.part, b.head = s.name, s.part, head
		default:
			b.others = append(b.others, printable(s.name))
		}
	}
	if b.part == nil {
		return &ReadError{Err: errors.New("no sheet of this workbook has a header with attributes that hardmatch reads"), Hint: exportHint}
	}
	return nil
}

// A sheetPart is a sheet and the part of the package that holds its rows.
type sheetPart struct {
	name string
	part *zip.File
}

var (
	errBook   = errors.New("the workbook is damaged")
	errSheets = fmt.Errorf("%w: its list of sheets takes more than %d MiB", errBook, maxRecord>>20)
)

// sheets returns the sheets in their order.
func (b *book) sheets() ([]sheetPart, error) {
	targets := make(map[string]string)
	err := b.elements("xl/_rels/workbook.xml.rels", "Relationship", func(e xml.StartElement) {
		targets[attr(e.Attr, "Id")] = attr(e.Attr, "Target")
	})
	if err != nil {
		return nil, err
	}
	var all []sheetPart
	err = b.elements("xl/workbook.xml", "sheet", func(e xml.StartElement) {
		target := targets[attr(e.Attr, "id")]
		if !strings.HasPrefix(target, "/") {
			target = "/xl/" + target
		}
		name := path.Clean(target)[1:]
		if part := b.files[name]; part != nil {
			delete(b.files, name) // to be read once
			all = append(all, sheetPart{attr(e.Attr, "name"), part})
		}
	})
	if err == nil && len(all) == 0 {
		err = errBook
	}
	return all, err
}

// elements calls do for each element of this name in a part of the package.
func (b *book) elements(part, name string, do func(xml.StartElement)) error {
	p, err := b.openPart(b.files[part])
	for err == nil {
		var t xml.Token
		if t, err = p.next(); p.dec.InputOffset() > maxRecord {
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
func (b *book) header(part *zip.File) (*csvHeader, error) {
	rows, err := b.rows(part)
	if err != nil {
		return nil, err
	}
	r, h, titles := newRecorder(b.File), new(csvHeader), 0
	for range maxAbove {
		if err := rows.next(); err == io.EOF {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		names, filled := rows.names()
		switch {
		case filled == 0, filled == 1 && (h.setting(names[0]) || templated().Match(names[0])):
		case r.isHeadRow(h, names) && (filled > 1 || titles == 0) && h.stands(titles, []byte("x")):
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

// isHeadRow reports whether the cells of a row are names of which some are
// wanted, and makes h the header.
func (r *recorder) isHeadRow(h *csvHeader, names [][]byte) bool {
	h.names, h.wanted = names, r.countWanted(names)
	d := h.dialect()
	return h.wanted > 0 || h.typed != "" || d != plainCSV && d != exportCSV
}

// readSheet makes a grid of the rows of a sheet.
func (b *book) readSheet(f *File, yield func(*Record, error) bool) {
	g := &grid{recorder: newRecorder(f), dialect: plainCSV}
	g.header(b.head)
	if g.dialect.writer != "" {
		f.Format = "XLSX (" + g.dialect.writer + ")"
	}
	if len(b.others) > 0 {
		f.note(Note{Rule: MorePages, Incomplete: true, Hint: "save each of them as a file of its own",
			Text: fmt.Sprintf("only sheet %s was read, not %s", printable(b.sheet), enumerate(b.others))})
	}
	rows, err := b.rows(b.part)
	for err == nil && !g.failed {
		if err = rows.next(); err != nil || rows.number <= b.head.line || g.isHeadAgain(rows) {
			continue
		}
		if rows.fill(g) && !g.row(rows.number, yield) {
			return
		}
	}
	if err != nil && err != io.EOF && !g.skip(yield, rows.number, 0, err, bookHint) {
		return
	}
	g.finish(yield)
}

// enumerate names the first of many.
func enumerate(names []string) string {
	const most = 10
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// isHeadAgain reports whether a row is another header, as where sheets were
// joined, and goes on with it.
func (g *grid) isHeadAgain(rows *sheetRows) bool {
	likely := slices.ContainsFunc(rows.cells, func(c sheetCell) bool { return g.likely.has(c.value) })
	if !likely {
		return false
	}
	h := new(csvHeader)
	if h.names, _ = rows.names(); g.countWanted(h.names) < 2 {
		return false
	}
	g.header(h)
	return true
}

const bookHint = "save the sheet as CSV UTF-8 and give that"
