package convert

// AppendConnectorDN appends the distinguished name that an anchor has in the
// connector space of Entra ID: CN={, two upper-case hex digits for each octet
// of the anchor's text (not of the GUID), and }. ADSyncTools'
// ConvertTo-ADSyncToolsAadDistinguishedName writes the same.
func AppendConnectorDN[T string | []byte](dst []byte, anchor T) []byte {
	dst = append(dst, "CN={"...)
	dst = appendHex(dst, anchor, upperDigits)
	return append(dst, '}')
}

// ParseConnectorDN returns the text of the anchor in a connector space DN, CN={HEX} in
// either case. For any other text, and for an empty anchor, it returns an *Error with
// the cause ErrSyntax.
func ParseConnectorDN[T string | []byte](s T) ([]byte, error) {
	if len(s) < 7 || !hasPrefixFold(s, "cn={") || s[len(s)-1] != '}' {
		return nil, errConnectorDN
	}
	digits := s[4 : len(s)-1]
	anchor, ok := decodeHex(make([]byte, 0, len(digits)/2), digits)
	if !ok {
		return nil, errConnectorDN
	}
	return anchor, nil
}

// hasPrefixFold reports whether s begins with prefix in either case. The prefix must be
// in lower case.
func hasPrefixFold[T string | []byte](s T, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

var errConnectorDN = &Error{
	Err:  ErrSyntax,
	Text: "not a DN of the Entra connector space, expected CN={ an even number of hex digits }",
}
