package convert

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Anchors that are not GUIDs: texts such as an employee number, and the Base64
// of other octets.

const (
	maxAnchor       = 256 // characters
	maxAnchorWeight = 60  // the weight of a string anchor must be below it
	notInAnchor     = "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@_"
)

// anchorValue returns the value of an anchor from its text.
func anchorValue(text string) Value {
	if g, err := ParseImmutableID(text); err == nil {
		return Value{Kind: KindGUID, GUID: g}
	}
	v := Value{Kind: KindAnchor, Anchor: text}
	if shape, ok := shapeOf(text); ok && shape.certain() && shape.used&inURL == 0 {
		v.Octets = string(appendBase64Octets(nil, text[:shape.data]))
	}
	return v
}

// plainText reports whether the text is UTF-8 without control characters.
func plainText(text []byte) bool {
	if !utf8.Valid(text) {
		return false
	}
	for _, r := range string(text) {
		if r < ' ' || 0x7f <= r && r < 0xa0 || invisible(r) {
			return false
		}
	}
	return true
}

func encodeBase64(octets []byte) string { return base64.StdEncoding.EncodeToString(octets) }

// forbiddenIn returns the characters of the anchor that a string anchor must not
// contain, separated by blanks.
func forbiddenIn(anchor string) string {
	held := ""
	for _, c := range notInAnchor {
		if strings.ContainsRune(anchor, c) {
			held += " " + string(c)
		}
	}
	return strings.TrimPrefix(held, " ")
}

// anchorWeight returns how many characters Entra ID counts: 1 for a letter or digit of
// ASCII, 3 for each other character.
func anchorWeight(anchor string) (w int) {
	for _, r := range anchor {
		if w += 3; r < utf8.RuneSelf && base64Class[r] == inBoth {
			w -= 2
		}
	}
	return w
}

// base64Of returns the octets of a text that decodes as Base64, even if it can be
// something else. It returns "" for any other text.
func base64Of(text string) string {
	shape, ok := shapeOf(text)
	if !ok || !shape.whole() || shape.used&inURL != 0 {
		return ""
	}
	return string(appendBase64Octets(nil, text[:shape.data]))
}

// cloudAnchor reads the CloudAnchor of the Entra connector space: the class, _ and
// the object id. It is written as text, or as the Base64 of three parts: the number of
// octets that follow (4 octets, little-endian), the text in UTF-16LE, and two zeros.
func cloudAnchor(s string) (Value, bool) {
	if len(s) >= 100 && s[2:5] == "AAA" {
		octets := base64Of(s)
		if len(octets) < 6 || int(binary.LittleEndian.Uint32([]byte(octets[:4]))) != len(octets)-4 {
			return Value{}, false
		}
		s, _ = utf16Text(octets[4 : len(octets)-2])
	}
	at := len(s) - dashedLen
	if at < 4 || at > 32 || s[at-1] != '_' {
		return Value{}, false
	}
	for i := range at - 1 {
		if s[i]|0x20 < 'a' || s[i]|0x20 > 'z' {
			return Value{}, false
		}
	}
	g, ok := parseDashed(s[at:])
	return Value{Kind: KindObjectID, GUID: g}, ok
}

func octetCount(n int) string {
	if n == 1 {
		return "1 octet"
	}
	return strconv.Itoa(n) + " octets"
}

// number returns n as a word if it is small, otherwise as digits.
func number(n int) string {
	if words := [...]string{"no", "one", "two", "three", "four"}; n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
