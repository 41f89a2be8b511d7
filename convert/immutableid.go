package convert

const (
	base64Std = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	base64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

	immutableIDLen = 24
)

// base64Value holds the value of each character of the standard alphabet (RFC 4648
// section 4), and 0xff for the rest.
var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range base64Std {
		t[base64Std[i]] = byte(i)
	}
	return t
}()

// AppendImmutableID appends the 24 characters by which Entra ID knows the
// GUID: the padded Base64 (RFC 4648 section 4) of the 16 octets as stored.
func AppendImmutableID(dst []byte, g GUID) []byte {
	dst = appendBase64(dst, &g, base64Std)
	return append(dst, '=', '=')
}

// appendBase64 appends the 22 characters without padding.
func appendBase64(dst []byte, g *GUID, alphabet string) []byte {
	_ = alphabet[63]
	for i := 0; i < 15; i += 3 {
		v := uint(g[i])<<16 | uint(g[i+1])<<8 | uint(g[i+2])
		dst = append(dst, alphabet[v>>18&63], alphabet[v>>12&63], alphabet[v>>6&63], alphabet[v&63])
	}
	return append(dst, alphabet[g[15]>>2], alphabet[g[15]&3<<4])
}

// ImmutableID returns the padded Base64 of the octets as stored, which is the
// onPremisesImmutableId of an object anchored by this GUID.
func (g GUID) ImmutableID() string {
	var buf [immutableIDLen]byte
	return string(AppendImmutableID(buf[:0], g))
}

// ParseImmutableID reads the 24 characters that AppendImmutableID writes, and nothing
// else. So the ImmutableID of the result equals s octet by octet, as the sync service
// compares it. A text that decodes but is not canonical returns an *Error with the
// cause ErrPadding, any other text one with ErrLength or ErrSyntax. Read is tolerant.
// ParseImmutableID does not allocate.
func ParseImmutableID[T string | []byte](s T) (GUID, error) {
	var g GUID
	if len(s) != immutableIDLen || s[22] != '=' || s[23] != '=' {
		return g, errImmutableIDShape
	}
	var bad byte
	for i, o := 0, 0; i < 20; i, o = i+4, o+3 {
		a, b, c, d := base64Value[s[i]], base64Value[s[i+1]], base64Value[s[i+2]], base64Value[s[i+3]]
		bad |= a | b | c | d
		v := uint(a)<<18 | uint(b)<<12 | uint(c)<<6 | uint(d)
		g[o], g[o+1], g[o+2] = byte(v>>16), byte(v>>8), byte(v)
	}
	a, b := base64Value[s[20]], base64Value[s[21]]
	g[15] = a<<2 | b>>4
	switch {
	case bad|a|b > 63:
		return GUID{}, errImmutableIDAlphabet
	case b&15 != 0:
		return GUID{}, errImmutableIDPadding
	}
	return g, nil
}

var (
	errImmutableIDShape = &Error{
		Err:  ErrLength,
		Text: "not the ImmutableId of a GUID, expected 22 Base64 characters and ==",
	}
	errImmutableIDAlphabet = &Error{
		Err:  ErrSyntax,
		Text: "a character outside the Base64 alphabet, expected A-Z a-z 0-9 + /",
	}
	errImmutableIDPadding = &Error{
		Err:  ErrPadding,
		Text: "the last Base64 character before == has bits beyond the 16 octets, expected A, Q, g or w",
	}
)
