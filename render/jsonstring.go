package render

import (
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// appendString appends s as a JSON string of RFC 8259. Beyond what JSON asks
// for it escapes what a terminal or an editor would act on: DEL, the C1
// controls, line separators and the characters that change the direction of
// text. s must be UTF-8; an octet that is not becomes U+FFFD.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for {
		var n int
		dst, n = appendPlain(dst, s)
		if s = s[n:]; len(s) == 0 {
			return append(dst, '"')
		}
		r, size := utf8.DecodeRune(s)
		dst = appendRune(dst, r)
		s = s[size:]
	}
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
	case isActing(r):
		const digits = "0123456789abcdef"
		return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
	}
	return utf8.AppendRune(dst, r)
}

// isActing reports whether a character does something instead of showing
// something. All such characters lie in the basic plane.
func isActing(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// appendPlain appends what needs no escape from the start of s, printable ASCII
// but for the quote and the backslash, and returns how much that was.
func appendPlain(dst, s []byte) ([]byte, int) {
	dst = slices.Grow(dst, len(s))
	at, n := len(dst), 0
	out := dst[at : at+len(s)]
	for ; len(s)-n >= 8; n += 8 {
		w := binary.LittleEndian.Uint64(s[n:])
		if needsEscape(w) {
			break
		}
		binary.LittleEndian.PutUint64(out[n:], w)
	}
	for ; n < len(s); n++ {
		c := s[n]
		if c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			break
		}
		out[n] = c
	}
	return dst[:at+n], n
}

// needsEscape reports whether one of eight octets is no plain character.
func needsEscape(w uint64) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	quote, backslash := w^'"'*ones, w^'\\'*ones
	hit := w | (w - 0x20*ones) | (w + ones) | (quote - ones) | (backslash - ones)
	return hit&highs != 0
}
