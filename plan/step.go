package plan

import (
	"fmt"

	"hardmatch/directory"
	"hardmatch/match"
)

// The properties of Active Directory and of the beta version of Microsoft Graph that
// steps look at and set.
const (
	consistencyGUID   = directory.AttrConsistencyGUID
	proxyAddresses    = "proxyAddresses"
	mailAttribute     = "mail"
	distinguishedName = "distinguishedName"
	objectIdentifier  = "onPremisesObjectIdentifier"
	deletedDateTime   = "deletedDateTime"
)

// What steps need. Least privileges as of
// https://learn.microsoft.com/graph/api/user-update
// https://learn.microsoft.com/graph/api/directory-deleteditems-delete
// https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant (read 2026-11-26)
var (
	needsUser     = Needs{Scopes: []string{"User.ReadWrite.All"}, Roles: []string{"User Administrator", "Privileged Authentication Administrator"}}
	needsAdmin    = Needs{Scopes: []string{"User.ReadWrite.All"}, Roles: []string{"Privileged Authentication Administrator"}}
	needsDeleted  = Needs{Scopes: []string{"User.DeleteRestore.All"}, Roles: []string{"User Administrator", "Privileged Authentication Administrator"}}
	needsSource   = Needs{Scopes: []string{"User-OnPremisesSyncBehavior.ReadWrite.All"}, Roles: []string{"Hybrid Identity Administrator", "Global Administrator"}}
	needsFlag     = Needs{Scopes: []string{"OnPremDirectorySynchronization.ReadWrite.All"}, Roles: []string{"Hybrid Identity Administrator", "Global Administrator"}}
	needsLook     = Needs{Scopes: []string{"User.Read.All"}}
	needsRoles    = Needs{Roles: []string{"Privileged Role Administrator"}}
	needsServer   = Needs{Roles: []string{"ADSyncAdmins, on the server of Entra Connect"}}
	needsAnchorAD = Needs{Roles: []string{"write access to mS-DS-ConsistencyGuid in Active Directory"}}
	needsNamesAD  = Needs{Roles: []string{"write access to the names and addresses of the object in Active Directory"}}
	needsMoveAD   = Needs{Roles: []string{"the right to move the object in Active Directory"}}
)

// inverse is the operation that leads back from each.
var inverse = map[Operation]Operation{
	SetOnPremisesImmutableID: SetOnPremisesImmutableID, ClearOnPremisesImmutableID: SetOnPremisesImmutableID,
	SetConsistencyGUID: SetConsistencyGUID, ClearConsistencyGUID: SetConsistencyGUID,
	AddProxyAddress: RemoveProxyAddress, RemoveProxyAddress: AddProxyAddress,
	SetMail: SetMail, SetUserPrincipalName: SetUserPrincipalName, SetCloudUserPrincipalName: SetCloudUserPrincipalName,
	MoveOutOfScope: MoveIntoScope, MoveIntoScope: MoveOutOfScope, SetTenantFlag: SetTenantFlag,
}

// clearing is the operation that takes the place of one that would set nothing.
var clearing = map[Operation]Operation{
	SetOnPremisesImmutableID: ClearOnPremisesImmutableID, SetConsistencyGUID: ClearConsistencyGUID,
}

// changeStep sets one property of an object from one value to another, where null is
// no value, and knows the way back.
func changeStep(op Operation, target Ref, property string, before, after Value, explain string, needs Needs) Step {
	s := oneChange(op, target, property, before, after, explain, needs)
	back := inverse[s.Operation]
	undo := oneChange(back, target, property, after, before, "puts back what was there before", needs)
	if after.IsNull() && before.IsNull() { // a move that nobody has said the place of
		undo.Expect, undo.Set, s.Expect, s.Set = Properties{}, Properties{}, Properties{}, Properties{}
	}
	s.Undo = &undo
	return s
}

func oneChange(op Operation, target Ref, property string, before, after Value, explain string, needs Needs) Step {
	if other, ok := clearing[op]; ok && after.IsNull() {
		op = other
	}
	s := Step{
		Operation: op, Target: target, Expect: Properties{{property, before}}, Set: Properties{{property, after}},
		Explain: explain, Needs: needs,
	}
	if property == OnPremisesImmutableID && !after.IsNull() {
		s.Unique = []Property{{OnPremisesImmutableID, after}}
	}
	return s
}

// anchorStep sets the anchor of a cloud user that is not synced, as far as is known.
func (b *builder) anchorStep(c match.Ref, before, after Value, explain string) Step {
	o := b.Object(c)
	s := changeStep(SetOnPremisesImmutableID, b.ref(c), OnPremisesImmutableID, before, after, explain, b.needsOf(c))
	switch o.OnPremisesSyncEnabled.Presence {
	case directory.Empty:
		s.Expect = append(s.Expect, Property{Name: OnPremisesSyncEnabled})
	case directory.Present:
		s.Expect = append(s.Expect, Property{OnPremisesSyncEnabled, Bool(o.OnPremisesSyncEnabled.Is("true"))})
	}
	return s
}

// needsOf are the needs of a change to a cloud user: who holds a role is protected.
func (b *builder) needsOf(c match.Ref) Needs {
	if b.RolesOf(c, false) != "" {
		return needsAdmin
	}
	return needsUser
}

func (b *builder) purgeStep(deleted match.Ref, explain string) Step {
	o := b.Object(deleted)
	s := Step{Operation: PurgeDeletedUser, Target: b.ref(deleted), Explain: explain, Needs: needsDeleted, Irreversible: true}
	if v, known := shownText(o.OnPremisesImmutableID); known {
		s.Expect = append(s.Expect, Property{OnPremisesImmutableID, v})
	}
	if v, known := shownText(o.DeletedDateTime); known && !v.IsNull() {
		s.Expect = append(s.Expect, Property{deletedDateTime, v})
	}
	return s
}

// restoreStep restores a deleted user, whose way back is to delete it again.
func (b *builder) restoreStep(deleted match.Ref, explain string) Step {
	target := b.ref(deleted)
	expect := Properties{}
	if v, known := shownText(b.Object(deleted).OnPremisesImmutableID); known {
		expect = append(expect, Property{OnPremisesImmutableID, v})
	}
	undo := &Step{Operation: DeleteUser, Target: target, Expect: expect, Explain: "deletes it again", Needs: needsDeleted}
	return Step{Operation: RestoreDeletedUser, Target: target, Expect: expect, Explain: explain, Needs: needsDeleted, Undo: undo}
}

// moveStep moves an on-premises object out of the scope or, if back, into it again.
func (b *builder) moveStep(r match.Ref, back bool, explain string) Step {
	op, target := MoveOutOfScope, b.ref(r)
	here, there := Text(target.DN), Value{}
	if rdn, _, ok := directory.CutDN(target.DN); ok && b.OutOfScope != "" {
		there = Text(rdn + "," + b.OutOfScope)
	}
	if there.IsNull() || target.DN == "" {
		here, there = Value{}, Value{}
	}
	if back {
		op, here, there = MoveIntoScope, there, here
	}
	return changeStep(op, target, distinguishedName, here, there, explain, needsMoveAD)
}

func flagStep(on bool, because []string, explain string) Step {
	s := changeStep(SetTenantFlag, Ref{Side: directory.Cloud.String()}, match.FlagBlockHardMatch, Bool(!on), Bool(on), explain, needsFlag)
	s.Because = because
	return s
}

// byHand is what somebody does on the server of Entra Connect.
func byHand(explain string) Step {
	return Step{Operation: ManualReview, Target: Ref{Side: directory.OnPremises.String()}, Explain: explain, Needs: needsServer}
}

func verifyStep(target Ref, anchor string) Step {
	return Step{
		Operation: Verify, Target: target,
		Expect:  Properties{{OnPremisesImmutableID, Text(anchor)}, {OnPremisesSyncEnabled, Bool(true)}},
		Explain: fmt.Sprintf("once the sync has run, %s is synced and carries the anchor", target.Name()), Needs: needsLook,
	}
}

// shownText is the value of an attribute, null if it has none, and whether the export
// shows it.
func shownText(t directory.Text) (Value, bool) {
	switch t.Presence {
	case directory.Empty:
		return Value{}, true
	case directory.Present:
		return Text(validText(t.Value)), true
	}
	return Value{}, false
}
