package encoding

import (
	"encoding/binary"
	"unicode/utf8"
)

// IsPrintableASCII reports whether all octets are from the blank to the tilde.
//
// It reads eight octets at a time, and these reads may overlap. Lengths that differ
// a little therefore take the same branches, which a processor predicts better than
// the end of a loop.
func IsPrintableASCII(v []byte) bool {
	n := len(v)
	if n >= 16 {
		odd := unprintable(word(v, n-16)) | unprintable(word(v, n-8))
		for i := 0; i < n-16; i += 16 {
			odd |= unprintable(word(v, i)) | unprintable(word(v, i+8))
		}
		return odd == 0
	}
	if n >= 8 {
		return unprintable(word(v, 0))|unprintable(word(v, n-8)) == 0
	}
	if n >= 4 {
		w := uint64(binary.LittleEndian.Uint32(v)) | uint64(binary.LittleEndian.Uint32(v[n-4:]))<<32
		return unprintable(w) == 0
	}
	for _, c := range v {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

func word(v []byte, at int) uint64 { return binary.LittleEndian.Uint64(v[at:]) }

// unprintable returns a value other than 0 if one of eight octets has its high bit
// set, is below a blank, or is DEL.
func unprintable(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	return (w | (w - 0x20*ones) | (w + ones)) & highs
}

// IsASCII reports whether no octet is above 7F.
func IsASCII(v []byte) bool {
	for _, c := range v {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
