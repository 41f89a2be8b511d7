package planner

import (
	"fmt"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/text"
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
		DN:                text.ValidUTF8(o.DN.Value),
		ID:                text.ValidUTF8(o.ID.Value),
		UserPrincipalName: text.ValidUTF8(o.UserPrincipalName.Value),
		Origin:            &plan.Origin{File: text.ValidUTF8([]byte(o.Origin.File)), Line: o.Origin.Line, Offset: o.Origin.Offset},
	}
	if o.Side == directory.OnPremises && o.ObjectGUID.Presence == directory.Present {
		ref.ObjectGUID = o.ObjectGUID.Value.String()
	}
	if o.Side == directory.Cloud {
		ref.DN = ""
	}
	if ref.DN == "" && ref.UserPrincipalName == "" {
		ref.Mail = text.ValidUTF8(o.PrimarySMTP())
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
			name = text.ValidUTF8(t.Value)
			break
		}
	}
	return fmt.Sprintf("%s (%s:%d)", name, text.ValidUTF8([]byte(o.Origin.File)), o.Origin.Line)
}
