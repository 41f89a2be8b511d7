package render

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// visible returns text for a terminal: letters of every language stay as they
// are, but nothing that moves the cursor, starts an escape sequence, breaks the
// line or changes the direction of writing.
func visible(s string) string { return escape(s, unicode.IsPrint) }

func escape(s string, asIs func(rune) bool) string {
	return string(appendVisible(nil, []byte(s), asIs))
}

// appendVisible appends s with every character that asIs does not accept as
// \u{hex}, and every octet that is not UTF-8 as \x{hex}.
func appendVisible(dst, s []byte, asIs func(rune) bool) []byte {
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		switch {
		case r == utf8.RuneError && n == 1:
			dst = append(strconv.AppendUint(append(dst, `\x{`...), uint64(s[0]), 16), '}')
		case asIs(r):
			dst = append(dst, s[:n]...)
		default:
			dst = append(strconv.AppendUint(append(dst, `\u{`...), uint64(r), 16), '}')
		}
		s = s[n:]
	}
	return dst
}
