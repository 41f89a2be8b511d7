package main

// The characters of dense text: the visible characters of ASCII except the three with a
// meaning in HTML. Two characters encode 13 bits, where Base64 encodes 12.
const denseAlphabet = "!#$%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

const denseBits = 13

// dense encodes octets as text, the lowest bits first. The last 13 bits are filled with
// zeros, so a reader must know the length.
func dense(octets []byte) string {
	text := make([]byte, 0, len(octets)*8/denseBits*2+4)
	held, bits := 0, 0
	say := func() {
		value := held & (1<<denseBits - 1)
		text = append(text, denseAlphabet[value%len(denseAlphabet)], denseAlphabet[value/len(denseAlphabet)])
		held >>= denseBits
		bits -= denseBits
	}
	for _, b := range octets {
		held |= int(b) << bits
		if bits += 8; bits >= denseBits {
			say()
		}
	}
	if bits > 0 {
		say()
	}
	return string(text)
}
