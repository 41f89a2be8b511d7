package plan

import (
	"cmp"
	"strings"
)

// Name is what people call the object, or its side if it is none. A deleted user is
// called as it was.
func (r Ref) Name() string {
	return cmp.Or(FormerName(r.ID, r.UserPrincipalName), r.Mail, r.DN, r.ID, r.Side)
}

// FormerName is the user principal name of a deleted user as it was: Entra ID puts the
// digits of its id before it. That of any other user is as it is.
func FormerName(id, upn string) string {
	digits := strings.ReplaceAll(id, "-", "")
	if len(upn) > len(digits) && strings.EqualFold(upn[:len(digits)], digits) {
		return upn[len(digits):]
	}
	return upn
}
