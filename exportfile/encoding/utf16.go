package encoding

import (
	"fmt"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"hardmatch/hint"
)

// IsUTF16 reports whether an encoding of this name is UTF-16.
func IsUTF16(name string) bool { return name == UTF16LE || name == UTF16BE }

func byteOrder(name string) unicode.Endianness {
	if name == UTF16BE {
		return unicode.BigEndian
	}
	return unicode.LittleEndian
}

// NewUTF16Reader returns a reader that converts UTF-16 of this name to UTF-8. It
// keeps a byte order mark. Its error is that of src, or an [*Error] if 8-bit text
// follows the UTF-16.
func NewUTF16Reader(src io.Reader, name string) io.Reader {
	decoder := unicode.UTF16(byteOrder(name), unicode.IgnoreBOM).NewDecoder()
	return transform.NewReader(&utf16Guard{src: src}, decoder)
}

// A utf16Guard passes UTF-16 on, and stops where 8-bit text follows it. In no
// language are there sixteen characters in a row that each consist of two printable
// ASCII octets.
type utf16Guard struct {
	src       io.Reader
	offset    int64
	printable int   // printable ASCII octets up to here
	textStart int64 // where the 8-bit text begins if those octets are 8-bit text: after the last NUL
	err       error
}

const guardRun = 32

func (g *utf16Guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.src.Read(p)
	start := g.offset
	for _, c := range p[:n] {
		g.offset++
		if g.count(c); g.printable >= guardRun {
			g.err = &Error{fmt.Errorf("the encoding changes from UTF-16 to 8-bit text at byte %d", g.textStart), hint.New(hint.SplitEncodings)}
			return max(0, int(g.textStart-start)), g.err
		}
	}
	return n, err
}

// count updates the length of the run of printable octets. The line end before the
// 8-bit text has a NUL, and UTF-16 has an even number of octets.
func (g *utf16Guard) count(c byte) {
	if c >= 0x20 && c < 0x7f || c == '\t' || c == '\r' || c == '\n' {
		g.printable++
		return
	}
	if g.printable = 0; c == 0 {
		g.textStart = (g.offset + 1) &^ 1
	}
}
