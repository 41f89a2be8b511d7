package exportfile

import (
	"bufio"
	"bytes"
	"io"

	"hardmatch/exportfile/encoding"
)

// decode returns a reader of UTF-8, or of 8-bit text whose values f.decoder decodes.
func (f *File) decode(raw *bufio.Reader, head []byte) (*bufio.Reader, []byte, error) {
	name, err := encoding.Detect(head, f.options.Encoding)
	if err != nil {
		return nil, nil, err
	}
	text := raw
	if encoding.IsUTF16(name) {
		if text, head, err = f.peek(encoding.NewUTF16Reader(raw, name)); err != nil {
			return nil, nil, err
		}
	}
	f.decoder = encoding.NewDecoder(name, f.options.Encoding != "", head)
	if mark := f.decoder.Mark(); mark > 0 {
		head = bytes.Clone(head[mark:])
		_, err = text.Discard(mark)
	}
	return text, head, err
}

func (f *File) noteEncoding() {
	if f.decoder.IsAssumed() {
		f.note(Note{Rule: AssumedText, Text: "the encoding is assumed to be " + f.decoder.Name(), Hint: "say another with --encoding"})
	}
}

// A lineFeeder reads the line ends of old Macintosh files, a CR alone, as LF.
type lineFeeder struct{ src io.Reader }

func (l *lineFeeder) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
