package jsonexport

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUnescaped appends a string to dst and decodes its escapes, which must be
// valid. A surrogate without its other half becomes U+FFFD.
func appendUnescaped(dst, text []byte) []byte {
	for {
		at := bytes.IndexByte(text, '\\')
		if at < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:at]...)
		c := text[at+1]
		if text = text[at+2:]; c == 'u' {
			var r rune
			r, text = unescapeRune(text)
			dst = utf8.AppendRune(dst, r)
			continue
		}
		if at := strings.IndexByte("bfnrt", c); at >= 0 {
			c = "\b\f\n\r\t"[at]
		}
		dst = append(dst, c)
	}
}

// unescapeRune decodes the digits after \u, and the other half of a surrogate pair.
func unescapeRune(text []byte) (rune, []byte) {
	r, rest := hexRune(text), text[4:]
	if !utf16.IsSurrogate(r) {
		return r, rest
	}
	if len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
		if pair := utf16.DecodeRune(r, hexRune(rest[2:])); pair != utf8.RuneError {
			return pair, rest[6:]
		}
	}
	return utf8.RuneError, rest
}

func hexRune(text []byte) (r rune) {
	for _, c := range text[:4] {
		if c = c | 0x20; c >= 'a' {
			c -= 'a' - 10 - '0'
		}
		r = r<<4 | rune(c-'0')
	}
	return r
}

// appendDate appends a date that .NET wrote, \/Date(1605771872777+0100)\/, in RFC
// 3339. It returns nil if text is not such a date. The milliseconds are in UTC; the
// time zone after them is that of the machine. Only such dates have an escaped
// slash.
func appendDate(dst, text []byte) []byte {
	digits, ok := bytes.CutPrefix(text, []byte(`\/Date(`))
	if !ok || !bytes.HasSuffix(digits, []byte(`)\/`)) {
		return nil
	}
	digits = digits[:len(digits)-len(`)\/`)]
	if zone := bytes.LastIndexAny(digits, "+-"); zone > 0 {
		digits = digits[:zone]
	}
	ms, err := strconv.ParseInt(string(digits), 10, 64)
	t := time.UnixMilli(ms).UTC()
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return nil
	}
	return t.AppendFormat(dst, time.RFC3339Nano)
}
