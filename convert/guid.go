package convert

// A GUID is the 16 octets of an objectGUID as Active Directory stores them:
// the first three groups of the text little-endian, the last two as written
// (MS-DTYP 2.3.4.1). The zero value is the nil GUID.
type GUID [16]byte

// textOrder holds, for each octet as stored, which octet of the text it is.
// The permutation is its own inverse.
var textOrder = [16]uint8{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15}

// dashedAt holds, for each octet as stored, the position of its two digits in the
// dashed text.
var dashedAt = [16]uint8{6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34}

const dashedLen = 36

// ParseGUID reads the text of a GUID (MS-DTYP 2.3.4.3, RFC 9562 section 4) in
// either case: dashed, dashed in braces or parentheses, or after "urn:uuid:".
// It accepts nothing else, in particular not 32 digits without dashes, because tools
// write them in two orders. Read is tolerant. The error is an *Error. ParseGUID does
// not allocate.
func ParseGUID[T string | []byte](s T) (GUID, error) {
	switch {
	case len(s) == dashedLen:
	case len(s) == dashedLen+2 && (s[0] == '{' && s[37] == '}' || s[0] == '(' && s[37] == ')'):
		s = s[1:37]
	case len(s) == dashedLen+len(urnPrefix) && hasPrefixFold(s, urnPrefix):
		s = s[len(urnPrefix):]
	default:
		return GUID{}, errGUIDShape
	}
	g, ok := parseDashed(s)
	if !ok {
		return GUID{}, errGUIDShape
	}
	return g, nil
}

var errGUIDShape = &Error{
	Err:  ErrSyntax,
	Text: "not the text of a GUID, expected xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx in hex digits",
}

// parseDashed reads the dashed text. s must have 36 characters.
func parseDashed[T string | []byte](s T) (g GUID, ok bool) {
	_ = s[35]
	if s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return g, false
	}
	var bad byte
	for i, at := range dashedAt {
		hi, lo := hexValue[s[at]], hexValue[s[at+1]]
		g[i] = hi<<4 | lo
		bad |= hi | lo
	}
	return g, bad < 16
}

const urnPrefix = "urn:uuid:" // in any case (RFC 8141)

// GUIDFromOctets returns the GUID with these 16 octets, in the order in which LDAP
// returns them. It returns false for any other number of octets.
func GUIDFromOctets(b []byte) (GUID, bool) {
	if len(b) != 16 {
		return GUID{}, false
	}
	return GUID(b), true
}

// AppendGUID appends the 36 characters of the dashed text, in lower case.
func AppendGUID(dst []byte, g GUID) []byte {
	const shape = "........-....-....-....-............"
	dst = append(dst, shape...)
	text := dst[len(dst)-dashedLen:]
	_ = text[35]
	for i, at := range dashedAt {
		text[at] = lowerDigits[g[i]>>4]
		text[at+1] = lowerDigits[g[i]&15]
	}
	return dst
}

// String returns the dashed text in lower case, 36 characters.
func (g GUID) String() string {
	var buf [dashedLen]byte
	return string(AppendGUID(buf[:0], g))
}

// AppendText appends the dashed text in lower case; the error is always nil.
// It implements encoding.TextAppender.
func (g GUID) AppendText(dst []byte) ([]byte, error) { return AppendGUID(dst, g), nil }

// MarshalText returns the dashed text in lower case; the error is always nil.
// It implements encoding.TextMarshaler.
func (g GUID) MarshalText() ([]byte, error) { return AppendGUID(nil, g), nil }

// UnmarshalText reads what ParseGUID reads. It implements
// encoding.TextUnmarshaler.
func (g *GUID) UnmarshalText(text []byte) error {
	parsed, err := ParseGUID(text)
	if err != nil {
		return err
	}
	*g = parsed
	return nil
}

// Swapped converts a GUID from stored order to text order, and from text order to
// stored order.
func (g GUID) Swapped() GUID {
	var t GUID
	for i, at := range textOrder {
		t[i] = g[at]
	}
	return t
}

// version returns the version (RFC 9562 section 4.2) of the GUID, or 0 for another
// variant.
func (g GUID) version() int {
	if g[8]>>6 != 2 {
		return 0
	}
	return int(g[7] >> 4) // the third group is stored little-endian
}

// odd reports whether a GUID needs a warning.
func (g GUID) odd() bool {
	return g == GUID{} || g == maxGUID || g.looksSwapped()
}

var maxGUID = GUID{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}

// looksSwapped reports whether the octets are a version 4 GUID, as AD makes them, only
// in the other order. Octets are random, so this is evidence but not proof.
func (g GUID) looksSwapped() bool {
	return g[6]>>4 == 4 && g[7]>>4 != 4 && g[8]>>6 == 2
}
