package table

import (
	"strings"

	"hardmatch/exportfile/records"
)

// A nameSet recognises the few cells that are names of columns, by their first
// letter and length before their normal form.
type nameSet struct {
	lengths [26]uint64 // by first letter, with a bit for each length
	normal  map[string]bool
}

func newNameSet(wanted *records.Names, names [][]byte) *nameSet {
	n := &nameSet{normal: make(map[string]bool)}
	for name := range wanted.All() {
		n.add(name)
	}
	for _, name := range names {
		n.add(string(name))
	}
	return n
}

func (n *nameSet) add(name string) {
	n.normal[records.NormalName(name)] = true
	if letter, bit := shape([]byte(name)); bit != 0 {
		n.lengths[letter] |= bit
	}
}

func (n *nameSet) has(cell []byte) bool {
	letter, bit := shape(cell)
	if n.lengths[letter]&bit == 0 {
		return false
	}
	var normal [maxShape]byte // the result of records.NormalName, without an allocation
	length := 0
	for _, c := range cell {
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == ' ', c == '-', c == '_', c == '.':
			continue
		}
		normal[length] = c
		length++
	}
	return n.normal[string(normal[:length])]
}

// within reports whether a line contains one of the names, whatever the delimiter.
// This is much cheaper than reading the line as a header.
func (n *nameSet) within(line []byte) bool {
	parts := func(c rune) bool { return strings.ContainsRune(delimiters+`"[]`, c) }
	for name := range strings.FieldsFuncSeq(records.NormalName(string(line)), parts) {
		if n.normal[name] {
			return true
		}
	}
	return false
}

const maxShape = 63

// shape returns the first letter of a name, and a bit for its length; 0 if it
// cannot be a name.
func shape(name []byte) (letter int, bit uint64) {
	if len(name) == 0 || len(name) > maxShape {
		return 0, 0
	}
	if i := int(name[0]|0x20) - 'a'; i >= 0 && i < 26 {
		return i, 1 << len(name)
	}
	return 0, 0
}
