package jsonexport

import (
	"bytes"
	"io"
	"strings"

	"hardmatch/exportfile/records"
)

// fill reads more text after the contents of the buffer.
func (s *scanner) fill() bool {
	const maxEmptyReads = 100 // as in package bufio
	s.makeRoom()
	for range maxEmptyReads {
		if s.readErr != nil {
			break
		}
		var n int
		n, s.readErr = s.src.Read(s.buf[s.end : len(s.buf)-slack])
		if s.end += n; n > 0 {
			s.buf[s.end] = 0
			return true
		}
	}
	if s.readErr == nil {
		s.readErr = io.ErrNoProgress
	}
	return false
}

// makeRoom drops the read part of a full buffer, or enlarges the buffer if the text
// is held.
func (s *scanner) makeRoom() {
	if s.end < len(s.buf)-slack || s.readErr != nil {
		return
	}
	if s.hold == 0 && s.end >= records.MaxRecord {
		s.hold, s.tooLong = -1, true
	}
	from := s.pos
	if s.hold >= 0 {
		from, s.hold = s.hold, 0
	}
	if t := bytes.TrimRight(s.buf[:from], " \t\r\n"); len(t) > 0 {
		s.before = t[len(t)-1]
	}
	to := s.buf
	if from == 0 {
		to = make([]byte, 2*(len(s.buf)-slack)+slack)
	}
	s.end = copy(to, s.buf[from:s.end])
	s.buf, s.pos, s.base = to, s.pos-from, s.base+int64(from)
	s.buf[s.end] = 0
}

// restOfLine returns the rest of the line and moves to the next line.
func (s *scanner) restOfLine() []byte {
	for s.hold = s.pos; s.next() != '\n' && s.pos < s.end; s.pos++ {
	}
	line := s.endHold(0)
	if s.pos < s.end {
		s.newLine()
	}
	return line
}

// peekLine returns the next octets of the line without moving. They are enough to
// recognise a prompt.
func (s *scanner) peekLine() []byte {
	const most = 256
	for s.hold = s.pos; s.next() != '\n' && s.pos < s.end && s.pos-s.hold < most; s.pos++ {
	}
	ahead := s.buf[s.hold:s.pos]
	s.pos, s.hold = s.hold, -1
	return ahead
}

// resync moves past text that could not be read to the next line that begins a
// document: the line begins with a bracket, and the line before it does not end
// inside a list.
func (s *scanner) resync() bool {
	last, inside := s.lastBefore(), s.depth > 0
	s.err, s.depth, s.hold, s.fresh = nil, 0, -1, false
	if inside && s.column() == 1 && s.beginsDocument(last) {
		return true
	}
	for s.next() != 0 || s.pos < s.end {
		rest := s.buf[s.pos:s.end]
		n := bytes.IndexByte(rest, '\n')
		if n < 0 {
			n = len(rest)
		}
		if t := bytes.TrimRight(rest[:n], " \t\r"); len(t) > 0 {
			last = t[len(t)-1]
		}
		if s.pos += n; n == len(rest) {
			continue
		}
		if s.newLine(); s.beginsDocument(last) {
			return true
		}
	}
	return false
}

// beginsDocument reports whether the current line can begin a document. Last is the
// last octet before the line.
func (s *scanner) beginsDocument(last byte) bool {
	c := s.next()
	return (c == '{' || c == '[') && strings.IndexByte(",[{:", last) < 0
}

// lastBefore returns the last octet that was read and is not blank.
func (s *scanner) lastBefore() byte {
	if t := bytes.TrimRight(s.buf[:s.pos], " \t\r\n"); len(t) > 0 {
		return t[len(t)-1]
	}
	return s.before
}
