package convert

import (
	"strings"
	"unicode/utf8"
)

// Sanitize returns s as a terminal may show it: control characters, the C1
// ones too, characters that turn the direction of text or show nothing, and
// bytes that are not UTF-8 are replaced by U+FFFD. Other text comes back as it is.
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

// quote returns the character that starts at or around byte i, in quotes.
func quote(s string, i int) string {
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return `"` + Sanitize(string(r)) + `"`
}
