package planner

import (
	"errors"
	"fmt"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/text"
)

// The needs of steps: the least privileges by
// https://learn.microsoft.com/graph/api/user-update
// https://learn.microsoft.com/graph/api/directory-deleteditems-delete
// https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant (read 2026-11-26)
var (
	needsUser     = plan.Needs{Scopes: []string{"User.ReadWrite.All"}, Roles: []string{"User Administrator", "Privileged Authentication Administrator"}}
	needsAdmin    = plan.Needs{Scopes: []string{"User.ReadWrite.All"}, Roles: []string{"Privileged Authentication Administrator"}}
	needsDeleted  = plan.Needs{Scopes: []string{"User.DeleteRestore.All"}, Roles: []string{"User Administrator", "Privileged Authentication Administrator"}}
	needsSource   = plan.Needs{Scopes: []string{"User-OnPremisesSyncBehavior.ReadWrite.All"}, Roles: []string{"Hybrid Identity Administrator", "Global Administrator"}}
	needsFlag     = plan.Needs{Scopes: []string{"OnPremDirectorySynchronization.ReadWrite.All"}, Roles: []string{"Hybrid Identity Administrator", "Global Administrator"}}
	needsLook     = plan.Needs{Scopes: []string{"User.Read.All"}}
	needsRoles    = plan.Needs{Roles: []string{"Privileged Role Administrator"}}
	needsServer   = plan.Needs{Roles: []string{"ADSyncAdmins, on the server of Entra Connect"}}
	needsAnchorAD = plan.Needs{Roles: []string{"write access to mS-DS-ConsistencyGuid in Active Directory"}}
	needsNamesAD  = plan.Needs{Roles: []string{"write access to the names and addresses of the object in Active Directory"}}
	needsMoveAD   = plan.Needs{Roles: []string{"the right to move the object in Active Directory"}}
)

// changeStep returns a step that sets one property of an object from one value to
// another, with its undo. Null is no value.
func changeStep(op plan.Operation, target plan.Ref, property string, before, after plan.Value, explain string, needs plan.Needs) plan.Step {
	s := oneChange(op, target, property, before, after, explain, needs)
	undo := oneChange(s.Operation.Undo(before), target, property, after, before, "restores the value before", needs)
	if after.IsNull() && before.IsNull() { // a move to a place that is not known
		undo.Expect, undo.Set, s.Expect, s.Set = plan.Properties{}, plan.Properties{}, plan.Properties{}, plan.Properties{}
	}
	s.Undo = &undo
	return s
}

func oneChange(op plan.Operation, target plan.Ref, property string, before, after plan.Value, explain string, needs plan.Needs) plan.Step {
	s := plan.Step{
		Operation: op.Setting(after), Target: target, Expect: plan.Properties{{Name: property, Value: before}}, Set: plan.Properties{{Name: property, Value: after}},
		Explain: explain, Needs: needs,
	}
	if property == plan.OnPremisesImmutableID && !after.IsNull() {
		s.Unique = []plan.Property{{Name: plan.OnPremisesImmutableID, Value: after}}
	}
	return s
}

// anchorStep returns a step that sets the anchor of a cloud user. It expects the
// onPremisesSyncEnabled that the export shows.
func (b *builder) anchorStep(c match.Ref, before, after plan.Value, explain string) plan.Step {
	o := b.sim.Object(c)
	s := changeStep(plan.SetOnPremisesImmutableID, b.ref(c), plan.OnPremisesImmutableID, before, after, explain, b.needsOf(c))
	switch o.OnPremisesSyncEnabled.Presence {
	case directory.Empty:
		s.Expect = append(s.Expect, plan.Property{Name: plan.OnPremisesSyncEnabled})
	case directory.Present:
		s.Expect = append(s.Expect, plan.Property{Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(o.OnPremisesSyncEnabled.Is("true"))})
	}
	return s
}

// needsOf returns the needs of a change of a cloud user. Holders of roles are protected.
func (b *builder) needsOf(c match.Ref) plan.Needs {
	if b.sim.RolesOf(c, false) != "" {
		return needsAdmin
	}
	return needsUser
}

func (b *builder) purgeStep(deleted match.Ref, explain string) plan.Step {
	o := b.sim.Object(deleted)
	s := plan.Step{Operation: plan.PurgeDeletedUser, Target: b.ref(deleted), Explain: explain, Needs: needsDeleted, Irreversible: true}
	if v, known := shownText(o.OnPremisesImmutableID); known {
		s.Expect = append(s.Expect, plan.Property{Name: plan.OnPremisesImmutableID, Value: v})
	}
	if v, known := shownText(o.DeletedDateTime); known && !v.IsNull() {
		s.Expect = append(s.Expect, plan.Property{Name: plan.DeletedDateTime, Value: v})
	}
	return s
}

// restoreStep returns a step that restores a deleted user. The undo deletes it again.
func (b *builder) restoreStep(deleted match.Ref, explain string) plan.Step {
	target := b.ref(deleted)
	expect := plan.Properties{}
	if v, known := shownText(b.sim.Object(deleted).OnPremisesImmutableID); known {
		expect = append(expect, plan.Property{Name: plan.OnPremisesImmutableID, Value: v})
	}
	undo := &plan.Step{Operation: plan.DeleteUser, Target: target, Expect: expect, Explain: "deletes it again", Needs: needsDeleted}
	return plan.Step{Operation: plan.RestoreDeletedUser, Target: target, Expect: expect, Explain: explain, Needs: needsDeleted, Undo: undo}
}

// moveStep returns a step that moves an on-premises object out of the scope or, if back,
// into it again.
func (b *builder) moveStep(r match.Ref, back bool, explain string) plan.Step {
	op, target := plan.MoveOutOfScope, b.ref(r)
	here, there := plan.Text(target.DN), plan.Value{}
	if rdn, _, ok := directory.CutDN(target.DN); ok && b.scope.OutOfScope != "" {
		there = plan.Text(rdn + "," + b.scope.OutOfScope)
	}
	if there.IsNull() || target.DN == "" {
		here, there = plan.Value{}, plan.Value{}
	}
	if back {
		op, here, there = plan.MoveIntoScope, there, here
	}
	return changeStep(op, target, plan.DistinguishedName, here, there, explain, needsMoveAD)
}

func flagStep(on bool, because []string, explain string) plan.Step {
	s := changeStep(plan.SetTenantFlag, plan.Ref{Side: plan.SideCloud}, directory.FlagBlockHardMatch, plan.Bool(!on), plan.Bool(on), explain, needsFlag)
	s.Because = because
	return s
}

// makeValid turns a step into a manual review if it is not valid because the exports do
// not show enough, such as a purge without the id of the user. If only the undo is not
// valid, the step has none.
func makeValid(s *plan.Step) {
	undo := s.Undo
	s.Undo = nil
	invalid := invalidity(s.Validate())
	if s.Undo = undo; invalid != "" {
		s.Operation, s.Expect, s.Set, s.Unique, s.Undo, s.Irreversible = plan.ManualReview, nil, nil, nil, nil, false
		s.Explain += "; by hand, since the exports do not show enough: " + invalid
		return
	}
	if invalid = invalidity(s.Validate()); invalid != "" {
		s.Undo, s.Irreversible = nil, true
		s.Explain += "; there is no undo: " + invalid
	}
}

func invalidity(err error) string {
	var invalid *plan.StepError
	if errors.As(err, &invalid) {
		return invalid.Reason
	}
	return ""
}

// byHand returns a step that a person does on the server of Entra Connect.
func byHand(explain string) plan.Step {
	return plan.Step{Operation: plan.ManualReview, Target: plan.Ref{Side: plan.SideOnPremises}, Explain: explain, Needs: needsServer}
}

func verifyStep(target plan.Ref, anchor string) plan.Step {
	return plan.Step{
		Operation: plan.Verify, Target: target,
		Expect:  plan.Properties{{Name: plan.OnPremisesImmutableID, Value: plan.Text(anchor)}, {Name: plan.OnPremisesSyncEnabled, Value: plan.Bool(true)}},
		Explain: fmt.Sprintf("once the sync has run, %s is synced and carries the anchor", target.Name()), Needs: needsLook,
	}
}

// shownText returns the value of an attribute, null if it has none, and whether the
// export shows it.
func shownText(t directory.Text) (plan.Value, bool) {
	switch t.Presence {
	case directory.Empty:
		return plan.Value{}, true
	case directory.Present:
		return plan.Text(text.ValidUTF8(t.Value)), true
	}
	return plan.Value{}, false
}
