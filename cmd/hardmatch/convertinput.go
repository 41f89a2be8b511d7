package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
)

const longestLine = 1 << 20

// valueLines yields the lines of standard input without their ends, and LDIF
// values that are folded over several lines as one.
type valueLines struct {
	r        *bufio.Reader
	encoding string // what the input was decoded from, or ""
	text     []byte // valid until the next line
	number   int    // of the line, or of its first part, from 1
	read     int    // lines taken from r
	tooLong  bool
	err      error // that ended the stream, or nil
	folded   []byte
}

// newValueLines looks at the first two bytes for UTF-16, in which older
// PowerShell pipes and redirects.
func newValueLines(stdin io.Reader) (*valueLines, error) {
	l := &valueLines{r: bufio.NewReaderSize(stdin, longestLine)}
	start, err := l.r.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch order, name := utf16Order(start); name {
	case "":
		if mark, _ := l.r.Peek(3); string(mark) == "\xef\xbb\xbf" {
			l.r.Discard(3)
		}
	default:
		l.encoding = name
		decoder := unicode.UTF16(order, unicode.UseBOM).NewDecoder()
		l.r = bufio.NewReaderSize(decoder.Reader(l.r), longestLine)
	}
	return l, nil
}

// utf16Order tells UTF-16 by its mark, or by the zero beside the first
// character.
func utf16Order(start []byte) (unicode.Endianness, string) {
	if len(start) == 2 {
		switch {
		case start[0] == 0xff && start[1] == 0xfe, start[0] != 0 && start[1] == 0:
			return unicode.LittleEndian, "UTF-16LE"
		case start[0] == 0xfe && start[1] == 0xff, start[0] == 0 && start[1] != 0:
			return unicode.BigEndian, "UTF-16BE"
		}
	}
	return unicode.LittleEndian, ""
}

// idle reports whether the next line is still to come.
func (l *valueLines) idle() bool { return l.r.Buffered() == 0 }

// next reports false at the end, and where reading failed.
func (l *valueLines) next() bool {
	line, ok := l.line()
	l.text, l.number = line, l.read
	if !ok || l.tooLong || !bytes.Contains(line, []byte("::")) {
		return ok
	}
	return l.unfold(line)
}

// unfold joins the lines that begin with a blank (RFC 2849).
func (l *valueLines) unfold(line []byte) bool {
	l.folded = append(l.folded[:0], line...)
	for {
		next, err := l.r.Peek(1)
		if err != nil || next[0] != ' ' {
			break
		}
		more, ok := l.line()
		if !ok {
			return false
		}
		if l.tooLong = l.tooLong || len(l.folded)+len(more) > longestLine; !l.tooLong {
			l.folded = append(l.folded, more[1:]...)
		}
	}
	l.text = l.folded
	return true
}

// line takes one line. Of one that is too long nothing is kept.
func (l *valueLines) line() (line []byte, ok bool) {
	l.tooLong = false
	for {
		part, err := l.r.ReadSlice('\n')
		switch {
		case err == nil:
		case errors.Is(err, bufio.ErrBufferFull):
			l.tooLong = true
			continue
		case err != io.EOF:
			l.err = err
			return nil, false
		case len(part) == 0 && !l.tooLong:
			return nil, false
		}
		l.read++
		if l.tooLong {
			return nil, true
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r")), true
	}
}
