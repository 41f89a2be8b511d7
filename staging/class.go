package staging

import (
	"strconv"

	"hardmatch/directory"
)

// The classes of managed service accounts.
const (
	groupServiceAccount = "msDS-GroupManagedServiceAccount"
	serviceAccount      = "msDS-ManagedServiceAccount"
)

// mostDerived returns the most derived class of an object of class c that also has
// this value of objectClass. Computer derives from user, and managed service
// accounts from computer; PowerShell shows only the last class of these.
func mostDerived(c directory.Class, objectClass []byte) directory.Class {
	found := directory.OtherClass
	switch string(objectClass) {
	case "":
		return c
	case "computer", groupServiceAccount, serviceAccount:
		return directory.Computer
	case "user", "inetOrgPerson":
		found = directory.User
	case "contact":
		found = directory.Contact
	case "group":
		found = directory.Group
	}
	if c == directory.UnknownClass || c == directory.OtherClass {
		return found
	}
	return c
}

// classInAnyCase looks up a class in any case. Names of classes are equal in any
// case, and some tools do not write them as Active Directory does.
func classInAnyCase(objectClass directory.Text) directory.Class {
	for _, name := range []string{groupServiceAccount, serviceAccount, "computer", "user", "inetOrgPerson", "contact", "group"} {
		if objectClass.Is(name) {
			return mostDerived(directory.UnknownClass, []byte(name))
		}
	}
	return directory.OtherClass
}

// The bits of userAccountControl for computers and domain controllers
// (UF_WORKSTATION_TRUST_ACCOUNT, UF_SERVER_TRUST_ACCOUNT; MS-ADTS 2.2.16).
const computerAccountBits = 0x1000 | 0x2000

// impliedClass returns the class that other attributes imply if objectClass was not
// exported, or UnknownClass.
func (s *Stager) impliedClass(o *directory.Object) directory.Class {
	control, err := strconv.ParseInt(o.UserAccountControl.String(), 10, 64)
	sam := o.SAMAccountName.Value
	switch {
	case s.presences[attrGroupType] != directory.NotExported:
		return directory.Group
	case err == nil && control&computerAccountBits != 0, len(sam) > 0 && sam[len(sam)-1] == '$':
		return directory.Computer
	case err == nil, o.UserPrincipalName.Presence == directory.Present:
		return directory.User
	}
	return directory.UnknownClass
}
