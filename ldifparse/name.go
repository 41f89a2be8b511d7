package ldifparse

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// A keyword is a name with a meaning in LDIF itself, or for ldapsearch, in at least
// one place. Elsewhere it is an ordinary attribute.
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

// A nameTable finds the name at the start of a line. A file repeats the same fifty
// names in every record, and mostly in the same order, so each name is remembered
// with the name that followed it. A full run of entries forgets one of its names,
// so that a file of a million names needs no more memory.
type nameTable struct {
	all     bool
	wanted  map[string]int // by lower case
	entries [tableSize + probes]nameEntry
	last    *nameEntry // of the name found last
	start   *nameEntry // represents no name: what follows it is unknown
}

// A nameEntry holds a name with the first and the last eight bytes of its spelling
// and its colon. If there are more than 16 bytes, it also holds the second eight.
type nameEntry struct {
	first, mask      uint64
	middle, last     uint64
	length           int // with the colon
	name             *Description
	plain, unwanted  bool       // not a keyword; neither a keyword nor wanted
	next, beforeNext *nameEntry // the names that last followed this one
}

const (
	tableSize = 512
	probes    = 4
)

// matches reports whether text begins with the name and a colon. It looks no
// further, so text may be more than a line.
func (s *nameEntry) matches(text []byte) bool {
	n := s.length
	if n > len(text) || word(text, 0)&s.mask != s.first {
		return false
	}
	return n <= 8 || word(text, n-8) == s.last && (n <= 16 || word(text, 8) == s.middle && (n <= 24 || s.name.spelling == string(text[:n-1])))
}

// word returns eight bytes of a line. It may reach into the slack after it.
func word(line []byte, at int) uint64 { return binary.LittleEndian.Uint64(line[at : at+8]) }

func newNameTable(wanted []string) *nameTable {
	t := &nameTable{all: wanted == nil, wanted: make(map[string]int, len(wanted))}
	for i, w := range wanted {
		t.wanted[strings.ToLower(w)] = i
	}
	t.start = &nameEntry{first: 1} // no masked word has this value
	t.start.next, t.start.beforeNext = t.start, t.start
	t.last = t.start
	return t
}

// find returns the name at the start of line and the position of its colon. Eight
// bytes after the line must be readable. Without a colon it returns -1; if the text
// before the colon is not a name, it returns nil.
func (t *nameTable) find(line []byte) (*Description, int) {
	s := t.last.next
	if !s.matches(line) {
		if s = t.last.beforeNext; !s.matches(line) {
			return t.lookUp(line)
		}
	}
	t.last = s
	return s.name, s.length - 1
}

func newNameEntry(line []byte, length int) nameEntry {
	s := nameEntry{first: word(line, 0), mask: ^uint64(0), length: length}
	if length < 8 {
		s.mask = 1<<(8*uint(length)) - 1
		s.first &= s.mask
	} else {
		s.last = word(line, length-8)
	}
	if length > 16 {
		s.middle = word(line, 8)
	}
	return s
}

func (t *nameTable) lookUp(line []byte) (*Description, int) {
	n := colon(line)
	if n < 0 {
		return nil, -1
	}
	s := newNameEntry(line, n+1)
	home := int((s.first ^ bits.RotateLeft64(s.last, 29)) * 0x9e3779b97f4a7c15 >> (64 - 9))
	at := &t.entries[home]
	for i := range probes {
		if probed := &t.entries[home+i]; probed.name == nil || probed.matches(line) {
			at = probed
			break
		}
	}
	if at.name == nil || !at.matches(line) {
		if s.name = t.parse(string(line[:n])); s.name == nil {
			return nil, n
		}
		s.plain = s.name.keyword == keyNone
		s.unwanted = s.plain && !s.name.wanted
		s.next, s.beforeNext = t.start, t.start
		*at = s
	}
	t.last.next, t.last.beforeNext = at, t.last.next
	t.last = at
	return at.name, n
}

// colon returns the index of the first colon. It reads eight bytes at a time.
func colon(line []byte) int {
	const ones, highs, colons = 0x0101010101010101, 0x8080808080808080, 0x3a3a3a3a3a3a3a3a
	for i := 0; i < len(line); i += 8 {
		w := word(line, i) ^ colons
		if hit := (w - ones) & ^w & highs; hit != 0 {
			if i += bits.TrailingZeros64(hit) / 8; i < len(line) {
				return i
			}
			return -1
		}
	}
	return -1
}

// isDescription reports whether s is a name with any number of options. Names for
// internal use of ldb begin with "@".
func isDescription(s string) bool {
	base, options, hasOptions := strings.Cut(s, ";")
	if !isWord(strings.TrimPrefix(base, "@")) {
		return false
	}
	for option := range strings.SplitSeq(options, ";") {
		if hasOptions && !isWord(strings.NewReplacer("=", "", "*", "").Replace(option)) {
			return false
		}
	}
	return true
}

// parse returns the attribute description for a spelling, or nil if it is invalid.
func (t *nameTable) parse(spelling string) *Description {
	if !isDescription(spelling) {
		return nil
	}
	base, options, hasOptions := strings.Cut(spelling, ";")
	lower := strings.ToLower(base)
	index, wanted := t.wanted[lower]
	if !wanted {
		index = -1
	}
	d := &Description{Name: base, Options: options, Index: index, spelling: spelling, wanted: wanted || t.all}
	if !hasOptions {
		d.keyword = keywords[lower]
	}
	return d
}

// isWord accepts the letters, digits and hyphens of RFC 4512, the dots of a numeric
// OID, and the underscores that some servers allow.
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
