package convert

import (
	"strconv"
	"strings"
)

// The parsers of lists of octets. Each appends any number of octets in the order of the
// text, and reports whether the whole of s is in its notation. The caller checks the
// number of octets.

// decodeHexDigits reads hex digits without separators.
func decodeHexDigits(dst []byte, s string) ([]byte, bool) {
	if s == "" {
		return dst, false
	}
	return decodeHex(dst, s)
}

// decodeHexSpaced reads two digits for each octet, with a blank, -, : or comma between
// octets. .NET's BitConverter.ToString writes -, and .reg files have commas.
func decodeHexSpaced(dst []byte, s string) ([]byte, bool) {
	if len(s) < 5 {
		return dst, false
	}
	for i := 0; ; {
		if i+2 > len(s) || hexValue[s[i]]|hexValue[s[i+1]] > 15 {
			return dst, false
		}
		dst = append(dst, hexValue[s[i]]<<4|hexValue[s[i+1]])
		if i += 2; i == len(s) {
			return dst, true
		}
		n := 0
		for i+n < len(s) && strings.IndexByte(" -:,", s[i+n]) >= 0 {
			n++
		}
		if n == 0 {
			return dst, false
		}
		i += n
	}
}

// decodeHexC reads 0x and one or two digits for each octet, in any brackets. It also
// reads \x and two digits for each octet, as in a string.
func decodeHexC(dst []byte, s string) ([]byte, bool) {
	if strings.HasPrefix(s, `\x`) && strings.Count(s, `\x`)*4 == len(s) {
		return decodeHex(dst, strings.ReplaceAll(s, `\x`, ""))
	}
	s = unwrap(s)
	if len(s) < 9 || s[0] != '0' {
		return dst, false
	}
	for s != "" {
		var token string
		token, s = cutToken(s)
		if len(token) < 3 || len(token) > 4 || !hasPrefixFold(token, "0x") || !allHex(token[2:]) {
			return dst, false
		}
		v := hexValue[token[len(token)-1]]
		if len(token) == 4 {
			v |= hexValue[token[2]] << 4
		}
		dst = append(dst, v)
	}
	return dst, true
}

// decodeDecimals reads numbers below 256 as .NET prints them, and negative numbers as
// Java prints them, in any brackets. Neither prints a leading zero.
func decodeDecimals(dst []byte, s string) ([]byte, bool) {
	s = unwrap(s)
	if len(s) < 3 {
		return dst, false
	}
	n := 0
	for ; s != ""; n++ {
		var token string
		token, s = cutToken(s)
		v, ok := decimalOctet(token)
		if !ok {
			return dst, false
		}
		dst = append(dst, v)
	}
	return dst, n > 1
}

// decimalOctet reads -128 to 255.
func decimalOctet(token string) (byte, bool) {
	digits := strings.TrimPrefix(token, "-")
	if digits == "" || !allDigits(digits) || len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	v, _ := strconv.Atoi(digits)
	if len(digits) < len(token) {
		return byte(-v), 1 <= v && v <= 128
	}
	return byte(v), v <= 255
}

// cutToken returns the text before the next blank, comma or semicolon, and the text
// after them.
func cutToken(s string) (token, rest string) {
	i := strings.IndexAny(s, " ,;")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " ,;")
}

// unwrap removes what programming languages put around a list of octets.
func unwrap(s string) string {
	for _, before := range [...]string{"[byte[]]", "new byte[]", "@"} {
		s = strings.TrimLeft(strings.TrimPrefix(s, before), " ")
	}
	if len(s) < 2 {
		return s
	}
	switch s[0] {
	case '{', '(', '[':
		if last := s[len(s)-1]; last == '}' || last == ')' || last == ']' {
			return strings.Trim(s[1:len(s)-1], " ,;")
		}
	}
	return s
}

// decodeLDAPFilter reads the value of a filter (RFC 4515), with or without the rest of
// the filter: for each octet, \ and two digits, or the ASCII character.
func decodeLDAPFilter(dst []byte, s string) ([]byte, bool) {
	first := strings.IndexByte(s, '\\')
	if first < 0 {
		return dst, false
	}
	if i := strings.LastIndexByte(s[:first], '='); i > 0 { // attribute=value
		s = s[i+1:]
		value, rest, _ := strings.Cut(s, ")")
		if strings.IndexByte(rest, '\\') >= 0 {
			return dst, false // a filter with several values
		}
		s = value
	}
	escaped := 2 * strings.Count(s, `\`)
	start := len(dst)
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			if s[i] == '(' || s[i] == '*' || s[i] < ' ' || s[i] > '~' {
				return dst, false
			}
			dst = append(dst, s[i])
			continue
		}
		if i+2 >= len(s) || hexValue[s[i+1]]|hexValue[s[i+2]] > 15 {
			return dst, false
		}
		dst = append(dst, hexValue[s[i+1]]<<4|hexValue[s[i+2]])
		i += 2
	}
	return dst, escaped >= len(dst)-start // not the \ of DOMAIN\name
}

// decodeCSVDE reads X'digits'.
func decodeCSVDE(dst []byte, s string) ([]byte, bool) {
	if len(s) < 5 || s[0]|0x20 != 'x' || s[1] != '\'' || s[len(s)-1] != '\'' {
		return dst, false
	}
	return decodeHex(dst, s[2:len(s)-1])
}

// decodeSQL reads 0x and digits.
func decodeSQL(dst []byte, s string) ([]byte, bool) {
	if len(s) < 10 || !hasPrefixFold(s, "0x") { // shorter is one octet of hex-c, or a number
		return dst, false
	}
	return decodeHex(dst, s[2:])
}

// decodeSIDHex reads the octets of a SID in any of the hex notations.
func decodeSIDHex(dst []byte, s string) ([]byte, bool) {
	for _, decode := range [...]func([]byte, string) ([]byte, bool){
		decodeHexDigits, decodeHexSpaced, decodeSQL, decodeCSVDE, decodeLDAPFilter, decodeHexC,
	} {
		if octets, ok := decode(dst, s); ok {
			return octets, true
		}
	}
	return dst, false
}
