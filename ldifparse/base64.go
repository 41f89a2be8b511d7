package ldifparse

import (
	"encoding/binary"
	"slices"
)

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// sextets holds the six bits of each character of Base64, shifted to their place in
// a group of four, or notSextet.
var sextets = func() (t [4][256]uint32) {
	for place := range t {
		for c := range t[place] {
			t[place][c] = notSextet
		}
		for bits, c := range []byte(alphabet) {
			t[place][c] = uint32(bits) << (18 - 6*place)
		}
	}
	return t
}()

const notSextet = 1 << 24

// appendDecoded appends the octets of Base64 in whole groups (RFC 4648, ignoring
// bits after the last octet). It reports whether src is valid. A record of Active
// Directory has four such values; for these short values it needs a third of the
// time of encoding/base64.
func appendDecoded(dst, src []byte) ([]byte, bool) {
	if len(src) == 0 || len(src)%4 != 0 {
		return dst, false
	}
	at, n, odd := len(dst), 0, uint32(0)
	dst = slices.Grow(dst, len(src)/4*3+2) // two groups write two octets more than they decode to
	out := dst[at:cap(dst)]
	for ; len(src) > 8; src = src[8:] {
		g := (*[8]byte)(src)
		v := sextets[0][g[0]] | sextets[1][g[1]] | sextets[2][g[2]] | sextets[3][g[3]]
		w := sextets[0][g[4]] | sextets[1][g[5]] | sextets[2][g[6]] | sextets[3][g[7]]
		binary.BigEndian.PutUint64(out[n:], uint64(v)<<40|uint64(w)<<16)
		odd |= v | w
		n += 6
	}
	if len(src) > 4 {
		v := sextets[0][src[0]] | sextets[1][src[1]] | sextets[2][src[2]] | sextets[3][src[3]]
		binary.BigEndian.PutUint32(out[n:], v<<8)
		odd |= v
		n += 3
		src = src[4:]
	}
	v, octets := sextets[0][src[0]]|sextets[1][src[1]], 1
	if src[3] != '=' {
		v, octets = v|sextets[2][src[2]]|sextets[3][src[3]], 3
	} else if src[2] != '=' {
		v, octets = v|sextets[2][src[2]], 2
	}
	binary.BigEndian.PutUint32(out[n:], v<<8)
	return dst[:at+n+octets], (odd|v)&notSextet == 0
}
