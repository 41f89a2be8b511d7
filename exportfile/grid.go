package exportfile

import (
	"bytes"
	"fmt"
	"slices"

	"hardmatch/exportfile/encoding"
	"hardmatch/ldifparse"
)

// A grid makes records of the rows of a table: of CSV, or of a worksheet. Its
// reader fills cells and calls row.
type grid struct {
	*recorder
	dialect *dialect
	typ     string   // Record.Type where the header says it
	columns []column // those that are wanted, as they stand
	cells   []gridCell
	likely  *nameSet
	twins   seen // rows in which a column differs from an earlier one of its name

	pending bool   // a record of findings is not complete
	finding []byte // the name of its object
	pushed  int    // rows that are changes
	failed  bool   // nothing sensible can follow
}

// A column is one that is wanted.
type column struct {
	*ldifparse.Description // nil: for its role alone
	name                   string
	at                     int // its position in a row
	list                   bool
	role                   role
	twin                   int // the column that has the same name
}

// A role is what a column is read for.
type role uint8

const (
	asValue     role = iota
	asType           // it says what the object is
	asTwin           // it repeats another
	asAttribute      // it names the attribute that a finding is about
	asFinding        // it holds the value of that
)

// A gridCell is what a row has in a column.
type gridCell struct {
	line  int
	value []byte
}

// header makes the columns.
func (g *grid) header(h *csvHeader) {
	g.dialect, g.columns, g.likely = h.dialect(), nil, newNameSet(g.wanted, h.names)
	if g.typ = g.dialect.kind; g.typ == "" {
		g.typ = graphType(h.typed)
	}
	for i, name := range h.names {
		if c := g.column(columnName(name)); c != nil {
			c.at = i
			g.columns = append(g.columns, *c)
		}
	}
	g.cells = make([]gridCell, len(g.columns))
	if g.dialect.note != nil && !slices.Contains(g.Notes, *g.dialect.note) {
		g.note(*g.dialect.note)
	}
}

// column returns what to do with the column of this name, or nil.
func (g *grid) column(name []byte) *column {
	c := &column{name: string(name)}
	normal := normalName(c.name)
	switch {
	case normal == g.dialect.drop:
		return nil
	case normal == "objecttype", normal == "@odatatype", normal == g.dialect.typed && normal != "":
		c.role = asType
	case g.dialect.rows == findings && normal == "attribute":
		c.role = asAttribute
	case g.dialect.rows == findings && normal == "value":
		c.role = asFinding
	default:
		if c.Description = g.describe(name); c.Description == nil {
			return nil
		}
		c.list = g.isList(c.Description)
		if c.twin = g.indexOfColumn(c.Index); c.twin >= 0 {
			c.role = asTwin
		}
	}
	return c
}

// indexOfColumn returns the first column of an attribute, or -1.
func (g *grid) indexOfColumn(attribute int) int {
	return slices.IndexFunc(g.columns, func(c column) bool { return c.Description != nil && c.Index == attribute })
}

// row makes a record of the cells. It reports whether the loop goes on.
func (g *grid) row(line int, yield func(*Record, error) bool) bool {
	switch g.dialect.rows {
	case changes:
		g.pushed++
		g.Skipped++
		return true
	case findings:
		return g.findingRow(line, yield)
	}
	g.begin(line, -1)
	g.record.Type = g.typ
	for i := range g.columns {
		if err := g.add(&g.columns[i], &g.cells[i]); err != nil {
			return g.refuse(yield, line, err)
		}
	}
	g.record.Sparse = g.dialect.escaped // Export-Csv writes the columns of the first object only
	return g.yield(yield)
}

// refuse hands over that a value cannot be read, and with it the row.
func (g *grid) refuse(yield func(*Record, error) bool, line int, err error) bool {
	hint := exportHint
	if g.failed = encoding.IsChange(err); g.failed {
		err, hint = fmt.Errorf("the encoding changes: %w", err), encoding.JoinedHint
	}
	return g.skip(yield, line, 0, err, hint)
}

func (g *grid) add(c *column, cell *gridCell) error {
	switch {
	case c.role == asType:
		if t := graphType(string(cell.value)); t != "" {
			g.record.Type = t
		}
		return nil
	case c.role == asTwin:
		if first := &g.cells[c.twin]; !bytes.Equal(first.value, cell.value) {
			g.twins.add(cell.line, c.name)
		}
		return nil
	case c.Index == g.dnIndex() && len(cell.value) == 0:
		return nil
	}
	return g.value(c, cell.line, cell.value)
}

// value adds what a cell holds.
func (g *grid) value(c *column, line int, v []byte) error {
	switch {
	case isDamaged(v):
		return g.lose(c.Description, line, v)
	case g.dialect.escaped && c.Index != g.dnIndex():
		return g.escapedCell(c.Description, line, v)
	case c.list:
		return g.cell(c.Description, line, v)
	}
	return g.text(c.Description, line, v)
}

// damagedCell matches what spreadsheets make of long numbers, of which they keep
// 15 digits, and of text that begins as a formula does.
var damagedCell = pattern(`^(-?\d([.,]\d+)?E\+\d\d+|-?[1-9]\d{14}\d*0|#(NAME\?|VALUE!|REF!|N/A|NULL!|NUM!|DIV/0!|#+))$`)

func isDamaged(v []byte) bool {
	return len(v) > 3 && len(v) < 64 && (v[0] == '#' || v[0] == '-' || '0' <= v[0] && v[0] <= '9' && isNumber(v)) && damagedCell().Match(v)
}

// isNumber sorts out GUIDs before a regular expression has to.
func isNumber(v []byte) bool {
	last := v[len(v)-1]
	return '0' <= last && last <= '9' && (len(v) > 15 || bytes.IndexByte(v, 'E') > 0)
}

// finish notes what holds for the table as a whole. The loop may have left
// a record of findings to hand over.
func (g *grid) finish(yield func(*Record, error) bool) bool {
	if g.pending && !g.yield(yield) {
		return false
	}
	g.close()
	if t := g.twins; t.count > 0 {
		g.note(Note{Rule: LostValue, Line: t.line, Incomplete: true, Hint: "remove the column that does not count",
			Text: fmt.Sprintf("there are several columns %s, and they differ in %s: the first is read", t.what, plural(t.count, "row", "rows"))})
	}
	if g.pushed > 0 {
		g.note(Note{Rule: NoSnapshot, Incomplete: true, Hint: snapshotHint,
			Text: plural(g.pushed, "row is a pending change", "rows are pending changes") + ", which an export has not, and they are not applied"})
	}
	g.notePage()
	return true
}

// notePage tells of as many rows as a server gives when not asked for more.
func (g *grid) notePage() {
	onPremises := slices.ContainsFunc(g.columns, func(c column) bool {
		n := normalName(c.name)
		return n == "dn" || n == "distinguishedname" || n == "objectguid" || n == "samaccountname"
	})
	switch {
	case g.dialect.rows != objects:
	case onPremises && g.Records == pageSize:
		g.note(Note{Rule: FullPage, Hint: "ask in pages: Get-ADUser does so unless it has -ResultSetSize, csvde unless it has -g",
			Text: fmt.Sprintf("the file holds exactly %d records, which is all that Active Directory sends without paging: objects may be missing", pageSize)})
	case !onPremises && slices.Contains(cloudPages, g.Records):
		g.note(Note{Rule: FullPage, Hint: "ask for all pages: Get-MgUser -All, Get-EntraUser -All",
			Text: fmt.Sprintf("the file holds exactly %d records, which is what the cloud sends in one page: objects may be missing", g.Records)})
	}
}

// cloudPages are the default of Microsoft Graph, that of Get-MsolUser, the
// maximum of Microsoft Graph, and what other cmdlets stop at.
var cloudPages = []int{100, 500, 999, 1000}
