package match

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// secret differs in every process, so that names with equal hashes cannot be prepared.
var secret = maphash.Comparable(maphash.MakeSeed(), 0) | 1

// hash returns the same for equal keys. Keys with one hash must still be compared.
func (k Key) hash() uint64 {
	h := mix(secret, uint64(k.index)+1)
	if k.isOctets() {
		return hashRest(h, k.text, 0)
	}
	return hashText(hashText(h, k.kind), k.text)
}

const multiplier = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio

func mix(h, w uint64) uint64 {
	high, low := bits.Mul64(h^w, multiplier)
	return high ^ low + secret
}

// hashText hashes text without regard to case, eight octets at a time while it is ASCII.
func hashText(h uint64, text []byte) uint64 {
	for i := 0; i < len(text); i += 8 {
		w := wordAt(text, i)
		if w&high != 0 {
			return hashRest(h, appendFolded(text[:i:i], text[i:]), i)
		}
		h = mix(h, lowered(w))
	}
	return mix(h, uint64(len(text)))
}

// hashRest hashes octets unchanged, from the index done to the end.
func hashRest(h uint64, octets []byte, done int) uint64 {
	for i := done; i < len(octets); i += 8 {
		h = mix(h, wordAt(octets, i))
	}
	return mix(h, uint64(len(octets)))
}

const (
	ones = 0x0101010101010101
	high = 0x80 * ones
)

// lowered returns eight ASCII characters in lower case.
func lowered(w uint64) uint64 {
	capital := (w + (0x80-'A')*ones) &^ (w + (0x80-'Z'-1)*ones) & high
	return w | capital>>2
}

func wordAt(b []byte, i int) uint64 {
	if i+8 <= len(b) {
		return binary.LittleEndian.Uint64(b[i:])
	}
	var w uint64
	for n, c := range b[i:] {
		w |= uint64(c) << (8 * n)
	}
	return w
}

// appendFolded appends text in a form that is the same for texts that differ in case only.
func appendFolded(dst, text []byte) []byte {
	for _, r := range string(text) {
		dst = utf8.AppendRune(dst, folded(r))
	}
	return dst
}

// folded returns one of the characters that differ in case only: the lower-case ASCII letter
// if there is one.
func folded(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if 'A' <= least && least <= 'Z' {
		least += 'a' - 'A'
	}
	return least
}
