package jsonexport

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"strings"
)

const (
	bufferSize = 256 << 10
	slack      = 8    // words are read past the end of the text
	maxDepth   = 1000 // far above the depth of any export
)

// A scanner splits JSON (RFC 8259) without holding more of it than one name or
// value. It checks every octet, also in skipped values. It ignores the encoding:
// octets of strings from 80 on are passed on as they are.
//
// After the first error, err is the error, pos its position, and nothing more is
// read.
//
// It exists because most of an export is not wanted, and because memory must not
// grow with a value. On 54 MB of users as Microsoft Graph writes them, it reads 790
// MB/s without an allocation; go-json-experiment/json, whose jsontext is to become
// that of encoding/json/v2, reads 245, encoding/json 111. Jsontext holds each
// string as a whole, even a skipped one: a string of 256 MB took 1170 MB.
type scanner struct {
	src      io.Reader
	buf      []byte // a NUL follows the text, so that no loop runs past its end
	pos, end int
	hold     int   // start of the text that must stay in the buffer; -1: none
	base     int64 // offset of buf[0] in the text
	before   byte  // the last octet before buf[0] that is not blank
	line     int
	lineAt   int64 // offset of the first octet of the line
	depth    int
	fresh    bool  // directly after an opening bracket
	tooLong  bool  // the held text was too long and was dropped
	readErr  error // of src; permanent
	err      error
}

var (
	errCut     = errors.New("the file ends inside a JSON value")
	errTooDeep = fmt.Errorf("nested deeper than %d brackets", maxDepth)
)

func newScanner(src io.Reader) *scanner {
	return &scanner{src: src, buf: make([]byte, bufferSize+slack), hold: -1, line: 1}
}

// reset makes s a scanner of a text in memory.
func (s *scanner) reset(text []byte, line int) {
	buf := append(append(s.buf[:0], text...), make([]byte, slack)...)
	*s = scanner{buf: buf, end: len(text), hold: -1, line: line, readErr: io.EOF}
}

// narrow restricts a text in memory to the part between two positions.
func (s *scanner) narrow(from, to int) {
	s.buf[to] = 0
	s.pos, s.end = from, to
}

func (s *scanner) offset() int64 { return s.base + int64(s.pos) }

// column counts octets from 1.
func (s *scanner) column() int { return int(s.offset()-s.lineAt) + 1 }

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// unexpected fails with the next octet.
func (s *scanner) unexpected(want string) {
	switch c := s.at(); {
	case s.err != nil:
	case c < ' ' || c > '~':
		s.fail(fmt.Errorf("found octet %02X, expected %s", c, want))
	default:
		s.fail(fmt.Errorf("found %q, expected %s", c, want))
	}
}

// peek skips blanks and returns the next octet, or 0 after a failure.
func (s *scanner) peek() byte {
	const blanks = 0x2020202020202020
	for s.err == nil {
		switch c := s.buf[s.pos]; c {
		case ' ':
			for s.pos++; binary.LittleEndian.Uint64(s.buf[s.pos:]) == blanks; {
				s.pos += 8
			}
		case '\t', '\r':
			s.pos++
		case '\n':
			s.newLine()
		case 0:
			if s.at() == 0 {
				return 0
			}
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) newLine() {
	s.pos++
	s.line, s.lineAt = s.line+1, s.offset()
}

// at returns the next octet, even if it is blank. It fails at the end.
func (s *scanner) at() byte {
	if s.pos == s.end && !s.fill() {
		s.fail(s.ended())
		return 0
	}
	return s.buf[s.pos]
}

func (s *scanner) ended() error {
	if s.readErr == io.EOF {
		return errCut
	}
	return s.readErr
}

// open enters an object or array.
func (s *scanner) open() {
	if s.depth == maxDepth {
		s.fail(errTooDeep)
		return
	}
	s.pos++
	s.depth, s.fresh = s.depth+1, true
}

// more moves to the next member or element. It returns false after the closing
// bracket, and after a failure.
func (s *scanner) more(closing byte) bool {
	c, fresh := s.peek(), s.fresh
	s.fresh = false
	switch {
	case c == ',' && !fresh:
		s.pos++
		return true
	case c == closing:
		s.pos++
		s.depth--
		return false
	case c != 0 && fresh:
		return true
	case c == ',':
		s.unexpected("a value or " + string(closing))
	}
	s.unexpected("a comma or " + string(closing))
	return false
}

// key returns the text between the quotes of the next member's name. It is valid
// until colon, which must follow.
func (s *scanner) key() (name []byte, escaped bool) {
	if s.peek() != '"' {
		s.unexpected("a name in quotes")
		return nil, false
	}
	return s.str()
}

func (s *scanner) colon() {
	if s.peek() != ':' {
		s.unexpected("a colon")
		return
	}
	s.pos++
}

// str returns the text between the quotes of the string that begins here, valid
// until the next call.
func (s *scanner) str() (text []byte, escaped bool) {
	s.pos++
	s.hold = s.pos
	escaped = s.closeString()
	return s.endHold(1), escaped
}

// endHold returns the held text without its last octets, or nil if it was too long.
func (s *scanner) endHold(without int) (text []byte) {
	if s.hold >= 0 && s.err == nil {
		text = s.buf[s.hold : s.pos-without]
	}
	s.hold = -1
	return text
}

// raw returns the value that begins here as it is spelt, valid until the next call.
func (s *scanner) raw() []byte {
	s.peek()
	s.hold = s.pos
	s.skip()
	return s.endHold(0)
}

// closeString moves past the quote that ends a string.
func (s *scanner) closeString() (escaped bool) {
	for s.err == nil {
		s.pos = plainEnd(s.buf, s.pos)
		switch c := s.at(); {
		case c == '"':
			s.pos++
			return escaped
		case c == '\\':
			s.escape()
			escaped = true
		case c < ' ':
			s.unexpected(`a closing quote, or the character as \u` + fmt.Sprintf("%04x", c))
		}
	}
	return escaped
}

// plainEnd returns the position of the next quote, backslash or control character.
func plainEnd(text []byte, at int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for {
		w := binary.LittleEndian.Uint64(text[at:])
		quote, slash := w^'"'*ones, w^'\\'*ones
		// The lowest bit is correct; a borrow may set wrong bits above it.
		if hit := ((quote-ones)&^quote | (slash-ones)&^slash | (w-' '*ones)&^w) & highs; hit != 0 {
			return at + bits.TrailingZeros64(hit)/8
		}
		at += 8
	}
}

func (s *scanner) escape() {
	s.pos++
	c := s.at()
	if c != 'u' {
		if c == 0 || strings.IndexByte(`"\/bfnrt`, c) < 0 {
			s.unexpected("a character that may follow a backslash")
		}
		s.pos++
		return
	}
	for range 4 {
		s.pos++
		if !isHex(s.at()) {
			s.unexpected("four hexadecimal digits")
			return
		}
	}
	s.pos++
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// skip moves past a value of any kind.
func (s *scanner) skip() {
	switch s.peek() {
	case '"':
		s.pos++
		s.closeString()
	case '{':
		for s.open(); s.more('}'); s.skip() {
			s.skipKey()
		}
	case '[':
		for s.open(); s.more(']'); {
			s.skip()
		}
	default:
		s.scalar()
	}
}

func (s *scanner) skipKey() {
	if s.peek() != '"' {
		s.unexpected("a name in quotes")
		return
	}
	s.pos++
	s.closeString()
	s.colon()
}

// scalar moves past a number or one of the three literals.
func (s *scanner) scalar() {
	switch c := s.peek(); {
	case c == 'n':
		s.literal("null")
	case c == 't':
		s.literal("true")
	case c == 'f':
		s.literal("false")
	case c == '-' || isDigit(c):
		s.number()
	default:
		s.unexpected("a value")
	}
}

func (s *scanner) literal(name string) {
	if at := s.pos + len(name); at <= s.end && string(s.buf[s.pos:at]) == name {
		s.pos = at
		return
	}
	for i := range len(name) {
		if s.at() != name[i] {
			s.unexpected(name)
			return
		}
		s.pos++
	}
}

func (s *scanner) number() {
	if s.at() == '-' {
		s.pos++
	}
	if s.at() == '0' {
		s.pos++
	} else {
		s.digits()
	}
	if s.next() == '.' {
		s.pos++
		s.digits()
	}
	if s.next()|0x20 == 'e' {
		s.pos++
		if c := s.at(); c == '+' || c == '-' {
			s.pos++
		}
		s.digits()
	}
}

func (s *scanner) digits() {
	if !isDigit(s.at()) {
		s.unexpected("a digit")
	}
	for isDigit(s.next()) {
		s.pos++
	}
}

// next is at for a position where the text may end.
func (s *scanner) next() byte {
	if s.err != nil || s.pos == s.end && !s.fill() {
		return 0
	}
	return s.buf[s.pos]
}
