package table

import "bytes"

// idFixRow adds an error of IdFix to the record of its object. IdFix writes a row
// for each error, and the rows of an object follow each other.
func (g *grid) idFixRow(line int) bool {
	dn, name, value := g.idFixCells()
	isNext := !g.idFixPending || !bytes.Equal(dn, g.idFixDN)
	if isNext && g.idFixPending && !g.sink.Deliver() {
		return false
	}
	if g.idFixPending = true; isNext {
		g.sink.Begin(line, -1)
		g.idFixDN = append(g.idFixDN[:0], dn...)
		if err := g.keepValues(); err != nil {
			g.idFixPending = false
			return g.rejectRow(line, err)
		}
	}
	if err := g.addIdFixValue(line, name, value); err != nil {
		g.idFixPending = false
		return g.rejectRow(line, err)
	}
	return true
}

// idFixCells returns the cells that all IdFix errors have.
func (g *grid) idFixCells() (dn, name, value []byte) {
	for i := range g.columns {
		switch c, v := &g.columns[i], g.cells[i].value; {
		case c.role == asAttribute:
			name = v
		case c.role == asIdFixValue:
			value = v
		case c.role == asValue && c.Index == g.sink.Names.DN():
			dn = v
		}
	}
	return dn, name, value
}

// keepValues adds the values of the object itself. They are copied, because the row
// is overwritten before the record is delivered.
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

// addIdFixValue adds the value that an IdFix error is about. If the attribute has
// several values, the others are lost.
func (g *grid) addIdFixValue(line int, name, value []byte) error {
	d := g.sink.Names.Describe(bytes.TrimSpace(name))
	if d == nil || d.Index == g.sink.Names.DN() {
		return nil
	}
	if err := g.sink.AddText(d, line, g.sink.Keep(value)); err != nil || !g.sink.IsList(d) {
		return err
	}
	return g.sink.AddLost(d, line, []byte("one of several values"))
}
