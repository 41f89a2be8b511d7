package main

// The characters of dense text: those of ASCII that are seen, but the three that
// mean something to HTML. Two of them say 13 bits, where Base64 says 12.
const denseAlphabet = "!#$%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

const denseBits = 13

// dense writes octets as text, the lowest bits first. What is missing of the last
// 13 bits is 0, so that whoever reads it has to know the length.
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
