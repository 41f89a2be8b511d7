package convert

import (
	"strconv"

	"hardmatch/hint"
)

// The longest SID: 8 octets and 15 sub-authorities of 4 (MS-DTYP 2.4.2.2).
const maxSIDOctets = 8 + 4*15

// isSID reports whether the octets are a SID and nothing else: revision 1, 1
// to 15 sub-authorities, and the length that their number asks for.
func isSID[T string | []byte](octets T) bool {
	return len(octets) >= 12 && octets[0] == 1 &&
		1 <= octets[1] && octets[1] <= 15 && len(octets) == 8+4*int(octets[1])
}

// looksLikeSID wants an authority below 256 too, as all SIDs in use have: by
// chance one GUID in 65536 has the form of a SID otherwise.
func looksLikeSID[T string | []byte](octets T) bool {
	return isSID(octets) && octets[2]|octets[3]|octets[4]|octets[5]|octets[6] == 0
}

// AppendSID appends the text of a SID (MS-DTYP 2.4.2.1) given as octets (MS-DTYP
// 2.4.2.2): revision, number of sub-authorities, 6 octets of authority
// big-endian, then each sub-authority as 4 octets little-endian. Octets of
// another shape give an *Error with the cause ErrLength and dst as it was.
func AppendSID(dst, octets []byte) ([]byte, error) {
	if !isSID(octets) {
		return dst, errSIDOctets
	}
	dst = append(dst, "S-1-"...)
	authority := uint64(0)
	for _, b := range octets[2:8] {
		authority = authority<<8 | uint64(b)
	}
	if authority < 1<<32 {
		dst = strconv.AppendUint(dst, authority, 10)
	} else {
		dst = appendHex(append(dst, "0x"...), octets[2:8], upperDigits)
	}
	for i := 8; i < len(octets); i += 4 {
		dst = append(dst, '-')
		dst = strconv.AppendUint(dst, uint64(littleEndian(octets[i:])), 10)
	}
	return dst, nil
}

// ParseSID returns the octets (MS-DTYP 2.4.2.2) of a SID written as
// S-1-authority-subauthority... with 1 to 15 sub-authorities (MS-DTYP
// 2.4.2.1). The authority is decimal below 2^32 and 0x with 12 hex digits
// from there. Anything else is an *Error with the cause ErrSyntax.
func ParseSID[T string | []byte](s T) ([]byte, error) {
	var buf [maxSIDOctets]byte
	n, ok := parseSID(&buf, s)
	if !ok {
		return nil, errSIDText
	}
	return append([]byte(nil), buf[:n]...), nil
}

// parseSID fills buf and returns how many octets it took.
func parseSID[T string | []byte](buf *[maxSIDOctets]byte, s T) (n int, ok bool) {
	if len(s) < 7 || s[0]|0x20 != 's' || s[1] != '-' || s[2] != '1' || s[3] != '-' {
		return 0, false
	}
	authority, i, ok := parseAuthority(s, 4)
	if !ok {
		return 0, false
	}
	buf[0] = 1
	for k := range 6 {
		buf[2+k] = byte(authority >> (40 - 8*k))
	}
	n = 8
	for i < len(s) {
		if s[i] != '-' || n == maxSIDOctets {
			return 0, false
		}
		var v uint64
		v, i, ok = parseDecimal(s, i+1)
		if !ok || v >= 1<<32 {
			return 0, false
		}
		putLittleEndian(buf[n:], uint32(v))
		n += 4
	}
	buf[1] = byte((n - 8) / 4)
	return n, n > 8
}

// parseAuthority reads the authority that starts at i and returns where it ends.
func parseAuthority[T string | []byte](s T, i int) (v uint64, end int, ok bool) {
	if len(s)-i < 14 || s[i] != '0' || s[i+1]|0x20 != 'x' {
		v, end, ok = parseDecimal(s, i)
		return v, end, ok && v < 1<<32
	}
	for _, k := range [...]int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13} {
		digit := hexValue[s[i+k]]
		if digit > 15 {
			return 0, i, false
		}
		v = v<<4 | uint64(digit)
	}
	return v, i + 14, true
}

// parseDecimal reads 1 to 10 digits that start at i and returns where they end.
func parseDecimal[T string | []byte](s T, i int) (v uint64, end int, ok bool) {
	for end = i; end < len(s) && '0' <= s[end] && s[end] <= '9'; end++ {
		if end-i == 10 {
			return 0, end, false
		}
		v = v*10 + uint64(s[end]-'0')
	}
	return v, end, end > i
}

// entraSIDStart is what the octets of S-1-12-1-a-b-c-d begin with.
const entraSIDStart = "\x01\x05\x00\x00\x00\x00\x00\x0c\x01\x00\x00\x00"

// AppendEntraSID appends the SID by which Windows knows the Entra ID object
// with the object id: S-1-12-1- and the 16 octets as four little-endian
// numbers of 32 bits.
func AppendEntraSID(dst []byte, id GUID) []byte {
	dst = append(dst, "S-1-12-1"...)
	for i := 0; i < 16; i += 4 {
		dst = append(dst, '-')
		dst = strconv.AppendUint(dst, uint64(littleEndian(id[i:])), 10)
	}
	return dst
}

// ParseEntraSID returns the object id that a SID S-1-12-1-a-b-c-d holds. A
// SID of another authority gives an *Error with the cause ErrNoSuch, other
// text one with ErrSyntax.
func ParseEntraSID[T string | []byte](s T) (GUID, error) {
	var buf [maxSIDOctets]byte
	n, ok := parseSID(&buf, s)
	if !ok {
		return GUID{}, errSIDText
	}
	id, ok := entraObjectID(buf[:n])
	if !ok {
		return GUID{}, errSIDNotEntra
	}
	return id, nil
}

// entraObjectID returns the object id in the octets of a SID.
func entraObjectID[T string | []byte](sid T) (id GUID, ok bool) {
	if len(sid) != len(entraSIDStart)+16 || string(sid[:12]) != entraSIDStart {
		return id, false
	}
	copy(id[:], sid[12:])
	return id, true
}

func littleEndian[T string | []byte](b T) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func putLittleEndian(b []byte, v uint32) {
	b[0], b[1], b[2], b[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}

var (
	errSIDOctets = &Error{
		Err:  ErrLength,
		Text: "not the octets of a SID, expected 01, the number of sub-authorities, 6 octets and 4 for each of these",
	}
	errSIDText = &Error{
		Err:  ErrSyntax,
		Text: "not the text of a SID, expected S-1-, an authority and 1 to 15 numbers below 2^32",
	}
	errSIDNotEntra = &Error{
		Err:  ErrNoSuch,
		Text: "this SID holds no object id, expected S-1-12-1- and four numbers",
		Hint: hint.New(hint.SIDWithoutGUID),
	}
)
