package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns text for a terminal or a page. It does not change the letters of any
// language. Controls, invisible characters, characters that change the direction of
// text, and spaces other than the blank become \u{hex}. An octet that is not UTF-8
// becomes \x{hex}.
func Visible(s string) string { return visible(s, unicode.IsPrint) }

// VisibleASCII is like [Visible], but every character that is not printable ASCII
// becomes \u{hex}.
func VisibleASCII(s string) string { return visible(s, IsPrintableASCII) }

// AppendVisible appends the result of [Visible] for s.
func AppendVisible(dst, s []byte) []byte { return appendVisible(dst, s, unicode.IsPrint) }

// IsPrintableASCII reports whether r is one of the 95 characters from blank to tilde.
func IsPrintableASCII(r rune) bool { return ' ' <= r && r <= '~' }

// visible does not allocate for a text without such characters, as nearly all are.
func visible(s string, asIs func(rune) bool) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !asIs(r) }) {
		return s
	}
	return string(appendVisible(nil, []byte(s), asIs))
}

// appendVisible appends s. A character for which asIs returns false becomes \u{hex},
// and an octet that is not UTF-8 becomes \x{hex}.
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
