package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"hardmatch/exportfile/archive"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
)

const (
	maxSheetColumns = 1 << 14 // as in Excel
	maxColumnName   = 1 << 10 // octets of the name of a column
	maxStrings      = 64 << 20
)

var (
	errDoctype = errors.New("the workbook has a document type declaration (DOCTYPE), which no spreadsheet writes")
	errStrings = fmt.Errorf("the texts of the workbook take more than %d MiB", maxStrings>>20)
)

// A part is an XML file in a workbook. No token may be larger than a record.
type part struct {
	src  io.Reader
	dec  *xml.Decoder
	left int // octets left for the next token
}

func (b *Workbook) openPart(m *zip.File) (*part, error) {
	if m == nil {
		return nil, errWorkbook
	}
	src, err := archive.OpenMember(m)
	if err != nil {
		return nil, err
	}
	p := &part{src: src}
	p.dec = xml.NewDecoder(p)
	return p, nil
}

func (p *part) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, records.ErrTooLarge
	}
	n, err := p.src.Read(b)
	p.left -= n
	return n, err
}

func (p *part) next() (xml.Token, error) {
	p.left = records.MaxRecord
	t, err := p.dec.RawToken()
	if _, ok := t.(xml.Directive); ok {
		return nil, errDoctype
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return nil, fmt.Errorf("%w: %s", errWorkbook, records.Printable(syntax.Msg))
	}
	return t, err
}

// xmlAttr returns the attribute of this name in any name space, or "".
func xmlAttr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sharedStrings are the texts that cells refer to by number.
type sharedStrings struct {
	text []byte
	ends []uint32
}

func (s *sharedStrings) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(s.ends) {
		return nil, false
	}
	begin := uint32(0)
	if i > 0 {
		begin = s.ends[i-1]
	}
	return s.text[begin:s.ends[i]:s.ends[i]], true
}

func (b *Workbook) readStrings() (*sharedStrings, error) {
	s := new(sharedStrings)
	m := b.files["xl/sharedStrings.xml"]
	if m == nil {
		return s, nil
	}
	p, err := b.openPart(m)
	if err != nil {
		return nil, err
	}
	s.text = make([]byte, 0, min(m.UncompressedSize64, maxStrings))
	for {
		t, err := p.next()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		if e, ok := t.(xml.StartElement); !ok || e.Name.Local != "si" {
			continue
		}
		if s.text, err = p.appendText(s.text, "si"); err != nil {
			return nil, err
		}
		if s.ends = append(s.ends, uint32(len(s.text))); len(s.text)+4*len(s.ends) > maxStrings {
			return nil, &records.ReadError{Err: errStrings, Hint: hint.New(hint.SaveSheetCSV)}
		}
	}
}

// appendText appends the text up to the end of an element: that of its t elements,
// without the phonetic readings of Japanese text.
func (p *part) appendText(dst []byte, until string) ([]byte, error) {
	begin, inText, phonetic := len(dst), false, false
	for {
		t, err := p.next()
		if err != nil {
			return dst, unexpectedEnd(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.CharData:
			if inText && !phonetic {
				dst = append(dst, t...)
			}
			if len(dst)-begin > records.MaxRecord {
				return dst, records.ErrTooLarge
			}
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case until:
				return unescapeXLSX(dst, begin), nil
			}
		}
	}
}

// unexpectedEnd converts the end of a part inside an element to an error of the
// workbook.
func unexpectedEnd(err error) error {
	if err == io.EOF {
		return fmt.Errorf("%w: %w", errWorkbook, io.ErrUnexpectedEOF)
	}
	return err
}

var escapedChar = records.Pattern(`_x[0-9A-Fa-f]{4}_`)

// unescapeXLSX replaces the escapes of characters that XML cannot hold, such as
// _x000D_, in the text from an offset on.
func unescapeXLSX(text []byte, from int) []byte {
	if !bytes.Contains(text[from:], []byte("_x")) {
		return text
	}
	plain := escapedChar().ReplaceAllFunc(text[from:], func(m []byte) []byte {
		n, _ := strconv.ParseUint(string(m[2:6]), 16, 16)
		return utf8.AppendRune(nil, rune(n))
	})
	return append(text[:from], plain...)
}

// sheetRows reads the rows of a sheet one after the other.
type sheetRows struct {
	part    *part
	strings *sharedStrings
	number  int // of the row, from 1
	cells   []sheetCell
	arena   []byte
}

type sheetCell struct {
	column int
	value  []byte
}

func (b *Workbook) openRows(m *zip.File) (*sheetRows, error) {
	p, err := b.openPart(m)
	return &sheetRows{part: p, strings: b.strings}, err
}

// next reads the next row.
func (s *sheetRows) next() error {
	s.cells, s.arena = s.cells[:0], s.arena[:0]
	for {
		t, err := s.part.next()
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "row" {
			if s.number, err = rowNumber(e, s.number); err != nil {
				return err
			}
			return s.row()
		}
	}
}

func rowNumber(e xml.StartElement, before int) (int, error) {
	r := xmlAttr(e, "r")
	if r == "" {
		return before + 1, nil
	}
	n, err := strconv.Atoi(r)
	if err != nil || n <= before || n > 1<<20 {
		return before, fmt.Errorf("%w: row %s follows row %d", errWorkbook, records.Printable(r), before)
	}
	return n, nil
}

// row reads the cells of a row.
func (s *sheetRows) row() error {
	column := -1
	for {
		t, err := s.part.next()
		if err != nil {
			return unexpectedEnd(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			if column, err = columnNumber(xmlAttr(t, "r"), column); err != nil {
				return err
			}
			if err := s.cell(column, xmlAttr(t, "t")); err != nil {
				return err
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		}
	}
}

// columnNumber returns the column of a cell such as BC12, from 0.
func columnNumber(ref string, before int) (int, error) {
	if ref == "" {
		return before + 1, nil
	}
	n := 0
	for i := 0; i < len(ref) && 'A' <= ref[i] && ref[i] <= 'Z' && n <= maxSheetColumns; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n--; n <= before || n >= maxSheetColumns {
		return before, fmt.Errorf("%w: there is a cell %s", errWorkbook, records.Printable(ref))
	}
	return n, nil
}

// cell reads a cell up to its end.
func (s *sheetRows) cell(column int, typ string) error {
	begin, inValue := len(s.arena), false
	for {
		t, err := s.part.next()
		if err != nil {
			return unexpectedEnd(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if inValue = t.Name.Local == "v"; t.Name.Local == "is" {
				s.arena, err = s.part.appendText(s.arena, "is")
			}
		case xml.CharData:
			if inValue {
				s.arena = append(s.arena, t...)
			}
		case xml.EndElement:
			if inValue = false; t.Name.Local == "c" {
				return s.keepCell(column, typ, s.arena[begin:len(s.arena):len(s.arena)])
			}
		}
		if err == nil && len(s.arena) > records.MaxRecord {
			err = records.ErrTooLarge
		}
		if err != nil {
			return err
		}
	}
}

// keepCell adds a cell according to its type: s is the number of a shared text, b a
// truth value.
func (s *sheetRows) keepCell(column int, typ string, value []byte) error {
	switch typ {
	case "s":
		i, err := strconv.Atoi(string(value))
		text, ok := s.strings.at(i)
		if err != nil || !ok {
			return fmt.Errorf("%w: there is no text %s", errWorkbook, records.Printable(string(value)))
		}
		value = text
	case "b":
		value = []byte(map[bool]string{true: "TRUE", false: "FALSE"}[string(value) == "1"])
	case "str":
		value = unescapeXLSX(value, 0)
	}
	if len(value) > 0 {
		s.cells = append(s.cells, sheetCell{column, value})
	}
	return nil
}

// names returns the cells as the names of a header, and how many are not empty. A
// text too long for a name becomes an empty name, because all cells may refer to
// one text.
func (s *sheetRows) names() (names [][]byte, filled int) {
	for _, c := range s.cells {
		for len(names) < c.column {
			names = append(names, nil)
		}
		name := bytes.TrimSpace(c.value)
		if len(name) > maxColumnName {
			name = nil
		}
		names = append(names, bytes.Clone(name))
	}
	return names, len(s.cells)
}

// fill copies the cells to the grid. It reports whether there are any.
func (s *sheetRows) fill(g *grid) bool {
	next := 0
	for i := range g.cells {
		for next < len(s.cells) && s.cells[next].column < g.columns[i].at {
			next++
		}
		g.cells[i] = gridCell{line: s.number}
		if next < len(s.cells) && s.cells[next].column == g.columns[i].at {
			g.cells[i].value = s.cells[next].value
		}
	}
	return len(s.cells) > 0
}
