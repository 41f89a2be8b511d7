package convert

import (
	"strings"
	"unicode/utf16"

	"hardmatch/hint"
)

// An encodedGUID is a GUID whose text was encoded instead of its octets.
type encodedGUID struct {
	g    GUID
	what string // what the octets are
}

func (e encodedGUID) hint() hint.Hint {
	return hint.New(hint.EncodedText, e.g.String(), e.g.ImmutableID())
}

// findEncodedGUID recognises octets that are the text of a GUID. Scripts make them
// if they encode the string instead of ToByteArray(). The text is cleaned and
// recognised like any other value.
func findEncodedGUID(octets string) (encodedGUID, bool) {
	if len(octets) < 22 || len(octets) > 256 {
		return encodedGUID{}, false
	}
	text, what := octets, "the text of a GUID"
	if wide, ok := utf16Text(octets); ok {
		text, what = wide, "the text of a GUID in UTF-16"
	}
	if !plainASCII(text) {
		return encodedGUID{}, false
	}
	inner := recognition{cleaned: clean(text)}
	found := inner.candidates(inner.text)
	if len(found.others) > 0 || found.first.Kind != KindGUID {
		return encodedGUID{}, false
	}
	if isBase64(found.first.Notation) {
		what = "an immutableid, so it was encoded twice"
	}
	return encodedGUID{found.first.GUID, what}, true
}

// utf16Text decodes little-endian UTF-16, with or without a byte order mark.
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
