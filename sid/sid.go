// Package sid reads and writes security identifiers (SIDs). A SID has a text such as
// S-1-5-32-544 (MS-DTYP 2.4.2.1) and octets (MS-DTYP 2.4.2.2): the revision, the
// number of sub-authorities, 6 octets of authority in big-endian order, and 4 octets
// in little-endian order for each sub-authority.
package sid

import (
	"encoding/binary"
	"errors"
	"strconv"
)

// MaxOctets is the length of the longest SID: 8 octets and 15 sub-authorities of 4.
const MaxOctets = 8 + 4*15

// The errors of this package. Each names what was expected.
var (
	ErrOctets   = errors.New("not the octets of a SID, expected 01, the number of sub-authorities, 6 octets and 4 for each of these")
	ErrText     = errors.New("not the text of a SID, expected S-1-, an authority and 1 to 15 numbers below 2^32")
	ErrNotEntra = errors.New("this SID holds no object id, expected S-1-12-1- and four numbers")
)

// Valid reports whether the octets are one SID: revision 1, 1 to 15 sub-authorities,
// and the length that this number requires.
func Valid[T string | []byte](octets T) bool {
	return len(octets) >= 12 && octets[0] == 1 && octets[1] <= 15 && len(octets) == 8+4*int(octets[1])
}

// Append appends the text of a SID to dst. If the octets are not one SID, it returns
// dst unchanged and ErrOctets.
func Append(dst, octets []byte) ([]byte, error) {
	if !Valid(octets) {
		return dst, ErrOctets
	}
	dst = appendAuthority(append(dst, "S-1-"...), octets[2:8])
	for i := 8; i < len(octets); i += 4 {
		dst = append(dst, '-')
		dst = strconv.AppendUint(dst, uint64(binary.LittleEndian.Uint32(octets[i:])), 10)
	}
	return dst, nil
}

// appendAuthority appends the number in 6 octets: in decimal below 2^32, otherwise as
// 0x and 12 digits.
func appendAuthority(dst, octets []byte) []byte {
	authority := uint64(binary.BigEndian.Uint16(octets))<<32 | uint64(binary.BigEndian.Uint32(octets[2:]))
	if authority < 1<<32 {
		return strconv.AppendUint(dst, authority, 10)
	}
	const digits = "0123456789ABCDEF"
	dst = append(dst, "0x"...)
	for _, b := range octets {
		dst = append(dst, digits[b>>4], digits[b&15])
	}
	return dst
}

// Parse returns the octets of a SID that is written as
// S-1-authority-subauthority... with 1 to 15 sub-authorities. The authority is decimal
// below 2^32, otherwise 0x and 12 hex digits. Any other text returns ErrText.
func Parse[T string | []byte](s T) ([]byte, error) {
	return AppendOctets(nil, s)
}

// AppendOctets appends the octets that Parse returns to dst. On an error it returns
// dst unchanged.
func AppendOctets[T string | []byte](dst []byte, s T) ([]byte, error) {
	if len(s) < 7 || s[0]|0x20 != 's' || s[1] != '-' || s[2] != '1' || s[3] != '-' {
		return dst, ErrText
	}
	authority, i, ok := parseAuthority(s, 4)
	if !ok {
		return dst, ErrText
	}
	octets := append(dst, 1, 0)
	octets = binary.BigEndian.AppendUint16(octets, uint16(authority>>32))
	octets = binary.BigEndian.AppendUint32(octets, uint32(authority))
	count := 0
	for ; i < len(s); count++ {
		if s[i] != '-' || count == 15 {
			return dst, ErrText
		}
		var v uint64
		v, i, ok = parseDecimal(s, i+1)
		if !ok {
			return dst, ErrText
		}
		octets = binary.LittleEndian.AppendUint32(octets, uint32(v))
	}
	octets[len(dst)+1] = byte(count)
	if count == 0 {
		return dst, ErrText
	}
	return octets, nil
}

// parseAuthority reads the authority that starts at i and returns where it ends.
func parseAuthority[T string | []byte](s T, i int) (v uint64, end int, ok bool) {
	if len(s)-i < 14 || s[i] != '0' || s[i+1]|0x20 != 'x' {
		return parseDecimal(s, i)
	}
	end = i + 14
	v, err := strconv.ParseUint(string(s[i+2:end]), 16, 64)
	return v, end, err == nil
}

// parseDecimal reads a number below 2^32 that starts at i. It returns where the number
// ends, after at most 10 digits.
func parseDecimal[T string | []byte](s T, i int) (v uint64, end int, ok bool) {
	for end = i; end < len(s) && end-i < 10 && '0' <= s[end] && s[end] <= '9'; end++ {
		v = v*10 + uint64(s[end]-'0')
	}
	return v, end, end > i && v < 1<<32
}
