package script

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"hardmatch/plan"
	"hardmatch/text"
)

// uriEscape returns s as a segment of a path or a value of a query (RFC 3986). It
// escapes every octet except the unreserved ones as %XX, so that no / ? # & + or %
// of s has a meaning. It does not change the segments "." and "..", so a caller
// must refuse them as a whole segment.
func uriEscape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if letter || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// jsonLiteral returns a value as JSON (RFC 8259) in printable ASCII on one line,
// null as null. An octet that is not UTF-8 becomes U+FFFD; a plan that was read
// from JSON has no such octet.
func jsonLiteral(v plan.Value) string {
	s, ok := v.Text()
	if !ok {
		if v.IsNull() {
			return "null"
		}
		return v.Display()
	}
	return `"` + string(appendASCII(nil, string(text.AppendJSON(nil, []byte(s))))) + `"`
}

// appendASCII appends JSON and escapes every character that is DEL or not ASCII.
// Such characters occur only in strings.
func appendASCII(dst []byte, doc string) []byte {
	for _, r := range doc {
		switch {
		case r < 0x7f:
			dst = append(dst, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			dst = text.AppendUTF16(text.AppendUTF16(dst, high), low)
		default:
			dst = text.AppendUTF16(dst, r)
		}
	}
	return dst
}

// userSelect has the properties that every format for Microsoft Graph reads of a
// user. A step can add properties that it expects.
var userSelect = []string{"id", plan.UserPrincipalName, "userType", plan.ProxyAddresses, plan.OnPremisesImmutableID, plan.OnPremisesSyncEnabled}

// graphUsers returns the path and query of a search for users.
func graphUsers(version, filter string, properties []string) string {
	return "/" + version + "/users?$select=" + strings.Join(properties, ",") + "&$filter=" + uriEscape(filter)
}
