package hardmatch

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"hardmatch/convert"
	"hardmatch/exportfile/encoding"
	"hardmatch/hint"
)

const longestLine = 1 << 20

// ErrLongLine is what became of a value that is TooLong.
var ErrLongLine = &convert.Error{Err: convert.ErrSyntax, Text: "the line is longer than 1 MB", Hint: hint.New(hint.OneValueALine)}

// ValueLines yields the lines of a text without their ends, and LDIF values that
// are folded over several lines as one: what is to be converted, a value a line.
type ValueLines struct {
	Encoding string // what the text was decoded from, or ""
	Text     []byte // valid until the next line
	Number   int    // of the line, or of its first part, from 1
	TooLong  bool   // for a value, so there is no Text
	Err      error  // that ended the stream, or nil

	r      *bufio.Reader
	read   int // lines taken from r
	folded []byte
}

// NewValueLines looks at the first octets for UTF-16, in which older PowerShell
// pipes and redirects.
func NewValueLines(src io.Reader) (*ValueLines, error) {
	text, name, err := encoding.NewReader(bufio.NewReaderSize(src, longestLine))
	if err != nil {
		return nil, err
	}
	return &ValueLines{Encoding: name, r: bufio.NewReaderSize(text, longestLine)}, nil
}

// Idle reports whether the next line is still to come.
func (l *ValueLines) Idle() bool { return l.r.Buffered() == 0 }

// Next reports false at the end, and where reading failed.
func (l *ValueLines) Next() bool {
	line, ok := l.line()
	l.Text, l.Number = line, l.read
	if !ok || l.TooLong || !bytes.Contains(line, []byte("::")) {
		return ok
	}
	return l.unfold(line)
}

// unfold joins the lines that begin with a blank (RFC 2849).
func (l *ValueLines) unfold(line []byte) bool {
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
		if l.TooLong = l.TooLong || len(l.folded)+len(more) > longestLine; !l.TooLong {
			l.folded = append(l.folded, more[1:]...)
		}
	}
	l.Text = l.folded
	return true
}

// line takes one line. Of one that is too long nothing is kept.
func (l *ValueLines) line() (line []byte, ok bool) {
	l.TooLong = false
	for {
		part, err := l.r.ReadSlice('\n')
		switch {
		case err == nil:
		case errors.Is(err, bufio.ErrBufferFull):
			l.TooLong = true
			continue
		case err != io.EOF:
			l.Err = err
			return nil, false
		case len(part) == 0 && !l.TooLong:
			return nil, false
		}
		l.read++
		if l.TooLong {
			return nil, true
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r")), true
	}
}
