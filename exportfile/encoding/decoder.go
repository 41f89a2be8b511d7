package encoding

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A Decoder converts the values of 8-bit text to UTF-8. The first value that is not
// ASCII shows whether the text is UTF-8 or in a code page, and that value may be
// far into the file. Values of UTF-16 files arrive in UTF-8.
type Decoder struct {
	name        string // of the encoding of the values so far; initially ASCII
	bomSize     int    // octets of the byte order mark at the start of the text
	assumed     bool   // name is a guess
	fixed       bool   // name is known and does not change
	forced      bool   // name was chosen by the user
	guessedPage string // from the beginning of the file
	page        *charmap.Charmap
	arena       []byte // decoded values of one record
}

// NewDecoder returns the decoder of a text that begins with head. If the text was
// UTF-16, head is UTF-8. The name is the result of [Detect]; forced means that the
// user chose it.
func NewDecoder(name string, forced bool, head []byte) *Decoder {
	d := &Decoder{name: name, bomSize: len(head) - len(TrimBOM(head)), fixed: name != "", forced: forced, page: codePages[name]}
	if name == "" {
		d.name = ASCII
		if whole := head[:bytes.LastIndexByte(head, '\n')+1]; !utf8.Valid(whole) {
			d.guessedPage = guessPage(whole)
		}
	}
	return d
}

// Name returns the name of the encoding that the values so far were in.
func (d *Decoder) Name() string { return d.name }

// IsAssumed reports whether the encoding is a guess.
func (d *Decoder) IsAssumed() bool { return d.assumed }

// IsUTF16 reports whether the file is UTF-16, so that offsets in the text are not
// offsets in the file.
func (d *Decoder) IsUTF16() bool { return IsUTF16(d.name) }

// IsCodePage reports whether the values so far are in a code page: one octet for
// each character.
func (d *Decoder) IsCodePage() bool { return d.page != nil }

// BOMSize returns the length of the byte order mark at the start of the text.
func (d *Decoder) BOMSize() int { return d.bomSize }

// Reset invalidates all values that the decoder returned.
func (d *Decoder) Reset() { d.arena = d.arena[:0] }

// The errors of a value that cannot be decoded. Two more mean that the encoding
// changes; see [IsChange].
var (
	ErrNUL     = errors.New("NUL in a text value")
	ErrNotUTF8 = errors.New("value is not UTF-8")

	errNoLongerUTF8 = errors.New("this value is not UTF-8, but earlier values are")
	errSuddenlyUTF8 = errors.New("this value is UTF-8, but earlier values are not")
)

// IsChange reports whether an error means that text in another encoding begins, so
// that nothing useful can follow.
func IsChange(err error) bool { return err == errNoLongerUTF8 || err == errSuddenlyUTF8 }

// DN returns a name in UTF-8. The name may have been Base64, and may then contain a
// NUL.
func (d *Decoder) DN(v []byte) ([]byte, error) {
	name, err := d.Text(v)
	if err == ErrNUL && utf8.Valid(v) {
		return v, nil
	}
	return name, err
}

// Text returns v in UTF-8, valid until Reset. It returns v itself if possible. The
// error is [ErrNUL], [ErrNotUTF8] or one for which [IsChange] is true.
func (d *Decoder) Text(v []byte) ([]byte, error) {
	if IsPrintableASCII(v) {
		return v, nil
	}
	return d.decodeText(v)
}

func (d *Decoder) decodeText(v []byte) ([]byte, error) {
	valid := utf8.Valid(v)
	switch {
	case bytes.IndexByte(v, 0) >= 0:
		return nil, ErrNUL
	case valid && d.name == UTF8, IsASCII(v):
		return v, nil
	case d.page != nil && (d.fixed || !valid):
		return d.convert(v), nil
	case valid && (d.name == ASCII || d.page == nil):
		if !d.fixed {
			d.name = UTF8
		}
		return v, nil
	case d.forced:
		return nil, ErrNotUTF8
	case valid:
		return nil, errSuddenlyUTF8
	case d.name != ASCII:
		return nil, errNoLongerUTF8
	}
	d.page = d.assume(v)
	return d.convert(v), nil
}

// assume guesses the code page from the beginning of the file, or else from the
// sample.
func (d *Decoder) assume(sample []byte) *charmap.Charmap {
	if d.name = d.guessedPage; d.name == "" {
		d.name = guessPage(sample)
	}
	d.assumed = true
	return codePages[d.name]
}

func (d *Decoder) convert(v []byte) []byte {
	at := len(d.arena)
	for _, c := range v {
		d.arena = utf8.AppendRune(d.arena, d.page.DecodeByte(c))
	}
	return d.arena[at:len(d.arena):len(d.arena)]
}

// HandOver leaves the decoding to a caller that decodes the text as a whole. From
// then on the decoder expects values in UTF-8. It returns the code page of the
// text; nil means UTF-8, or that [Decoder.Assume] has to guess. Declared is the
// encoding that the text itself states, or "".
func (d *Decoder) HandOver(declared string) *charmap.Charmap {
	page := d.page
	if name, err := Parse(declared); err == nil && !d.fixed && codePages[name] != nil {
		d.name, page = name, codePages[name]
	}
	d.fixed, d.page = d.fixed || page != nil, nil
	return page
}

// Assume guesses the code page of a text after [Decoder.HandOver], if the text is
// not UTF-8 at the sample. It returns nil if the encoding is known.
func (d *Decoder) Assume(sample []byte) *charmap.Charmap {
	if d.fixed {
		return nil
	}
	d.fixed = true
	return d.assume(sample)
}
