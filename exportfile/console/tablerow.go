package console

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/ldifparse"
)

var (
	errMisfit  = errors.New("this line does not fit the columns of its table")
	errWrapped = errors.New("this line may continue the row above, or be a row itself")
	errWide    = fmt.Errorf("the table has more than %d columns", maxTableColumns)
	rowCount   = records.Pattern(`^\(?\d+ (rows?|objects?|items?|users?|groups?|results?)\b.{0,40}$`)
)

// isRowCount tries the pattern only on lines that may begin with a number.
func isRowCount(line []byte) bool {
	return '(' <= line[0] && line[0] <= '9' && rowCount().Match(line)
}

// maxTableColumns is above the number of properties of an object. Each line is
// split into as many cells, even a short line.
const maxTableColumns = 256

// beginsTable reads the header of a table, if the current line is one.
func (c *reader) beginsTable() bool {
	t := newTable(c.line.text, c.ahead.text)
	if t == nil {
		return false
	}
	c.endBlock()
	if c.next(); len(t.names) > maxTableColumns {
		c.reject(c.line.number-1, errWide, hint.New(hint.ExportConsole))
		return true
	}
	isWanted := t.pairs
	for _, name := range t.names {
		t.wanted = append(t.wanted, c.sink.Names.Describe(name))
		isWanted = isWanted || t.wanted[len(t.wanted)-1] != nil
	}
	if isWanted {
		c.table = t
	}
	return true
}

// tableLine reads a line of the table. It returns false if the table has ended.
func (c *reader) tableLine() bool {
	t, line := c.table, c.line.text
	if t.pairs {
		return c.pairLine()
	}
	cells, ok := c.cutLine(line)
	switch {
	case isRowCount(line):
		c.endBlock()
	case c.separated() && !t.isRow(cells, ok, line):
		c.endBlock()
		return false
	case !ok:
		c.finishRow()
		c.reject(c.line.number, errMisfit, hint.New(hint.ExportShiftedColumns))
	case !t.row.open || c.separated() || !c.mayContinue(cells):
		c.beginRow(cells)
	case len(cells[0]) == 0:
		c.continueRow(cells)
	default:
		c.rejectAmbiguousRow(cells)
	}
	return true
}

// isRow reports whether a line after an empty line is still a row, and not text
// after the table.
func (t *table) isRow(cells [][]byte, fits bool, line []byte) bool {
	if !fits {
		return bytes.Contains(bytes.TrimSpace(line), []byte("  "))
	}
	return len(cells) == 1 || filled(cells) > 1
}

func filled(cells [][]byte) (n int) {
	for _, cell := range cells {
		if len(cell) > 0 {
			n++
		}
	}
	return n
}

// pairLine reads a line that is a property, or that continues the property above.
func (c *reader) pairLine() bool {
	name, value, ok := c.table.pair(c.line.text)
	if !ok || c.separated() && len(value) == 0 {
		c.endBlock()
		return false
	}
	if len(name) == 0 {
		c.continueValue(value)
		return true
	}
	column := 0
	if c.finishValue(); !c.table.bar {
		column = c.table.starts[1]
	}
	c.beginValue(name, value, column)
	return true
}

// cutLine splits the line into cells. Letters of East Asia are two columns wide on
// most consoles, but not on all, so both widths must give the same cells, or only
// one width may be possible.
func (c *reader) cutLine(line []byte) ([][]byte, bool) {
	narrow, ok := c.table.cut(line, c.rulerFor(line, 1))
	if encoding.IsASCII(line) {
		return narrow, ok
	}
	wide, okToo := c.table.cut(line, c.rulerFor(line, 2))
	switch {
	case !ok:
		return wide, okToo
	case !okToo:
		return narrow, true
	}
	return narrow, slices.EqualFunc(narrow, wide, bytes.Equal)
}

// A tableRow is a row that may continue on the next line.
type tableRow struct {
	open  bool
	line  int
	cells [][]byte
	room  []int  // columns left after each cell
	lost  []bool // the cell may have more text

	tooLong bool
}

func (c *reader) beginRow(cells [][]byte) {
	c.finishRow()
	r := &c.table.row
	*r = tableRow{open: true, line: c.line.number, room: make([]int, len(cells)), lost: make([]bool, len(cells))}
	for i, cell := range cells {
		r.cells = append(r.cells, bytes.Clone(cell))
		r.room[i] = c.roomAfter(i, cell)
	}
}

// roomAfter returns how many columns are left after a cell. The last column ends
// where the longest line ends.
func (c *reader) roomAfter(i int, cell []byte) int {
	starts, end := c.table.starts, c.width
	if i+1 < len(starts) {
		end = starts[i+1] - 1
	}
	return end - starts[i] - c.columns(cell)
}

// mayContinue reports whether the cells may continue those above, as with
// Format-Table -Wrap. No cell may be below an empty one, or below one that had room
// for its first word, and fewer cells are filled.
func (c *reader) mayContinue(cells [][]byte) bool {
	t := c.table
	for i, cell := range cells {
		word, _, _ := bytes.Cut(cell, []byte(" "))
		if len(cell) > 0 && (len(t.row.cells[i]) == 0 || identifies(t.names[i], cell) || c.columns(word) < t.row.room[i]) {
			return false
		}
	}
	return filled(cells) < filled(t.row.cells)
}

// continueRow joins cells to those above. A word that was wrapped fills its cell,
// and is joined directly. The width of the last column is unknown.
func (c *reader) continueRow(cells [][]byte) {
	r := &c.table.row
	for i, cell := range cells {
		if len(cell) == 0 {
			continue
		}
		if r.tooLong = r.tooLong || len(r.cells[i])+len(cell) > maxLine; r.tooLong {
			return
		}
		next, _, _ := bytes.Cut(cell, []byte(" "))
		switch isLast := i == len(cells)-1; {
		case r.room[i] > 0:
			r.cells[i] = append(r.cells[i], ' ')
		case isLast && !c.isFull(r.cells[i], next, c.roomAfter(i, nil)):
			r.lost[i] = true
		}
		r.cells[i] = append(r.cells[i], cell...)
		r.room[i] = c.roomAfter(i, cell)
	}
}

// rejectAmbiguousRow rejects cells that may or may not continue those above.
func (c *reader) rejectAmbiguousRow(cells [][]byte) {
	for i, cell := range cells {
		c.table.row.lost[i] = c.table.row.lost[i] || len(cell) > 0
	}
	c.reject(c.line.number, errWrapped, hint.New(hint.ExportUnwrapped))
}

// finishRow delivers the row.
func (c *reader) finishRow() {
	if c.table == nil || !c.table.row.open || c.stopped {
		return
	}
	r := &c.table.row
	if r.open = false; r.tooLong {
		c.reject(r.line, errLine, hint.New(hint.ExportConsole))
		return
	}
	c.sink.Begin(r.line, -1)
	for i, d := range c.table.wanted {
		if d == nil {
			continue
		}
		if err := c.addCell(d, r, i); err != nil {
			c.reject(r.line, err, hint.New(hint.ExportConsole))
			return
		}
	}
	c.stopped = !c.sink.Deliver()
}

func (c *reader) addCell(d *ldifparse.Description, r *tableRow, i int) error {
	if r.lost[i] {
		return c.sink.AddLost(d, r.line, r.cells[i])
	}
	return c.addValue(d, r.line, r.cells[i])
}
