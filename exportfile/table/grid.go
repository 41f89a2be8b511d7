package table

import (
	"bytes"
	"fmt"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/ldifparse"
)

// A grid makes records of the rows of a table in CSV or on a sheet. Its reader
// fills cells and calls row.
type grid struct {
	sink        *records.Sink
	dialect     *dialect
	recordType  string   // Record.Type, if the header shows it
	columns     []column // wanted ones, in the order of the table
	cells       []gridCell
	columnNames *nameSet
	duplicates  records.Tally // rows in which a column differs from an earlier one of the same name

	idFixPending bool   // a record of IdFix errors is not complete yet
	idFixDN      []byte // the name of its object
	changes      int    // rows that are pending changes
	failed       bool   // nothing useful can follow
}

// A column is a wanted column.
type column struct {
	*ldifparse.Description // nil: the column has only a role
	name                   string
	at                     int // position in a row
	list                   bool
	role                   role
	duplicateOf            int // an earlier column of the same attribute, or -1
}

// A role is what a column is read for.
type role uint8

const (
	asValue      role = iota
	asType            // the type of the object
	asDuplicate       // repeats another column
	asAttribute       // the attribute of an IdFix error
	asIdFixValue      // the value of this attribute
)

// A gridCell is the content of a row in a column.
type gridCell struct {
	line  int
	value []byte
}

// header sets the columns.
func (g *grid) header(h *header) {
	g.dialect, g.columns, g.columnNames = h.dialect(), nil, newNameSet(g.sink.Names, h.names)
	if g.recordType = g.dialect.recordType; g.recordType == "" {
		g.recordType = graphType(h.typeName)
	}
	for i, name := range h.names {
		if c := g.newColumn(columnName(name)); c != nil {
			c.at = i
			g.columns = append(g.columns, *c)
		}
	}
	g.cells = make([]gridCell, len(g.columns))
	if note := g.dialect.note; note != nil && !g.hasNote(note.Text) {
		g.sink.Summary.AddNote(*note)
	}
}

// hasNote reports whether the file has a note with this text.
func (g *grid) hasNote(text string) bool {
	return slices.ContainsFunc(g.sink.Summary.Notes, func(n records.Note) bool { return n.Text == text })
}

// newColumn returns the column for a name, or nil if it is not wanted.
func (g *grid) newColumn(name []byte) *column {
	c := &column{name: string(name)}
	normal := records.NormalName(c.name)
	switch {
	case normal == g.dialect.drop:
		return nil
	case normal == "objecttype", normal == "@odatatype", normal == g.dialect.typeColumn && normal != "":
		c.role = asType
	case g.dialect.rows == idFixErrors && normal == "attribute":
		c.role = asAttribute
	case g.dialect.rows == idFixErrors && normal == "value":
		c.role = asIdFixValue
	default:
		if c.Description = g.sink.Names.Describe(name); c.Description == nil {
			return nil
		}
		c.list = g.sink.IsList(c.Description)
		if c.duplicateOf = g.indexOfColumn(c.Index); c.duplicateOf >= 0 {
			c.role = asDuplicate
		}
	}
	return c
}

// indexOfColumn returns the first column of an attribute, or -1.
func (g *grid) indexOfColumn(attribute int) int {
	return slices.IndexFunc(g.columns, func(c column) bool { return c.Description != nil && c.Index == attribute })
}

// row makes a record of the cells. It reports whether the loop continues.
func (g *grid) row(line int) bool {
	switch g.dialect.rows {
	case pendingChanges:
		g.changes++
		g.sink.Summary.Skipped++
		return true
	case idFixErrors:
		return g.idFixRow(line)
	}
	g.sink.Begin(line, -1)
	g.sink.Record.Type = g.recordType
	for i := range g.columns {
		if err := g.addCell(&g.columns[i], &g.cells[i]); err != nil {
			return g.rejectRow(line, err)
		}
	}
	g.sink.Record.Sparse = g.dialect.escaped // Export-Csv writes the columns of the first object only
	return g.sink.Deliver()
}

// rejectRow rejects the row because a value cannot be read.
func (g *grid) rejectRow(line int, err error) bool {
	h := hint.New(hint.Export)
	if g.failed = encoding.IsChange(err); g.failed {
		err, h = fmt.Errorf("the encoding changes: %w", err), hint.New(hint.SplitEncodings)
	}
	return g.sink.Reject(line, 0, err, h)
}

// addCell adds the content of a cell according to the role of its column.
func (g *grid) addCell(c *column, cell *gridCell) error {
	switch {
	case c.role == asType:
		if t := graphType(string(cell.value)); t != "" {
			g.sink.Record.Type = t
		}
		return nil
	case c.role == asDuplicate:
		if first := &g.cells[c.duplicateOf]; !bytes.Equal(first.value, cell.value) {
			g.duplicates.Add(cell.line, c.name)
		}
		return nil
	case c.Index == g.sink.Names.DN() && len(cell.value) == 0:
		return nil
	}
	return g.value(c, cell.line, cell.value)
}

// value adds the content of a cell.
func (g *grid) value(c *column, line int, v []byte) error {
	switch {
	case isDamaged(v):
		return g.sink.AddLost(c.Description, line, v)
	case g.dialect.escaped && c.Index != g.sink.Names.DN():
		return g.escapedCell(c.Description, line, v)
	case c.list:
		return g.sink.AddJoined(c.Description, line, v)
	}
	return g.sink.AddText(c.Description, line, v)
}

// damagedCell matches what spreadsheets make of long numbers, of which they keep 15
// digits, and of text that begins like a formula.
var damagedCell = records.Pattern(`^(-?\d([.,]\d+)?E\+\d\d+|-?[1-9]\d{14}\d*0|#(NAME\?|VALUE!|REF!|N/A|NULL!|NUM!|DIV/0!|#+))$`)

func isDamaged(v []byte) bool {
	return len(v) > 3 && len(v) < 64 && (v[0] == '#' || v[0] == '-' || '0' <= v[0] && v[0] <= '9' && isNumber(v)) && damagedCell().Match(v)
}

// isNumber excludes GUIDs cheaply, before the regular expression.
func isNumber(v []byte) bool {
	last := v[len(v)-1]
	return '0' <= last && last <= '9' && (len(v) > 15 || bytes.IndexByte(v, 'E') > 0)
}

// finish delivers the last record of IdFix errors, and adds the notes about the
// table as a whole.
func (g *grid) finish() bool {
	if g.idFixPending && !g.sink.Deliver() {
		return false
	}
	g.sink.Close()
	if t := g.duplicates; t.Count > 0 {
		g.sink.Summary.AddNote(records.Note{Rule: records.LostValue, Line: t.Line, Incomplete: true, Hint: hint.New(hint.RemoveColumn),
			Text: fmt.Sprintf("there are several columns %s, and they differ in %s: the first is read", t.Example, records.Plural(t.Count, "row", "rows"))})
	}
	if g.changes > 0 {
		g.sink.Summary.AddNote(records.Note{Rule: records.NoSnapshot, Incomplete: true, Hint: hint.New(hint.ExportAll),
			Text: records.Plural(g.changes, "row is a pending change", "rows are pending changes") + ": an export has none, and they are not applied"})
	}
	g.notePage()
	return true
}

// notePage adds a note if there are as many rows as a server sends without a
// request for more.
func (g *grid) notePage() {
	onPremises := slices.ContainsFunc(g.columns, func(c column) bool {
		n := records.NormalName(c.name)
		return n == "dn" || n == "distinguishedname" || n == "objectguid" || n == "samaccountname"
	})
	switch {
	case g.dialect.rows != objects:
	case onPremises && g.sink.Summary.Records == records.PageSize:
		g.sink.Summary.AddNote(records.Note{Rule: records.FullPage, Hint: hint.New(hint.ExportPagesAD),
			Text: fmt.Sprintf("the file holds exactly %d records, which is all that Active Directory sends without paging: objects may be missing", records.PageSize)})
	case !onPremises && slices.Contains(cloudPages, g.sink.Summary.Records):
		g.sink.Summary.AddNote(records.Note{Rule: records.FullPage, Hint: hint.New(hint.ExportPagesCloud),
			Text: fmt.Sprintf("the file holds exactly %d records, which is what the cloud sends in one page: objects may be missing", g.sink.Summary.Records)})
	}
}

// cloudPages are the default of Microsoft Graph, that of Get-MsolUser, the maximum
// of Microsoft Graph, and the limit of other cmdlets.
var cloudPages = []int{100, 500, 999, 1000}
