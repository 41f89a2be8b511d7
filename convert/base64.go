package convert

import "strings"

// The classes of the characters of Base64.
const (
	inBoth  = 1 << iota // A-Z a-z 0-9
	inStd               // + /
	inURL               // - _
	padding             // =
)

var base64Class = func() (t [256]uint8) {
	for i := range 62 {
		t[base64Std[i]] = inBoth
	}
	t['+'], t['/'], t['-'], t['_'], t['='] = inStd, inStd, inURL, inURL, padding
	return t
}()

// A base64Shape describes a text that might be Base64.
type base64Shape struct {
	used uint8 // classes of the characters
	data int   // number of characters before the padding
	pads int   // number of = at the end
}

// shapeOf returns false if there is no data, or if a character is in no alphabet or
// comes after the padding.
func shapeOf(s string) (base64Shape, bool) {
	data := strings.TrimRight(s, "=")
	shape := base64Shape{data: len(data), pads: len(s) - len(data)}
	for i := range len(data) {
		class := base64Class[data[i]]
		if class == 0 || class == padding {
			return shape, false
		}
		shape.used |= class
	}
	return shape, shape.data > 0
}

// octets returns how many octets the characters encode.
func (b base64Shape) octets() int { return b.data * 6 / 8 }

// certain reports whether the text is almost certainly Base64: it has the right
// padding, or characters that a string anchor must not contain.
func (b base64Shape) certain() bool {
	return b.whole() && (b.pads > 0 || b.used&inStd != 0)
}

// whole reports whether the padding is the one that the length requires.
func (b base64Shape) whole() bool {
	return b.data%4 != 1 && b.pads == (4-b.data%4)%4
}

// decodeBase64Std reads the standard alphabet (RFC 4648 section 4), with correct or
// incomplete padding. It ignores the padding bits.
func decodeBase64Std(dst []byte, s string) ([]byte, bool) {
	shape, ok := shapeOf(s)
	if !ok || shape.used&inURL != 0 || !shape.padded() {
		return dst, false
	}
	return appendBase64Octets(dst, s[:shape.data]), true
}

// decodeBase64URL reads the url-safe alphabet (RFC 4648 section 5), padded or
// not.
func decodeBase64URL(dst []byte, s string) ([]byte, bool) {
	shape, ok := shapeOf(s)
	if !ok || shape.used&inStd != 0 || !shape.padded() {
		return dst, false
	}
	return appendBase64Octets(dst, s[:shape.data]), true
}

// padded reports whether the number of characters is possible and the padding
// is right or too short.
func (b base64Shape) padded() bool {
	return b.data%4 != 1 && b.pads <= (4-b.data%4)%4
}

// appendBase64Octets appends the octets of data, which must consist of characters of
// either alphabet.
func appendBase64Octets(dst []byte, data string) []byte {
	var v, bits uint
	for i := range len(data) {
		v = v<<6 | uint(sextet(data[i]))
		if bits += 6; bits >= 8 {
			bits -= 8
			dst = append(dst, byte(v>>bits))
		}
	}
	return dst
}

func sextet(c byte) byte {
	switch c {
	case '-':
		return 62
	case '_':
		return 63
	}
	return base64Value[c]
}

// paddingBits returns the bits of the last character that no octet uses.
func paddingBits(data string) byte {
	if data == "" {
		return 0
	}
	last := sextet(data[len(data)-1])
	switch len(data) % 4 {
	case 2:
		return last & 15
	case 3:
		return last & 3
	}
	return 0
}

// decodeBase64TextOrder reads the Base64 of the octets in the order of the text.
func decodeBase64TextOrder(dst []byte, s string) ([]byte, bool) {
	start := len(dst)
	dst, ok := decodeBase64Std(dst, s)
	if !ok {
		dst, ok = decodeBase64URL(dst, s)
	}
	if !ok || len(dst)-start != 16 {
		return dst, ok
	}
	g := GUID(dst[start:]).Swapped()
	return append(dst[:start], g[:]...), true
}

// looksLowered reports whether Base64 has at least eight letters, and all of them are
// in lower case. This is true by chance for one in a hundred thousand ImmutableIds.
func looksLowered[T string | []byte](s T) bool {
	letters := 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			return false
		case 'a' <= c && c <= 'z':
			letters++
		}
	}
	return letters >= 8
}

// canonicalOrPadded reports whether a text that decodes was certainly meant as Base64:
// at least a part of the padding is present, or no padding bit is set.
func canonicalOrPadded(s string) bool {
	shape, ok := shapeOf(s)
	return ok && (shape.pads > 0 || paddingBits(s) == 0)
}
