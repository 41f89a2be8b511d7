package convert

import (
	"math/bits"
	"strings"

	"hardmatch/sid"
)

// The parsers of notations that are more than a list of octets.

func guidValue(g GUID, ok bool) (Value, bool) {
	if !ok {
		return Value{}, false
	}
	return Value{Kind: KindGUID, GUID: g}, true
}

// parseGUIDText returns a parser for the dashed text with its prefix, of n characters
// together.
func parseGUIDText(n int) func(string) (Value, bool) {
	return func(s string) (Value, bool) {
		if len(s) != n {
			return Value{}, false
		}
		g, err := ParseGUID(s)
		return guidValue(g, err == nil)
	}
}

// parseGUIDIn returns a parser for the dashed text in a pair of brackets.
func parseGUIDIn(open byte) func(string) (Value, bool) {
	return func(s string) (Value, bool) {
		if len(s) != dashedLen+2 || s[0] != open {
			return Value{}, false
		}
		g, err := ParseGUID(s)
		return guidValue(g, err == nil)
	}
}

// parseGUIDDigits reads the 32 digits of the text without dashes.
func parseGUIDDigits(s string) (Value, bool) {
	if len(s) != 32 {
		return Value{}, false
	}
	var t GUID
	_, ok := decodeHex(t[:0], s)
	return guidValue(t.Swapped(), ok)
}

// parseGUIDStruct reads {0x,0x,0x,{0x,...}} with 1 to 8, 4, 4 and 2 digits.
func parseGUIDStruct(s string) (Value, bool) {
	if len(s) < 30 || s[0] != '{' || !strings.HasSuffix(s, "}") || !strings.Contains(s[1:], "{") {
		return Value{}, false
	}
	s = strings.TrimSuffix(strings.TrimRight(s[1:len(s)-1], " "), "}")
	var t GUID
	at := 0
	for field, width := range [...]int{4, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1} {
		token, rest := cutToken(s)
		if field == 3 {
			token, rest = cutToken(strings.TrimPrefix(s, "{"))
		}
		v, ok := structField(strings.TrimSpace(token), 2*width)
		if !ok {
			return Value{}, false
		}
		for i := range width {
			t[at+i] = byte(v >> (8 * (width - 1 - i)))
		}
		at += width
		s = rest
	}
	return guidValue(t.Swapped(), s == "")
}

// structField reads 0x and then 1 to most digits.
func structField(token string, most int) (v uint32, ok bool) {
	if !hasPrefixFold(token, "0x") || len(token) == 2 || len(token) > 2+most || !allHex(token[2:]) {
		return 0, false
	}
	for i := 2; i < len(token); i++ {
		v = v<<4 | uint32(hexValue[token[i]])
	}
	return v, true
}

// parseDN returns the anchor in a DN of the Entra connector space.
func parseDN(s string) (Value, bool) {
	if len(s) < 7 || s[0]|0x20 != 'c' {
		return Value{}, false
	}
	anchor, err := ParseConnectorDN(s)
	if err != nil || !plainText(anchor) {
		return Value{}, false
	}
	return anchorValue(string(anchor)), true
}

// parseGUIDBind reads <GUID=...> at the start of an extended DN or of an ADSI path.
// There, digits without dashes are octets as stored (MS-ADTS 3.1.1.3.1.2.4).
func parseGUIDBind(s string) (Value, bool) {
	inner, _, ok := cutGUIDBind(s)
	if !ok {
		return Value{}, false
	}
	if len(inner) == dashedLen {
		return guidValue(parseDashed(inner))
	}
	if len(inner) != 32 {
		return Value{}, false
	}
	var g GUID
	_, ok = decodeHex(g[:0], inner)
	return guidValue(g, ok)
}

// cutGUIDBind returns the text inside <GUID= > and the text after it.
func cutGUIDBind(s string) (inner, rest string, ok bool) {
	if hasPrefixFold(s, "ldap://") {
		s = s[strings.LastIndexByte(s, '/')+1:]
	}
	if !hasPrefixFold(s, "<guid=") {
		return "", "", false
	}
	inner, rest, ok = strings.Cut(s[len("<guid="):], ">")
	return strings.Trim(inner, "{}"), rest, ok
}

// parseInt reads a decimal number below 2^128.
func parseInt(s string) (Value, bool) {
	if s == "" || len(s) > 39 || len(s) > 1 && s[0] == '0' {
		return Value{}, false
	}
	var hi, lo uint64
	for i := range len(s) {
		digit := uint64(s[i] - '0')
		if s[i] < '0' || digit > 9 {
			return Value{}, false
		}
		over, high := bits.Mul64(hi, 10)
		carryHi, low := bits.Mul64(lo, 10)
		low, carry := bits.Add64(low, digit, 0)
		high, carry = bits.Add64(high, carryHi, carry)
		if over|carry != 0 {
			return Value{}, false
		}
		hi, lo = high, low
	}
	var t GUID
	for i := range 8 {
		t[i], t[8+i] = byte(hi>>(56-8*i)), byte(lo>>(56-8*i))
	}
	return guidValue(t.Swapped(), true)
}

// parseSIDText reads S-1-..., also in the <SID= > of an extended DN. It returns the
// object id if the SID was made of one.
func parseSIDText(s string) (Value, bool) {
	if hasPrefixFold(s, "<sid=") && s[len(s)-1] == '>' {
		s = s[len("<sid=") : len(s)-1]
	}
	var buf [sid.MaxOctets]byte
	octets, err := sid.AppendOctets(buf[:0], s)
	if err != nil {
		return Value{}, false
	}
	return sidValue(octets), true
}

// sidValue returns the value of a SID from its octets: an object id if the SID was made
// of one, otherwise the SID.
func sidValue(octets []byte) Value {
	if id, ok := sid.EntraObjectID(octets); ok {
		return Value{Kind: KindObjectID, GUID: id}
	}
	return Value{Kind: KindSID, Octets: string(octets)}
}
