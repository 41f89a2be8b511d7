package exportfile

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Decode returns text that is no export, such as a mail, in UTF-8. The encoding is
// a name that [ParseEncoding] knows; "" means: find out.
func Decode(text []byte, encoding string) ([]byte, error) {
	found, err := detect(text)
	if encoding != "" {
		found, err = ParseEncoding(encoding)
	}
	if err != nil {
		return nil, err
	}
	if found == "" && !utf8.Valid(text) {
		found = guessPage(text)
	}
	switch page := codePages[found]; {
	case found == encUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(text)
	case found == encUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(text)
	case page != nil:
		return page.NewDecoder().Bytes(text)
	}
	return bytes.TrimPrefix(text, utf8BOM), nil
}
