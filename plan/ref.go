package plan

import (
	"cmp"
	"strings"
)

// Name returns the name of an object for people, or the side if r names no object. A
// deleted user has the name that it had before.
func (r Ref) Name() string {
	return cmp.Or(FormerName(r.ID, r.UserPrincipalName), r.Mail, r.DN, r.ID, r.Side)
}

// FormerName returns the user principal name that a deleted user had before: Entra ID
// prefixes it with the digits of the id. It returns any other name unchanged.
func FormerName(id, upn string) string {
	digits := strings.ReplaceAll(id, "-", "")
	if len(upn) > len(digits) && strings.EqualFold(upn[:len(digits)], digits) {
		return upn[len(digits):]
	}
	return upn
}
