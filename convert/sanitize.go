package convert

import (
	"strings"
	"unicode/utf8"
)

// Sanitize returns s in a form that is safe for a terminal. It replaces control
// characters (C0 and C1), characters that are invisible or change the direction of
// text, and bytes that are not UTF-8 with U+FFFD.
func Sanitize(s string) string {
	if plainASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || 0x7f <= r && r < 0xa0 || invisible(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// quote returns the character that byte i belongs to, in quotes.
func quote(s string, i int) string {
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return `"` + Sanitize(string(r)) + `"`
}
