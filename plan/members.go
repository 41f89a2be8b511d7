package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkMembers refuses an object in which a member occurs twice. Names are compared
// without regard to case, as encoding/json does. The program of a reviewer may use
// another of the two members than this one. checkMembers expects that doc begins with
// one whole object, so it looks only at braces and texts.
func checkMembers(doc []byte) error {
	m := members{spelt: make(map[string]string)}
	for i := 0; ; i++ {
		switch doc[i] {
		case '{':
			m.open(i)
		case '}':
			if m.depth--; m.depth == 0 {
				return nil
			}
		case '"':
			end := closingQuote(doc, i)
			if first := m.name(doc, i, end); first >= 0 {
				return fmt.Errorf("%w: %s: the member %q occurs twice, first in line %d", ErrSyntax, position(doc, i), unquote(doc[i:end+1]), line(doc, first))
			}
			i = end
		}
	}
}

// members holds the names of the members of all open objects.
type members struct {
	objects []object // the first depth are open, the others are reused
	depth   int
	spelt   map[string]string // folded names by their spelling
}

// An object is one open object, or an earlier one of the same depth.
type object struct {
	begin int
	named map[string]int // last offset of each name; before begin, that of an earlier object
}

func (m *members) open(at int) {
	if m.depth == len(m.objects) {
		m.objects = append(m.objects, object{named: make(map[string]int)})
	}
	m.objects[m.depth].begin = at
	m.depth++
}

// name adds a text that is a name, since a colon follows. It returns the offset at which
// the object already has this name, or -1.
func (m *members) name(doc []byte, begin, end int) int {
	if rest := bytes.TrimLeft(doc[end+1:], " \t\r\n"); rest[0] != ':' {
		return -1
	}
	spelt := doc[begin : end+1]
	name, known := m.spelt[string(spelt)]
	if !known {
		name = strings.Map(leastFold, unquote(spelt))
		m.spelt[string(spelt)] = name
	}
	o := &m.objects[m.depth-1]
	if first, ok := o.named[name]; ok && first > o.begin {
		return first
	}
	o.named[name] = begin
	return -1
}

func closingQuote(doc []byte, begin int) int {
	for i := begin + 1; ; i++ {
		switch doc[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
}

func unquote(spelt []byte) string {
	var name string
	if err := json.Unmarshal(spelt, &name); err != nil {
		panic(err) // impossible: the document was decoded before
	}
	return name
}

// leastFold returns the same letter for all letters that are equal by [strings.EqualFold].
func leastFold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}

// position returns the line and the column of an offset. Columns count characters from 1.
func position(doc []byte, at int) string {
	begin := bytes.LastIndexByte(doc[:at], '\n') + 1
	return fmt.Sprintf("line %d, column %d", line(doc, at), 1+utf8.RuneCount(doc[begin:at]))
}

func line(doc []byte, at int) int { return 1 + bytes.Count(doc[:at], []byte("\n")) }
