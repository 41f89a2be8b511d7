package convert

const (
	lowerDigits = "0123456789abcdef"
	upperDigits = "0123456789ABCDEF"
)

// hexValue holds the value of each hex digit of either case, and 0xff for the rest.
var hexValue = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range 16 {
		t[lowerDigits[i]], t[upperDigits[i]] = byte(i), byte(i)
	}
	return t
}()

// appendHex appends two digits for each octet.
func appendHex[T string | []byte](dst []byte, octets T, digits string) []byte {
	for i := range len(octets) {
		dst = append(dst, digits[octets[i]>>4], digits[octets[i]&15])
	}
	return dst
}

// decodeHex appends the octets of an even number of digits without separators.
func decodeHex[T string | []byte](dst []byte, s T) ([]byte, bool) {
	if len(s)%2 != 0 {
		return dst, false
	}
	for i := 0; i < len(s); i += 2 {
		hi, lo := hexValue[s[i]], hexValue[s[i+1]]
		if hi|lo > 15 {
			return dst, false
		}
		dst = append(dst, hi<<4|lo)
	}
	return dst, true
}

// allHex reports whether s consists of hex digits. It is true for "".
func allHex[T string | []byte](s T) bool {
	for i := range len(s) {
		if hexValue[s[i]] > 15 {
			return false
		}
	}
	return true
}
