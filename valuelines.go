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

// ErrLongLine is the error for a line of [ValueLines] that is TooLong.
var ErrLongLine = &convert.Error{Err: convert.ErrSyntax, Text: "the line is longer than 1 MB", Hint: hint.New(hint.OneValueALine)}

// ValueLines reads values to convert, one a line. It removes line ends, and joins an LDIF
// value that is folded over several lines. The convert command and the page use it for
// [convert.Read], which reads one value.
type ValueLines struct {
	Encoding string // that the text was decoded from, or ""
	Text     []byte // valid until the next line
	Number   int    // of the line, or of the first line of a folded value, from 1
	TooLong  bool   // the line is longer than 1 MB, and Text is empty
	Err      error  // that ended the stream, or nil

	r      *bufio.Reader
	read   int // number of lines read from r
	folded []byte
}

// NewValueLines returns the lines of src. It recognises UTF-16, which older versions of
// PowerShell write to pipes and files.
func NewValueLines(src io.Reader) (*ValueLines, error) {
	text, name, err := encoding.NewReader(bufio.NewReaderSize(src, longestLine))
	if err != nil {
		return nil, err
	}
	return &ValueLines{Encoding: name, r: bufio.NewReaderSize(text, longestLine)}, nil
}

// Idle reports whether Next has to wait for src.
func (l *ValueLines) Idle() bool { return l.r.Buffered() == 0 }

// Next reads the next line. It returns false at the end and after an error.
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

// line reads one line. It returns no text for a line that is too long.
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
