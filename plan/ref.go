package plan

import (
	"cmp"
	"fmt"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
)

func (b *builder) ref(r match.Ref) Ref {
	if r == match.None {
		return Ref{Side: directory.Cloud.String()}
	}
	return refOf(b.Object(r))
}

func (b *builder) refs(list []match.Ref) []Ref {
	var refs []Ref
	for _, r := range list {
		refs = append(refs, b.ref(r))
	}
	return refs
}

func refOf(o *directory.Object) Ref {
	ref := Ref{
		Side:              o.Side.String(),
		DN:                validText(o.DN.Value),
		ID:                validText(o.ID.Value),
		UserPrincipalName: validText(o.UserPrincipalName.Value),
		Origin:            &Origin{File: validText([]byte(o.Origin.File)), Line: o.Origin.Line, Offset: o.Origin.Offset},
	}
	if o.Side == directory.OnPremises && o.ObjectGUID.Presence == directory.Present {
		ref.ObjectGUID = o.ObjectGUID.Value.String()
	}
	if o.Side == directory.Cloud {
		ref.DN = ""
	}
	if ref.DN == "" && ref.UserPrincipalName == "" {
		ref.Mail = validText(o.PrimarySMTP())
	}
	return ref
}

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

func (b *builder) name(r match.Ref) string { return b.ref(r).Name() }

// label names an on-premises object in a sentence: its DN or another name, and its place.
func label(o *directory.Object) string {
	name := "an object without a name"
	for _, t := range []directory.Text{o.DN, o.UserPrincipalName, o.SAMAccountName} {
		if t.Presence == directory.Present {
			name = validText(t.Value)
			break
		}
	}
	return fmt.Sprintf("%s (%s:%d)", name, validText([]byte(o.Origin.File)), o.Origin.Line)
}
