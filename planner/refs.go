package planner

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

func (b *builder) ref(r match.Ref) plan.Ref {
	if r == match.None {
		return plan.Ref{Side: plan.SideCloud}
	}
	return refOf(b.sim.Object(r))
}

func (b *builder) refs(list []match.Ref) []plan.Ref {
	var refs []plan.Ref
	for _, r := range list {
		refs = append(refs, b.ref(r))
	}
	return refs
}

func refOf(o *directory.Object) plan.Ref {
	ref := plan.Ref{
		Side:              o.Side.String(),
		DN:                validText(o.DN.Value),
		ID:                validText(o.ID.Value),
		UserPrincipalName: validText(o.UserPrincipalName.Value),
		Origin:            &plan.Origin{File: validText([]byte(o.Origin.File)), Line: o.Origin.Line, Offset: o.Origin.Offset},
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

func (b *builder) name(r match.Ref) string { return b.ref(r).Name() }

// label returns an on-premises object for a sentence: its DN or another name, and its
// place in the export.
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

// validText replaces octets that are not UTF-8, so that no encoder has to. It is for texts
// that people read, not for values that are compared or written.
func validText(s []byte) string {
	if utf8.Valid(s) {
		return string(s)
	}
	return strings.ToValidUTF8(string(s), "\uFFFD")
}
