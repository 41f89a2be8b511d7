package convert

import "strings"

// properties are the names that exports have for GUIDs, anchors and SIDs, and for the
// columns beside them, in lower case.
var properties = map[string]bool{
	"objectguid": true, "ms-ds-consistencyguid": true, "msds-consistencyguid": true, "mailnickname": true,
	"immutableid": true, "onpremisesimmutableid": true, "sourceanchor": true, "sourceanchorbinary": true,
	"cloudsourceanchor": true, "cloudanchor": true, "msds-sourceanchor": true, "ms-ds-sourceanchor": true,
	"onpremisesobjectidentifier": true, "onpremobjectidentifier": true, "csobjectidentifier": true,
	"objectsid": true, "sid": true, "onpremisessecurityidentifier": true, "securityidentifier": true,
	"onpremsid": true, "id": true, "objectid": true, "guid": true, "uuid": true, "hex": true, "dn": true,
	"employeeid": true, "employeenumber": true, "distinguishedname": true, "userprincipalname": true,
	"samaccountname": true, "mail": true, "displayname": true, "name": true, "rdn": true,
}

func knownProperty(name string) bool { return len(name) <= 32 && properties[lower(name)] }

// sidProperty reports whether a property of this name holds a SID.
func sidProperty(label string) bool {
	switch lower(label) {
	case "objectsid", "sid", "onpremisessecurityidentifier", "onpremsid", "securityidentifier":
		return true
	}
	return false
}

// guidProperty reports whether a property of this name holds the octets of a GUID.
func guidProperty(label string) bool {
	switch lower(label) {
	case "objectguid", "ms-ds-consistencyguid", "msds-consistencyguid", "guid":
		return true
	}
	return false
}

// objectIDProperty reports whether a property of this name holds the object id of Entra ID.
func objectIDProperty(label string) bool {
	switch lower(label) {
	case "id", "objectid":
		return true
	}
	return false
}

// lower returns the name of an attribute in lower case and without options such as
// ;binary.
func lower(s string) string {
	s, _, _ = strings.Cut(s, ";")
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
