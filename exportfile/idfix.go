package exportfile

import "bytes"

// findingRow adds a finding to the record of its object. IdFix writes a row for
// each, those of an object one after the other.
func (g *grid) findingRow(line int, yield func(*Record, error) bool) bool {
	dn, name, value := g.findingCells()
	isNext := !g.pending || !bytes.Equal(dn, g.finding)
	if isNext && g.pending && !g.yield(yield) {
		return false
	}
	if g.pending = true; isNext {
		g.begin(line, -1)
		g.finding = append(g.finding[:0], dn...)
		if err := g.keepValues(); err != nil {
			g.pending = false
			return g.refuse(yield, line, err)
		}
	}
	if err := g.addFinding(line, name, value); err != nil {
		g.pending = false
		return g.refuse(yield, line, err)
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
		case c.role == asValue && c.Index == g.dnIndex():
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
			cell := gridCell{g.cells[i].line, g.keep(g.cells[i].value)}
			if err := g.add(c, &cell); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFinding adds the value that a finding is about. Of several it is but one.
func (g *grid) addFinding(line int, name, value []byte) error {
	d := g.describe(bytes.TrimSpace(name))
	if d == nil || d.Index == g.dnIndex() {
		return nil
	}
	if err := g.text(d, line, g.keep(value)); err != nil || !g.isList(d) {
		return err
	}
	return g.lose(d, line, []byte("one of several values"))
}
