package ldifparse

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// A keyword is a name that means something to LDIF itself, or to ldapsearch,
// in at least one place. Elsewhere it is an attribute like any other.
type keyword uint8

const (
	keyNone keyword = iota
	keyDN
	keyVersion
	keyChangeType
	keyControl
	keyRef
	keySearch
	keyResult
	keyNewRDN
	keyDeleteOldRDN
	keyNewSuperior
)

var keywords = map[string]keyword{
	"dn": keyDN, "version": keyVersion, "changetype": keyChangeType, "control": keyControl,
	"ref": keyRef, "search": keySearch, "result": keyResult,
	"newrdn": keyNewRDN, "deleteoldrdn": keyDeleteOldRDN, "newsuperior": keyNewSuperior,
}

// A name is an attribute description as one file spells it, looked up once.
type name struct {
	description string // with options
	base        string // without
	options     string
	index       int
	wanted      bool
	keyword     keyword
}

// A nameTable finds the name at the start of a line. A file repeats the same
// fifty names in every record, so what was looked up is remembered under the
// first and the last eight bytes of its spelling. A slot is overwritten by the
// next name that falls on it: a file of a million names takes no more memory.
type nameTable struct {
	all    bool
	wanted map[string]int // by lower case
	slots  [512]struct {
		first, last uint64
		name        *name
	}
}

func newNameTable(wanted []string) *nameTable {
	t := &nameTable{all: wanted == nil, wanted: make(map[string]int, len(wanted))}
	for i, w := range wanted {
		t.wanted[strings.ToLower(w)] = i
	}
	return t
}

// find returns the name at the start of line and the place of its colon. The
// line must have eight readable bytes behind it. Without a colon it returns -1;
// with one behind something that is not a name, a nil name.
func (t *nameTable) find(line []byte) (*name, int) {
	n := colon(line)
	if n < 0 {
		return nil, -1
	}
	first := binary.LittleEndian.Uint64(line[:8])
	last := uint64(0)
	if n < 8 {
		first &= 1<<(8*uint(n)) - 1
	} else {
		last = binary.LittleEndian.Uint64(line[n-8 : n])
	}
	slot := &t.slots[((first^bits.RotateLeft64(last, 29))*0x9e3779b97f4a7c15)>>55]
	if slot.name != nil && slot.first == first && slot.last == last && len(slot.name.description) == n &&
		(n <= 16 || slot.name.description == string(line[:n])) {
		return slot.name, n
	}
	found := t.parse(string(line[:n]))
	if found != nil {
		slot.first, slot.last, slot.name = first, last, found
	}
	return found, n
}

// colon returns the index of the first colon, eight bytes at a step.
func colon(line []byte) int {
	const ones, highs, colons = 0x0101010101010101, 0x8080808080808080, 0x3a3a3a3a3a3a3a3a
	for i := 0; i < len(line); i += 8 {
		w := binary.LittleEndian.Uint64(line[i:i+8]) ^ colons
		if hit := (w - ones) & ^w & highs; hit != 0 {
			if i += bits.TrailingZeros64(hit) / 8; i < len(line) {
				return i
			}
			return -1
		}
	}
	return -1
}

// parse checks an attribute description and returns nil if it is none.
func (t *nameTable) parse(description string) *name {
	base, options, hasOptions := strings.Cut(description, ";")
	if !isWord(base) || hasOptions && options == "" {
		return nil
	}
	for option := range strings.SplitSeq(options, ";") {
		if hasOptions && !isWord(strings.NewReplacer("=", "", "*", "").Replace(option)) {
			return nil
		}
	}
	lower := strings.ToLower(base)
	index, wanted := t.wanted[lower]
	if !wanted {
		index = -1
	}
	n := &name{description: description, base: base, options: options, index: index, wanted: wanted || t.all}
	if !hasOptions {
		n.keyword = keywords[lower]
	}
	return n
}

// isWord accepts the letters, digits and hyphens of RFC 4512, and the dots of a
// numeric OID and the underscores that some servers allow.
func isWord(s string) bool {
	for i := range len(s) {
		switch c := s[i] | 0x20; {
		case 'a' <= c && c <= 'z', '0' <= s[i] && s[i] <= '9':
		case i > 0 && (s[i] == '-' || s[i] == '.' || s[i] == '_'):
		default:
			return false
		}
	}
	return s != ""
}
