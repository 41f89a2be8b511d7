// Package text writes values into strings of JSON, cells of CSV and lines for a
// terminal, so that no character in them acts. It also has counts and columns.
//
// Begin with [AppendJSON], [AppendCSV] and [Visible]. Values come from directories
// that others can write to.
package text

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends s as the content of a JSON string of RFC 8259. It also escapes
// characters on which a terminal or an editor would act, which JSON does not require:
// DEL, the C1 controls, line separators, and format characters, which are invisible or
// change the direction of text. s must be UTF-8; an octet that is not becomes U+FFFD.
func AppendJSON(dst, s []byte) []byte {
	for {
		var n int
		if dst, n = AppendUnescaped(dst, s); n == len(s) {
			return dst
		}
		if isLatin(s[n:]) {
			dst, s = append(dst, s[n], s[n+1]), s[n+2:]
			continue
		}
		r, size := utf8.DecodeRune(s[n:])
		dst = appendRune(dst, r)
		s = s[n+size:]
	}
}

// isLatin reports whether s begins with a character of U+00C0 to U+05FF, in two
// octets. None of these acts, and they are frequent in names.
func isLatin(s []byte) bool {
	return len(s) > 1 && 0xc3 <= s[0] && s[0] < 0xd8 && s[1]&0xc0 == 0x80
}

func appendRune(dst []byte, r rune) []byte {
	switch {
	case r == '"' || r == '\\':
		return append(dst, '\\', byte(r))
	case r == '\n':
		return append(dst, `\n`...)
	case r == '\r':
		return append(dst, `\r`...)
	case r == '\t':
		return append(dst, `\t`...)
	case !isActing(r):
		return utf8.AppendRune(dst, r)
	case r > 0xffff:
		high, low := utf16.EncodeRune(r)
		return AppendUTF16(AppendUTF16(dst, high), low)
	}
	return AppendUTF16(dst, r)
}

// AppendUTF16 appends a UTF-16 unit as \uXXXX.
func AppendUTF16(dst []byte, unit rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}

// isActing reports whether a character acts instead of being shown: a control, a
// format character or one of the two separators.
func isActing(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// AppendUnescaped appends the beginning of s that needs no escape: printable ASCII
// except the quote and the backslash. It returns the length of the beginning in
// octets. It copies eight octets at a time, and cuts off those that need an escape.
// The last eight can overlap the ones before.
func AppendUnescaped(dst, s []byte) ([]byte, int) {
	dst = slices.Grow(dst, len(s))
	at, n := len(dst), 0
	out := dst[at : at+len(s)]
	last := len(s) - 8
	if last < 0 {
		for ; n < len(s) && !needsEscape(s[n]); n++ {
			out[n] = s[n]
		}
		return dst[:at+n], n
	}
	for ; n < last; n += 8 {
		w := word(s, n)
		binary.LittleEndian.PutUint64(out[n:], w)
		if odd := escapes(w); odd != 0 {
			n += bits.TrailingZeros64(odd) / 8
			return dst[:at+n], n
		}
	}
	w := word(s, last)
	binary.LittleEndian.PutUint64(out[last:], w)
	if odd := escapes(w); odd != 0 {
		n = last + bits.TrailingZeros64(odd)/8
		return dst[:at+n], n
	}
	return dst[:at+len(s)], len(s)
}

func needsEscape(c byte) bool { return c < 0x20 || c >= 0x7f || c == '"' || c == '\\' }

func word(s []byte, at int) uint64 { return binary.LittleEndian.Uint64(s[at:]) }

// escapes returns a number other than 0 if one of eight octets needs an escape. Its
// lowest bit is in the first such octet. Inverting one bit swaps the quote, 0x22,
// with the blank, 0x20, so that one comparison finds the quote and the controls.
func escapes(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	return (w | (w ^ 0x02*ones - 0x21*ones) | (w ^ '\\'*ones - ones) | (w + ones)) & highs
}
