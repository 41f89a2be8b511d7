package encoding

import (
	"bufio"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Decode returns text that is no export, such as a mail, in UTF-8. The encoding is
// a name that [Parse] knows; "" means: find out. The error is that of [Detect].
func Decode(text []byte, encoding string) ([]byte, error) {
	name, err := Detect(text, encoding)
	if err != nil {
		return nil, err
	}
	if name == "" && !utf8.Valid(text) {
		name = guessPage(text)
	}
	switch page := codePages[name]; {
	case IsUTF16(name):
		return unicode.UTF16(byteOrder(name), unicode.UseBOM).NewDecoder().Bytes(text)
	case page != nil:
		return page.NewDecoder().Bytes(text)
	}
	return TrimBOM(text), nil
}

// DecodeBOM returns a document in UTF-8 without its byte order mark if that is
// one of UTF-8 or UTF-16. A document without a mark is returned as it is.
func DecodeBOM(doc []byte) ([]byte, error) {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), doc)
	return text, err
}

// NewReader returns a reader of the UTF-8 for what src holds, without a byte order
// mark, and the name of its encoding if that is UTF-16, else "". No more than three
// octets are read to find out: UTF-16 without a mark shows by the NUL beside its
// first character. The error is that of src.
func NewReader(src *bufio.Reader) (text io.Reader, name string, err error) {
	start, err := src.Peek(2)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	if name = detectUTF16(start); name != "" {
		return unicode.UTF16(byteOrder(name), unicode.UseBOM).NewDecoder().Reader(src), name, nil
	}
	if mark, _ := src.Peek(len(BOM)); string(mark) == BOM {
		src.Discard(len(BOM))
	}
	return src, "", nil
}

// detectUTF16 names the UTF-16 that begins with these octets, or returns "".
func detectUTF16(start []byte) string {
	if len(start) == 2 {
		switch {
		case start[0] == 0xff && start[1] == 0xfe, start[0] != 0 && start[1] == 0:
			return UTF16LE
		case start[0] == 0xfe && start[1] == 0xff, start[0] == 0 && start[1] != 0:
			return UTF16BE
		}
	}
	return ""
}
