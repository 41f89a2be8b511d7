package convert

import (
	"encoding/base64"
	"math/bits"
	"strconv"

	"hardmatch/sid"
)

// maxOctets is the size of the buffers on the stack of the functions below, which write
// the notations. Longer anchors are rare, and allocate.
const maxOctets = 96

func appendGUIDText(before, after string) func([]byte, *Value) []byte {
	return func(dst []byte, v *Value) []byte {
		dst = append(dst, before...)
		dst = AppendGUID(dst, v.GUID)
		return append(dst, after...)
	}
}

func appendGUIDDigits(dst []byte, v *Value) []byte {
	t := v.GUID.Swapped()
	return appendHex(dst, t[:], lowerDigits)
}

// appendGUIDStruct writes the format X of .NET.
func appendGUIDStruct(dst []byte, v *Value) []byte {
	t := v.GUID.Swapped()
	dst = appendHex(append(dst, "{0x"...), t[0:4], lowerDigits)
	dst = appendHex(append(dst, ",0x"...), t[4:6], lowerDigits)
	dst = appendHex(append(dst, ",0x"...), t[6:8], lowerDigits)
	dst = appendEach(append(dst, ",{"...), t[8:], "0x", ",", lowerDigits)
	return append(dst, "}}"...)
}

func appendAnchor(dst []byte, v *Value) []byte { return v.anchorOf(dst) }

func appendBase64URL(dst []byte, v *Value) []byte {
	if v.HasGUID() {
		return appendBase64(dst, &v.GUID, base64URL)
	}
	return base64.RawURLEncoding.AppendEncode(dst, []byte(v.Octets))
}

func appendBase64TextOrder(dst []byte, v *Value) []byte {
	return AppendImmutableID(dst, v.GUID.Swapped())
}

func appendHexDigits(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	return appendHex(dst, v.octetsOf(buf[:0]), lowerDigits)
}

func appendHexSpaced(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	return appendEach(dst, v.octetsOf(buf[:0]), "", " ", upperDigits)
}

func appendHexC(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	return appendEach(dst, v.octetsOf(buf[:0]), "0x", ", ", lowerDigits)
}

func appendLDAPFilter(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	return appendEach(dst, v.octetsOf(buf[:0]), `\`, "", lowerDigits)
}

// appendEach writes two digits for each octet, with text before each and between them.
func appendEach(dst, octets []byte, before, between, digits string) []byte {
	for i, b := range octets {
		if i > 0 {
			dst = append(dst, between...)
		}
		dst = append(dst, before...)
		dst = append(dst, digits[b>>4], digits[b&15])
	}
	return dst
}

func appendDecimals(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	for i, b := range v.octetsOf(buf[:0]) {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = strconv.AppendUint(dst, uint64(b), 10)
	}
	return dst
}

func appendCSVDE(dst []byte, v *Value) []byte {
	return append(appendHexDigits(append(dst, "X'"...), v), '\'')
}

// appendLDIF names objectGUID for a GUID. An anchor of another length can only be in
// mS-DS-ConsistencyGuid.
func appendLDIF(dst []byte, v *Value) []byte {
	if v.Kind == KindAnchor {
		return v.anchorOf(append(dst, "mS-DS-ConsistencyGuid:: "...))
	}
	return v.anchorOf(append(dst, "objectGUID:: "...))
}

func appendDN(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	return AppendConnectorDN(dst, v.anchorOf(buf[:0]))
}

// appendInt writes the number whose octets in big-endian order are those of the text.
func appendInt(dst []byte, v *Value) []byte {
	t := v.GUID.Swapped()
	var hi, lo uint64
	for i := range 8 {
		hi, lo = hi<<8|uint64(t[i]), lo<<8|uint64(t[8+i])
	}
	return appendUint128(dst, hi, lo)
}

func appendUint128(dst []byte, hi, lo uint64) []byte {
	const chunk = 1e19 // the largest power of ten in 64 bits
	if hi == 0 {
		return strconv.AppendUint(dst, lo, 10)
	}
	upper, rest := bits.Div64(hi%chunk, lo, chunk) // hi/chunk is 0 or 1
	dst = appendUint128(dst, hi/chunk, upper)
	var buf [20]byte
	digits := strconv.AppendUint(buf[:0], rest, 10)
	for range 19 - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

func appendSQL(dst []byte, v *Value) []byte {
	var buf [maxOctets]byte
	return appendHex(append(dst, "0x"...), v.octetsOf(buf[:0]), upperDigits)
}

func appendSIDText(dst []byte, v *Value) []byte {
	if v.HasGUID() {
		return sid.AppendEntra(dst, v.GUID)
	}
	var buf [sid.MaxOctets]byte
	dst, _ = sid.Append(dst, v.sidOf(buf[:0])) // octets of a SID, as read
	return dst
}

func appendSIDBase64(dst []byte, v *Value) []byte {
	var buf [sid.MaxOctets]byte
	return base64.StdEncoding.AppendEncode(dst, v.sidOf(buf[:0]))
}

func appendSIDHex(dst []byte, v *Value) []byte {
	var buf [sid.MaxOctets]byte
	return appendHex(dst, v.sidOf(buf[:0]), lowerDigits)
}
