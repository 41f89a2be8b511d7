package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkMembers refuses an object that names a member twice, in any case, as encoding/json
// reads it: the program of a reviewer may take the other one than ours. It looks at
// nothing but braces and texts, since doc is known to begin with a whole object.
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
				return fmt.Errorf("%w: %s: the member %q is there already, in line %d", ErrSyntax, position(doc, i), unquote(doc[i:end+1]), line(doc, first))
			}
			i = end
		}
	}
}

// members are those of the objects that are open.
type members struct {
	objects []object // open to depth; behind that, to be used again
	depth   int
	spelt   map[string]string // names by how they are spelt
}

// An object knows where it begins, and of each name where it, or another object of its
// depth before it, has it.
type object struct {
	begin int
	named map[string]int
}

func (m *members) open(at int) {
	if m.depth == len(m.objects) {
		m.objects = append(m.objects, object{named: make(map[string]int)})
	}
	m.objects[m.depth].begin = at
	m.depth++
}

// name takes a text, if a colon makes it a name, and returns where the same object has
// that name already, else -1.
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
		panic(err) // a text of a document that was decoded
	}
	return name
}

// leastFold is one letter for all that [strings.EqualFold] takes for the same.
func leastFold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}

// position is the line and the column of an offset, counted from 1 in characters.
func position(doc []byte, at int) string {
	begin := bytes.LastIndexByte(doc[:at], '\n') + 1
	return fmt.Sprintf("line %d, column %d", line(doc, at), 1+utf8.RuneCount(doc[begin:at]))
}

func line(doc []byte, at int) int { return 1 + bytes.Count(doc[:at], []byte("\n")) }
