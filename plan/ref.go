package plan

import (
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

// nameOf is what people call an object.
func nameOf(r Ref) string {
	for _, name := range []string{r.UserPrincipalName, r.Mail, r.DN, r.ID} {
		if name != "" {
			return name
		}
	}
	return "an object without a name"
}

// name is that of a deleted user as it was: Entra ID puts the digits of its id before it.
func (b *builder) name(r match.Ref) string {
	ref := b.ref(r)
	digits := strings.ReplaceAll(ref.ID, "-", "")
	if upn := ref.UserPrincipalName; digits != "" && len(upn) > len(digits) && strings.EqualFold(upn[:len(digits)], digits) {
		ref.UserPrincipalName = upn[len(digits):]
	}
	return nameOf(ref)
}

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
