package table

import (
	"bytes"
	"encoding/hex"

	"hardmatch/ldifparse"
)

// escapedCell adds the values of a cell of csvde. csvde separates values with a
// semicolon, and escapes a semicolon or backslash inside a value with a backslash.
func (g *grid) escapedCell(d *ldifparse.Description, line int, cell []byte) error {
	for rest := cell; ; {
		var part []byte
		part, rest = g.cutEscaped(rest)
		if len(part) > 0 || len(cell) == 0 {
			if err := g.octetsOrText(d, line, part); err != nil {
				return err
			}
		}
		if rest == nil {
			return nil
		}
	}
}

// cutEscaped splits the first value off. The rest is nil if there is none.
func (g *grid) cutEscaped(cell []byte) (value, rest []byte) {
	if bytes.IndexByte(cell, '\\') < 0 {
		value, rest, _ = bytes.Cut(cell, []byte(";"))
		return value, rest
	}
	begin := len(g.sink.Arena)
	for i := 0; i < len(cell); i++ {
		c := cell[i]
		if c == ';' {
			rest = cell[i+1:]
			break
		}
		if c == '\\' && i+1 < len(cell) && (cell[i+1] == ';' || cell[i+1] == '\\') {
			i++
			c = cell[i]
		}
		g.sink.Arena = append(g.sink.Arena, c)
	}
	return g.sink.Arena[begin:len(g.sink.Arena):len(g.sink.Arena)], rest
}

// octetsOrText adds a value of csvde, which writes octets as X'0b818f'.
func (g *grid) octetsOrText(d *ldifparse.Description, line int, value []byte) error {
	if n := len(value); n > 4 && n%2 == 1 && value[0] == 'X' && value[1] == '\'' && value[n-1] == '\'' {
		octets := g.sink.Keep(value[2 : n-1])
		if n, err := hex.Decode(octets, octets); err == nil {
			return g.sink.AddOctets(d, line, octets[:n])
		}
	}
	return g.sink.AddText(d, line, value)
}
