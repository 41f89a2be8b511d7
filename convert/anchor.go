package convert

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Anchors that are no GUID: texts such as an employee number, and the Base64
// of other octets.

const (
	maxAnchor       = 256 // characters; no anchor is that long
	maxAnchorWeight = 60  // a string anchor must stay below it
	notInAnchor     = "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@_"
)

// anchorValue is the value of the text of an anchor, a GUID or not.
func anchorValue(text string) Value {
	if g, err := ParseImmutableID(text); err == nil {
		return Value{Kind: KindGUID, GUID: g}
	}
	v := Value{Kind: KindAnchor, Anchor: text}
	if shape, ok := shapeOf(text); ok && shape.surely() && shape.used&inURL == 0 {
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

// readAnchor is the last resort, after everything that looks like a damaged
// GUID has been told apart.
func (p *pasted) readAnchor() (Result, error) {
	if err := p.nearMiss(); err != nil {
		return Result{}, err
	}
	if !plainText([]byte(p.text)) {
		return Result{}, &Error{
			Err:  ErrSyntax,
			Text: "control characters or bytes that are not UTF-8, expected a GUID, an anchor or a SID",
			Hint: "octets as such cannot be pasted; give them as hex or Base64",
		}
	}
	if octets := base64Of(p.text); p.colons == 2 && octets != "" {
		return p.result(Reading{Notation: NotationLDIF, Value: p.encodedAnchor(octets)}), nil
	}
	return p.result(Reading{Notation: NotationImmutableID, Value: anchorValue(p.text)}), nil
}

// encodedAnchor is the anchor that LDIF wrote as Base64: of a binary attribute
// the Base64 is the anchor, of one that holds text it is only the wrapping.
func (p *pasted) encodedAnchor(octets string) Value {
	if p.label != "" && !guidProperty(p.label) && plainText([]byte(octets)) {
		return Value{Kind: KindAnchor, Anchor: octets}
	}
	return Value{Kind: KindAnchor, Anchor: encodeBase64([]byte(octets)), Octets: octets}
}

// judgeAnchor names the rules for anchors (Microsoft, "Design concepts",
// sourceAnchor) that this one breaks.
func (p *pasted) judgeAnchor(r *Reading) {
	if inner, ok := guidInBase64(base64Of(r.Anchor)); ok {
		p.warn("this is the Base64 of "+inner.what+", not of the 16 octets of the GUID", inner.cure())
		return
	}
	if r.Octets != "" {
		p.warn("this is the Base64 of "+octetCount(len(r.Octets))+", a GUID has 16: read as an anchor of another attribute", "")
		return
	}
	p.warn(p.anchorDoubt()+": read as the text of an anchor", p.anchorHint())
	if held := forbiddenIn(r.Anchor); held != "" {
		p.warn("the anchor holds "+held+", which Entra ID does not allow in a text anchor", "")
	}
	if strings.IndexByte(r.Anchor, ' ') >= 0 {
		p.warn("the anchor holds a blank", "")
	}
	if w := anchorWeight(r.Anchor); w >= maxAnchorWeight {
		p.warn("the anchor counts "+strconv.Itoa(w)+" characters, expected fewer than 60, where others than a-z A-Z 0-9 count as 3", "")
	}
}

// anchorDoubt says why a text is no GUID. Base64 of 15 octets has no padding to
// be known by; the text of an employee's number does not look like it.
func (p *pasted) anchorDoubt() string {
	if p.isFifteenOctets() {
		return "as Base64 this is 15 octets, a GUID has 16"
	}
	return "this is no GUID in any notation"
}

func (p *pasted) isFifteenOctets() bool {
	shape, ok := shapeOf(p.text)
	return ok && shape.octets() == 15 && shape.pads == 0 && shape.used == inBoth &&
		strings.ToLower(p.text) != p.text && strings.ToUpper(p.text) != p.text
}

// anchorHint says what the text of an anchor might have been.
func (p *pasted) anchorHint() string {
	if len(p.text) == 21 || len(p.text) == 23 {
		if shape, ok := shapeOf(p.text); ok && shape.pads == 0 && shape.used == inBoth {
			return "an immutableid without its == has 22 characters, this has " + strconv.Itoa(len(p.text))
		}
	}
	if p.isFifteenOctets() {
		return "if it was an immutableid, an octet is missing; copy the value again"
	}
	if v, ok := parseInt(p.text); ok && len(p.text) > 20 {
		return "as a number of 128 bits it would be " + v.GUID.String() + "; say --from int"
	}
	return ""
}

// forbiddenIn returns the characters that no string anchor may hold.
func forbiddenIn(anchor string) string {
	held := ""
	for _, c := range notInAnchor {
		if strings.ContainsRune(anchor, c) {
			held += " " + string(c)
		}
	}
	return strings.TrimPrefix(held, " ")
}

func anchorWeight(anchor string) (w int) {
	for _, r := range anchor {
		if w += 3; r < utf8.RuneSelf && base64Class[r] == inBoth {
			w -= 2
		}
	}
	return w
}

// A guidText is a GUID found as text where its octets should be.
type guidText struct {
	g    GUID
	what string
}

func (t guidText) cure() string {
	return "the GUID is " + t.g.String() + ", its immutableid is " + t.g.ImmutableID()
}

// base64Of returns the octets of a text that decodes as Base64, sure or not.
func base64Of(text string) string {
	shape, ok := shapeOf(text)
	if !ok || !shape.whole() || shape.used&inURL != 0 {
		return ""
	}
	return string(appendBase64Octets(nil, text[:shape.data]))
}

// guidInBase64 recognises octets that are the text of a GUID, as scripts make
// them that encode the string instead of ToByteArray().
func guidInBase64(octets string) (guidText, bool) {
	if len(octets) < 22 || len(octets) > 256 {
		return guidText{}, false
	}
	text, what := octets, "the text of a GUID"
	if wide, ok := utf16Text(octets); ok {
		text, what = wide, "the text of a GUID in UTF-16"
	}
	if !plainASCII(text) {
		return guidText{}, false
	}
	p := clean(text)
	var buf [4]Reading
	found := p.readings(buf[:0])
	if len(found) != 1 || found[0].Kind != KindGUID {
		return guidText{}, false
	}
	if isBase64(found[0].Notation) {
		what = "an immutableid, so it was encoded twice"
	}
	return guidText{found[0].GUID, what}, true
}

// utf16Text decodes little-endian UTF-16, with or without byte order mark.
func utf16Text(octets string) (string, bool) {
	octets = strings.TrimPrefix(octets, "\xff\xfe")
	if len(octets) < 2 || len(octets)%2 != 0 || octets[1] != 0 {
		return "", false
	}
	units := make([]uint16, len(octets)/2)
	for i := range units {
		units[i] = uint16(octets[2*i]) | uint16(octets[2*i+1])<<8
	}
	return string(utf16.Decode(units)), true
}

// cloudAnchor reads the CloudAnchor of the Entra connector space: the class,
// _ and the object id, as text or as the Base64 of its length in octets (4
// octets, little-endian), the text in UTF-16LE and two zeros, which count.
func cloudAnchor(s string) (Value, bool) {
	if len(s) >= 100 && s[2:5] == "AAA" {
		octets := base64Of(s)
		if len(octets) < 6 || int(littleEndian(octets)) != len(octets)-4 {
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

// number writes small numbers as a word.
func number(n int) string {
	if words := [...]string{"no", "one", "two", "three", "four"}; n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
