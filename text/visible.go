package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns text for a terminal or a page: letters of every language stay
// as they are. What does something instead of showing something becomes \u{hex}:
// controls, characters that change the direction of writing or hide in it, spaces
// that look like others. An octet that is not UTF-8 becomes \x{hex}.
func Visible(s string) string { return visible(s, unicode.IsPrint) }

// VisibleASCII is [Visible] for what must be printable ASCII: every other character
// becomes \u{hex}, too.
func VisibleASCII(s string) string { return visible(s, IsPrintableASCII) }

// AppendVisible appends [Visible] of s.
func AppendVisible(dst, s []byte) []byte { return appendVisible(dst, s, unicode.IsPrint) }

// isPrintableASCII reports whether r is one of the 95 characters from blank to tilde.
func IsPrintableASCII(r rune) bool { return ' ' <= r && r <= '~' }

// visible makes nothing new of a text that can stay, as nearly all can.
func visible(s string, asIs func(rune) bool) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !asIs(r) }) {
		return s
	}
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
