package exportfile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"hardmatch/ldifparse"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decode settles the encoding as far as the beginning of the file tells it. It
// returns a reader of UTF-8, or of 8-bit text whose values f.decoder decodes.
func (f *File) decode(raw *bufio.Reader, head []byte) (*bufio.Reader, []byte, error) {
	found, err := detect(head)
	forced := f.options.Encoding != ""
	if forced {
		found, err = ParseEncoding(f.options.Encoding)
	}
	if err != nil {
		return nil, nil, err
	}
	text := raw
	switch order := unicode.LittleEndian; found {
	case encUTF16BE:
		order = unicode.BigEndian
		fallthrough
	case encUTF16LE:
		guarded := &utf16Guard{src: raw}
		text, head, err = f.peek(transform.NewReader(guarded, unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder()))
		if err != nil {
			return nil, nil, err
		}
	}
	f.decoder = newDecoder(found, forced, head)
	if bytes.HasPrefix(head, utf8BOM) {
		head = bytes.Clone(head[len(utf8BOM):])
		f.skipped, err = text.Discard(len(utf8BOM))
	}
	return text, head, err
}

var utf8BOM = []byte("\xef\xbb\xbf")

// detect tells Unicode by its byte order mark, and UTF-16 without one by the NUL
// in every second octet. "" means 8-bit text.
func detect(head []byte) (string, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")):
		return "", &ReadError{Err: errors.New("this is UTF-32"), Hint: "save it as UTF-8"}
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return encUTF16LE, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return encUTF16BE, nil
	case bytes.HasPrefix(head, utf8BOM):
		return encUTF8, nil
	}
	sample := bytes.TrimSuffix(firstLine(head), []byte{0}) // some programs end a text with one
	var nul [2]int
	for i, c := range sample {
		if c == 0 {
			nul[i%2]++
		}
	}
	half := len(sample) / 2
	switch {
	case nul[0] == 0 && nul[1] == 0:
		return "", nil
	case nul[0] == 0 && nul[1] > half*3/4:
		return encUTF16LE, nil
	case nul[1] == 0 && nul[0] > half*3/4:
		return encUTF16BE, nil
	}
	return "", &ReadError{Err: errors.New("this is a binary file, not an export"), Hint: exportHint}
}

// firstLine returns what tells UTF-16: no more than a line, since a file of
// another encoding may have been appended to a short one.
func firstLine(head []byte) []byte {
	const least, most = 16, 512
	sample := head[:min(len(head), most)]
	if len(sample) <= least {
		return sample
	}
	if n := bytes.IndexByte(sample[least:], '\n'); n >= 0 {
		return sample[:least+n]
	}
	return sample
}

// A decoder turns the values of 8-bit text into UTF-8. Which code page it is
// shows at the first value that is not ASCII, which may be far into the file.
type decoder struct {
	name    string // what the values so far were; ASCII to begin with
	assumed bool   // name is a guess
	fixed   bool   // name is known and does not change
	forced  bool   // because the user says so
	guess   string // by the beginning of the file
	page    *charmap.Charmap
	arena   []byte // decoded values of one record
}

func newDecoder(found string, forced bool, head []byte) *decoder {
	d := &decoder{name: found, fixed: found != "", forced: forced, page: codePages[found]}
	if found == "" {
		d.name = encASCII
		if whole := head[:bytes.LastIndexByte(head, '\n')+1]; !utf8.Valid(whole) {
			d.guess = guessPage(whole)
		}
	}
	return d
}

var (
	errNoLongerUTF8 = errors.New("this value is not UTF-8, as those before it are")
	errSuddenlyUTF8 = errors.New("this value is UTF-8, which those before it are not")
	errNUL          = errors.New("NUL in a text value")
	errNotUTF8      = errors.New("value is not UTF-8")
)

// isChange reports whether an error means that another encoding begins, so that
// nothing sensible can follow.
func isChange(err error) bool {
	return err == errNoLongerUTF8 || err == errSuddenlyUTF8 || err == ldifparse.ErrNotText
}

// dn returns a name in UTF-8. It may have been Base64, in which a NUL may stand.
func (d *decoder) dn(v []byte) ([]byte, error) {
	name, err := d.text(v)
	if err == errNUL && utf8.Valid(v) {
		return v, nil
	}
	return name, err
}

// text returns v in UTF-8. It is v itself where that is possible.
func (d *decoder) text(v []byte) ([]byte, error) {
	if isPrintableASCII(v) {
		return v, nil
	}
	return d.slowText(v)
}

func (d *decoder) slowText(v []byte) ([]byte, error) {
	valid := utf8.Valid(v)
	switch {
	case bytes.IndexByte(v, 0) >= 0:
		return nil, errNUL
	case valid && d.name == encUTF8, isASCII(v):
		return v, nil
	case d.page != nil && (d.fixed || !valid):
		return d.convert(v), nil
	case valid && (d.name == encASCII || d.page == nil):
		if !d.fixed {
			d.name = encUTF8
		}
		return v, nil
	case d.forced:
		return nil, errNotUTF8
	case valid:
		return nil, errSuddenlyUTF8
	case d.name != encASCII:
		return nil, errNoLongerUTF8
	}
	if d.name = d.guess; d.name == "" {
		d.name = guessPage(v)
	}
	d.assumed, d.page = true, codePages[d.name]
	return d.convert(v), nil
}

func (f *File) noteEncoding() {
	if f.decoder.assumed {
		f.note(Note{Rule: AssumedText, Text: "the encoding is assumed to be " + f.decoder.name, Hint: "say another with --encoding"})
	}
}

func (d *decoder) convert(v []byte) []byte {
	at := len(d.arena)
	for _, c := range v {
		d.arena = utf8.AppendRune(d.arena, d.page.DecodeByte(c))
	}
	return d.arena[at:len(d.arena):len(d.arena)]
}

// isPrintableASCII looks at eight octets at a time. The looks may overlap: so
// lengths that differ a little take the same way, which a processor likes better
// than a loop that ends early or late.
func isPrintableASCII(v []byte) bool {
	n := len(v)
	if n >= 16 {
		odd := unprintable(word(v, n-16)) | unprintable(word(v, n-8))
		for i := 0; i < n-16; i += 16 {
			odd |= unprintable(word(v, i)) | unprintable(word(v, i+8))
		}
		return odd == 0
	}
	if n >= 8 {
		return unprintable(word(v, 0))|unprintable(word(v, n-8)) == 0
	}
	if n >= 4 {
		w := uint64(binary.LittleEndian.Uint32(v)) | uint64(binary.LittleEndian.Uint32(v[n-4:]))<<32
		return unprintable(w) == 0
	}
	for _, c := range v {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

func word(v []byte, at int) uint64 { return binary.LittleEndian.Uint64(v[at:]) }

// unprintable is not 0 if one of eight octets has its high bit set, is below a
// blank, or is DEL.
func unprintable(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	return (w | (w - 0x20*ones) | (w + ones)) & highs
}

func isASCII(v []byte) bool {
	for _, c := range v {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// A utf16Guard passes UTF-16 on and stops where 8-bit text was appended to it:
// sixteen characters that each consist of two printable ASCII octets do not
// follow each other in any language.
type utf16Guard struct {
	src    io.Reader
	offset int64
	plain  int   // printable ASCII octets up to here
	after  int64 // where 8-bit text begins if that is what they are: behind the last NUL
	err    error
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
		if g.count(c); g.plain >= guardRun {
			g.err = &ReadError{Err: fmt.Errorf("the encoding changes from UTF-16 to 8-bit text at byte %d", g.after), Hint: joinedHint}
			return max(0, int(g.after-start)), g.err
		}
	}
	return n, err
}

// count updates the length of the run that c ends. The line end before the 8-bit
// text has a NUL, and UTF-16 has an even number of octets.
func (g *utf16Guard) count(c byte) {
	if c >= 0x20 && c < 0x7f || c == '\t' || c == '\r' || c == '\n' {
		g.plain++
		return
	}
	if g.plain = 0; c == 0 {
		g.after = (g.offset + 1) &^ 1
	}
}

const joinedHint = "files of different encodings were joined; convert each to UTF-8 first, or give them separately"

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
