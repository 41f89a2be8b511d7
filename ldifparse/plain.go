package ldifparse

import (
	"bytes"
	"slices"
)

// readPlain reads as long as nothing is special: unwanted attributes with their
// continuations, and wanted values that are not folded, with names in the order of
// the last record. It reads nearly all lines of a file.
func (r *reader) readPlain() {
	last, rest := r.names.last, r.buf[r.pos:r.end]
	if r.midLine {
		return
	}
	for {
		n := bytes.IndexByte(rest, '\n')
		if n <= 0 {
			break
		}
		if rest[0] != ' ' {
			s := last.next
			if !s.matches(rest) {
				if s = last.beforeNext; !s.matches(rest) {
					r.ahead = n
					break
				}
			}
			if s.unwanted {
				r.mode = skip
			} else if end := r.addLine(s, rest, n); end > 0 {
				r.mode = nothing
				n = end
			} else {
				r.ahead = n
				break
			}
			last = s
		}
		r.number++
		rest = rest[n+1:]
	}
	r.names.last = last
	r.pos = r.end - len(rest)
}

// addLine adds the value of the line at the start of rest, which has n octets, and
// of its continuations. It returns the position of the last line end, or 0 if the
// value needs more care or is not completely in the buffer.
func (r *reader) addLine(s *nameEntry, rest []byte, n int) int {
	if !s.plain || n+1 == len(rest) {
		return 0
	}
	line, end := r.number+1, n
	v := trimCR(rest[s.length:n])
	switch {
	case len(v) == 0 || r.size+n+overhead > r.o.MaxRecord:
		return 0
	case v[0] == ' ':
		if rest[n+1] == ' ' {
			if v, end = r.unfold(v, rest, n); end == 0 {
				return 0
			}
		}
		for len(v) > 0 && v[0] == ' ' {
			v = v[1:]
		}
	case v[0] == ':' && rest[n+1] != ' ':
		if v = r.decodeToArena(v[1:]); v == nil {
			return 0
		}
	default:
		return 0
	}
	r.size += len(v) + overhead
	a := r.newAttribute()
	a.Description, a.Form, a.Line, a.Value = s.name, Text, line, v
	if rest[s.length] == ':' {
		a.Form = Base64
	}
	return end
}

// unfold appends the continuations of a text value to it, over the line ends
// between them, and returns the position of the last line end. If the buffer does
// not hold all of them and the start of the next line, it changes nothing and
// returns 0.
func (r *reader) unfold(v, rest []byte, n int) ([]byte, int) {
	end := n
	for lines := 0; ; lines++ {
		if end+1 == len(rest) || r.size+end+overhead > r.o.MaxRecord {
			return nil, 0
		}
		if rest[end+1] != ' ' {
			r.number += lines
			break
		}
		length := bytes.IndexByte(rest[end+1:], '\n')
		if length < 0 {
			return nil, 0
		}
		end += 1 + length
	}
	for n < end {
		length := bytes.IndexByte(rest[n+1:], '\n')
		v = append(v, trimCR(rest[n+2:n+1+length])...)
		n += 1 + length
	}
	return v, end
}

func trimCR(line []byte) []byte {
	for len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return line
}

// decodeToArena decodes Base64 without changing the text, so that an error can
// still show it. It returns nil if the text is not Base64.
func (r *reader) decodeToArena(text []byte) []byte {
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	at := len(r.arena)
	decoded, ok := appendDecoded(r.arena, text)
	if !ok {
		return nil
	}
	r.arena = decoded
	return decoded[at:]
}

// newAttribute lengthens the record's attributes by one. The caller sets its fields
// one by one, because append would build the attribute elsewhere and copy it, at
// twice the cost.
func (r *reader) newAttribute() *Attribute {
	n := len(r.record.Attributes)
	r.record.Attributes = slices.Grow(r.record.Attributes, 1)[:n+1]
	return &r.record.Attributes[n]
}

// overhead is the size of an Attribute, so that empty values count for the limit as
// well.
const overhead = 64
