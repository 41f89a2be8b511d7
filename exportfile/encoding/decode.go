package encoding

import (
	"bufio"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Decode returns text that is not an export, such as a mail, in UTF-8. The encoding
// is a name that [Parse] knows; "" means that it is detected. The error is that of
// [Detect].
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

// DecodeBOM returns a document in UTF-8 without its byte order mark, if it begins
// with the mark of UTF-8 or UTF-16. Any other document is returned unchanged.
func DecodeBOM(doc []byte) ([]byte, error) {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), doc)
	return text, err
}

// NewReader returns a reader of src in UTF-8 without a byte order mark, and the
// name of the encoding if it is UTF-16, else "". It reads at most three octets for
// this: UTF-16 without a mark has a NUL beside its first character. The error is
// that of src.
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

// detectUTF16 returns the name of the UTF-16 that begins with these octets, or "".
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
