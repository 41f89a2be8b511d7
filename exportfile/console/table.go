package console

import (
	"bytes"

	"hardmatch/exportfile/records"
	"hardmatch/ldifparse"
)

// SniffTable recognises Format-Table and similar tables: names above a line of
// dashes. At least two of them are wanted, or one identifies an object.
func SniffTable(head []byte, wanted *records.Names) (string, error) {
	names := newNameSniffer(wanted)
	var t *table
	var above []byte
	for line := range textLines(head) {
		if begun := newTable(above, line); begun != nil && len(begun.names) <= maxTableColumns {
			t = begun
			names.reset()
			t.each(nil, names.add)
		} else if t != nil {
			t.each(line, names.add)
		}
		if above = line; t != nil && names.identified() {
			if t.bar {
				return m365Text, nil
			}
			return "text (Format-Table)", nil
		}
	}
	return "", nil
}

// A table has its columns where the dashes below their names begin.
type table struct {
	names        [][]byte
	starts, ends []int                    // columns of the dashes
	wanted       []*ldifparse.Description // nil: not wanted
	pairs        bool                     // each row is a property: a name and a value
	bar          bool                     // a bar separates name and value

	row tableRow
}

var (
	dashes      = records.Pattern(`^ *-+( +-+)*$`)
	barDashes   = records.Pattern(`^-+\|-+$`)
	nameHeading = records.Pattern(`(?i)^(name|property|key)$`)
)

// newTable returns the table with this header, or nil if it is not a header.
func newTable(header, below []byte) *table {
	if !bytes.HasPrefix(bytes.TrimLeft(below, " "), []byte("-")) { // true for most lines, and faster than a pattern
		return nil
	}
	if barDashes().Match(below) && bytes.Equal(header, []byte("Property | Value")) {
		return &table{pairs: true, bar: true}
	}
	if len(below) < 2 || !dashes().Match(below) {
		return nil
	}
	t := &table{}
	for at := leadingBlanks(below); at < len(below); at += leadingBlanks(below[at:]) {
		t.starts = append(t.starts, at)
		at += len(below[at:]) - len(bytes.TrimLeft(below[at:], "-"))
		t.ends = append(t.ends, at)
	}
	cells, ok := t.cut(header, newRuler(header, 1))
	if !ok {
		return nil
	}
	for _, cell := range cells {
		if len(cell) == 0 {
			return nil
		}
		t.names = append(t.names, bytes.Clone(cell))
	}
	t.pairs = len(cells) == 2 && nameHeading().Match(cells[0]) && bytes.EqualFold(cells[1], []byte("value"))
	return t
}

// each calls do for each property in a line. For a nil line it passes the names of
// the columns only.
func (t *table) each(line []byte, do func(name, value []byte)) {
	if t.pairs {
		if name, value, ok := t.pair(line); ok {
			do(name, value)
		}
		return
	}
	cells, ok := t.cut(line, newRuler(line, 1))
	for i, name := range t.names {
		if ok {
			do(name, cells[i])
		}
	}
}

// pair splits a row that is a property.
func (t *table) pair(line []byte) (name, value []byte, ok bool) {
	if t.bar {
		name, value, ok = bytes.Cut(line, []byte("|"))
		return bytes.TrimSpace(name), bytes.TrimSpace(value), ok
	}
	cells, ok := t.cut(line, newRuler(line, 1))
	if !ok {
		return nil, nil, false
	}
	return cells[0], cells[1], true
}

// cut splits a line where its columns begin. It fails if a cell reaches into the
// next column.
func (t *table) cut(line []byte, r ruler) ([][]byte, bool) {
	cells, from := make([][]byte, 0, len(t.starts)), 0
	for i := range t.starts {
		to := len(line)
		if i+1 < len(t.starts) {
			var ok bool
			if to, ok = t.border(line, r, i+1); !ok {
				return nil, false
			}
		}
		cells = append(cells, bytes.TrimSpace(line[min(from, to):to]))
		from = to
	}
	return cells, true
}

// border returns the beginning of the cell of a column, which follows a blank.
// Numbers are aligned right: they end where the dashes end, and may begin further
// left.
func (t *table) border(line []byte, r ruler, i int) (int, bool) {
	at := r.at(t.starts[i])
	if at >= len(line) || line[at-1] == ' ' {
		return at, true
	}
	begin, end := bytes.LastIndexByte(line[:at], ' ')+1, r.at(t.ends[i])
	isNumber := (end == len(line) || line[end] == ' ') && number().Match(line[begin:end])
	return begin, isNumber && begin > r.at(t.ends[i-1])
}

var number = records.Pattern(`^[-+]?[0-9.,]+$`)
