package exportfile

import (
	"bytes"
	"encoding/hex"
	"slices"

	"hardmatch/ldifparse"
)

// cell adds what one cell holds: a value or, of an attribute that has several,
// the values that were joined there.
func (r *recorder) cell(d *ldifparse.Description, line int, value []byte) error {
	return r.parts(d, line, value, r.text)
}

// parts hands the values that were joined in one to add, which is text or decoded.
func (r *recorder) parts(d *ldifparse.Description, line int, value []byte, add func(*ldifparse.Description, int, []byte) error) error {
	if len(value) == 0 || !r.isList(d) || isTypeName(value) {
		return add(d, line, value)
	}
	cut := cutValue
	if bytes.IndexByte(value, ':') >= 0 {
		cut = cutAddress
	}
	for rest := value; ; {
		var part []byte
		if part, rest = cut(rest); len(part) > 0 || len(bytes.Trim(value, joints)) == 0 {
			if err := add(d, line, part); err != nil {
				return err
			}
		}
		if len(rest) == 0 {
			return nil
		}
	}
}

func (r *recorder) isList(d *ldifparse.Description) bool {
	return d.Index < r.dnIndex() && slices.Contains(r.options.Lists, r.options.Attributes[d.Index])
}

// joints are what people join values with; plus signs join addresses only.
const joints = ";,|\r\n \t+"

// cutValue takes the first of joined values off.
func cutValue(value []byte) (part, rest []byte) {
	const marks = ";,| \t\r\n"
	n := bytes.IndexAny(value, marks)
	if n < 0 {
		n = len(value)
	}
	return value[:n], bytes.TrimLeft(value[n:], marks)
}

// cutAddress takes the first of joined addresses off. An X.400 or X.500 address
// may hold the joints itself, so that they count only where a scheme follows.
func cutAddress(value []byte) (part, rest []byte) {
	for at := 0; ; {
		n := bytes.IndexAny(value[at:], joints)
		if n < 0 {
			return value, nil
		}
		at += n
		next := bytes.TrimLeft(value[at:], joints)
		end := len(value) - len(next)
		if len(next) == 0 || startsWithScheme(next) {
			return value[:at+ownEnd(value[:at], value[at:end], len(next) == 0)], next
		}
		at = end
	}
}

// ownEnd is how much of the joints behind an address belongs to it: the semicolon
// at the end of an X.400 address, unless it is the one that joins it to the next.
func ownEnd(address, joint []byte, last bool) int {
	isX400 := len(address) > 5 && bytes.EqualFold(address[:5], []byte("x400:"))
	if isX400 && joint[0] == ';' && (last || bytes.ContainsAny(joint[1:], ";,|+\n")) {
		return 1
	}
	return 0
}

// startsWithScheme reports whether an address with its scheme begins here, such
// as smtp:ada@contoso.com.
func startsWithScheme(v []byte) bool {
	for i, c := range v {
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (i == 0 || c < '0' || c > '9') {
			return i > 1 && c == ':'
		}
	}
	return false
}

// escapedCell adds the values of a cell of csvde, which puts a semicolon between
// two, and a backslash before one inside a value, and before a backslash.
func (r *recorder) escapedCell(d *ldifparse.Description, line int, cell []byte) error {
	for rest := cell; ; {
		var part []byte
		part, rest = r.cutEscaped(rest)
		if len(part) > 0 || len(cell) == 0 {
			if err := r.octetsOrText(d, line, part); err != nil {
				return err
			}
		}
		if rest == nil {
			return nil
		}
	}
}

// cutEscaped takes the first value off. The rest is nil if there is none.
func (r *recorder) cutEscaped(cell []byte) (value, rest []byte) {
	if bytes.IndexByte(cell, '\\') < 0 {
		value, rest, found := bytes.Cut(cell, []byte(";"))
		if !found {
			rest = nil
		}
		return value, rest
	}
	begin := len(r.arena)
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
		r.arena = append(r.arena, c)
	}
	return r.arena[begin:len(r.arena):len(r.arena)], rest
}

// octetsOrText adds a value of csvde, which writes octets as X'0b818f'.
func (r *recorder) octetsOrText(d *ldifparse.Description, line int, value []byte) error {
	if n := len(value); n > 4 && n%2 == 1 && value[0] == 'X' && value[1] == '\'' && value[n-1] == '\'' {
		octets := r.keep(value[2 : n-1])
		if n, err := hex.Decode(octets, octets); err == nil {
			return r.octets(d, line, octets[:n])
		}
	}
	return r.text(d, line, value)
}
