package table

import "bytes"

// findingRow adds a finding to the record of its object. IdFix writes a row for
// each, those of an object one after the other.
func (g *grid) findingRow(line int) bool {
	dn, name, value := g.findingCells()
	isNext := !g.pending || !bytes.Equal(dn, g.finding)
	if isNext && g.pending && !g.sink.Deliver() {
		return false
	}
	if g.pending = true; isNext {
		g.sink.Begin(line, -1)
		g.finding = append(g.finding[:0], dn...)
		if err := g.keepValues(); err != nil {
			g.pending = false
			return g.refuse(line, err)
		}
	}
	if err := g.addFinding(line, name, value); err != nil {
		g.pending = false
		return g.refuse(line, err)
	}
	return true
}

// findingCells returns the cells that all findings have.
func (g *grid) findingCells() (dn, name, value []byte) {
	for i := range g.columns {
		switch c, v := &g.columns[i], g.cells[i].value; {
		case c.role == asAttribute:
			name = v
		case c.role == asFinding:
			value = v
		case c.role == asValue && c.Index == g.sink.Names.DN():
			dn = v
		}
	}
	return dn, name, value
}

// keepValues adds what is said of the object itself. The row is gone before
// the record is.
func (g *grid) keepValues() error {
	for i := range g.columns {
		if c := &g.columns[i]; c.role == asValue {
			cell := gridCell{g.cells[i].line, g.sink.Keep(g.cells[i].value)}
			if err := g.addCell(c, &cell); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFinding adds the value that a finding is about. Of several it is but one.
func (g *grid) addFinding(line int, name, value []byte) error {
	d := g.sink.Names.Describe(bytes.TrimSpace(name))
	if d == nil || d.Index == g.sink.Names.DN() {
		return nil
	}
	if err := g.sink.AddText(d, line, g.sink.Keep(value)); err != nil || !g.sink.IsList(d) {
		return err
	}
	return g.sink.AddLost(d, line, []byte("one of several values"))
}
