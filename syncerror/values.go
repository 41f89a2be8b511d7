package syncerror

import "strings"

// attributeNames maps the spellings of reports, in lower case, to the names of
// Microsoft Graph or Active Directory.
var attributeNames = map[string]string{
	"userprincipalname": "userPrincipalName", "federateduser.userprincipalname": "userPrincipalName", "upn": "userPrincipalName",
	"proxyaddresses": "proxyAddresses", "proxyaddress": "proxyAddresses", "sipproxyaddress": "proxyAddresses",
	"mail": "mail", "mailnickname": "mailNickname", "targetaddress": "targetAddress", "signinname": "signInName",
	"onpremisesecurityidentifier": "onPremisesSecurityIdentifier", "onpremisessecurityidentifier": "onPremisesSecurityIdentifier",
	"onpremisesobjectidentifier": "onPremisesObjectIdentifier", "onpremiseobjectidentifier": "onPremisesObjectIdentifier",
	"immutableid": "onPremisesImmutableId", "onpremisesimmutableid": "onPremisesImmutableId", "sourceanchor": "onPremisesImmutableId",
	"samaccountname": "sAMAccountName", "displayname": "displayName", "usercertificate": "userCertificate",
	"usersmimecertificate": "userSMIMECertificate", "thumbnailphoto": "thumbnailPhoto", "objectid": "id",
}

func attributeName(s string) string {
	if name, ok := attributeNames[strings.ToLower(s)]; ok {
		return name
	}
	return s
}

// conflict returns an attribute with its value. A SipProxyAddress is a value of
// proxyAddresses, which begins with its scheme.
func conflict(attribute, value string) Conflict {
	value = bareValue(value)
	if strings.EqualFold(attribute, "SipProxyAddress") && value != "" && !hasScheme(value) {
		value = "sip:" + value
	}
	return Conflict{attributeName(attribute), value}
}

// bareValue removes quotes, emphasis and the links that mail programs add after an
// address.
func bareValue(s string) string {
	for _, link := range []string{"<mailto:", "<http:", "<https:", " <mailto:"} {
		s, _, _ = strings.Cut(s, link)
	}
	s = strings.Trim(s, " \"'`*{}<>,;")
	if scheme, address, ok := strings.Cut(s, ":"); ok {
		return scheme + ":" + strings.Trim(address, "*`")
	}
	return s
}

// hasScheme reports whether a value of proxyAddresses begins with a scheme such as
// smtp: or X500:.
func hasScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || scheme == "" || len(scheme) > 10 {
		return false
	}
	for i := range len(scheme) {
		if !isWordByte(scheme[i]) {
			return false
		}
	}
	return true
}

// bracketConflicts reads the text in the brackets of a sentence: attributes, each
// with its values, separated by ; or by a comma, such as
// ProxyAddresses SMTP:a@x,smtp:b@x;UserPrincipalName c@x;
func bracketConflicts(s string) []Conflict {
	var b bracket
	separator := ""
	for s != "" {
		piece := s
		end := strings.IndexAny(s, ";,")
		if end >= 0 {
			piece = s[:end]
		}
		if strings.TrimSpace(piece) != "" {
			b.add(separator, strings.TrimSpace(piece))
		}
		if end < 0 {
			break
		}
		separator, s = s[end:end+1], s[end+1:]
	}
	return b.list
}

// A bracket has the conflicts of the brackets that are read so far.
type bracket struct {
	list      []Conflict
	attribute string
}

// add adds a piece. X.400 and X.500 addresses contain the separators, so a piece of
// such an address belongs to the value before it.
func (b *bracket) add(separator, piece string) {
	name, value, _ := strings.Cut(piece, " ")
	if isAttribute(name) || b.attribute == "" {
		if strings.HasPrefix(value, "cannot be changed") {
			value = ""
		}
		b.list, b.attribute = append(b.list, conflict(name, value)), name
		return
	}
	if last := len(b.list) - 1; !strings.Contains(piece, "@") && !hasScheme(piece) {
		if old := &b.list[last]; old.Value != "" && len(old.Value) < maxValue {
			old.Value += separator + piece
			return
		}
	}
	b.list = append(b.list, conflict(b.attribute, piece))
}

// maxValue is more octets than any unique value has.
const maxValue = 2 << 10

func isAttribute(s string) bool {
	_, ok := attributeNames[strings.ToLower(s)]
	return ok
}
