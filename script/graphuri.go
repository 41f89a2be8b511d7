package script

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"hardmatch/plan"
	"hardmatch/text"
)

// uriEscape returns s as a segment of a path or a value of a query (RFC 3986):
// every octet but the unreserved ones as %XX, so that no / ? # & + or % of s
// means anything. The segments "." and ".." stay what they are, and so have to
// be refused where s stands alone in a path.
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
// null as null. A text of octets that are not UTF-8 has no JSON; such an octet
// becomes U+FFFD, but no plan.json that was read holds one.
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

// appendASCII appends JSON with every character that is not ASCII, or is DEL,
// escaped; such stand in strings only.
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

// userSelect is what every format for Microsoft Graph reads of a user; more only where a
// step looks at it.
var userSelect = []string{"id", plan.UserPrincipalName, "userType", plan.ProxyAddresses, plan.OnPremisesImmutableID, plan.OnPremisesSyncEnabled}

// graphUsers is the path and query that finds the users with a filter.
func graphUsers(version, filter string, properties []string) string {
	return "/" + version + "/users?$select=" + strings.Join(properties, ",") + "&$filter=" + uriEscape(filter)
}
