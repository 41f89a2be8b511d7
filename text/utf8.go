package text

import "strings"

// ValidUTF8 returns a value for texts that people read: octets that are not UTF-8
// become U+FFFD, one for each run of them. It is not for values that are compared.
func ValidUTF8(value []byte) string { return strings.ToValidUTF8(string(value), "\uFFFD") }
