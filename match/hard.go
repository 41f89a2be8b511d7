package match

import (
	"bytes"

	"hardmatch/directory"
)

// byItsAnchor settles what becomes of a user whose anchor decides it, else returns nil.
func (j *judgement) byItsAnchor() *Outcome {
	if len(j.o.Anchor.Value) == 0 {
		return j.withoutAnchor()
	}
	shared, active, deleted := j.anchorHolders()
	switch {
	case shared:
		j.counterpart = active
		return SharedAnchor
	case !j.Tenant.Seen[directory.Users]:
		j.missing = j.settings.missing(directory.Users, directory.DeletedUsers, directory.RoleAssignments, directory.RoleEligibility) |
			j.unknownFlags(FlagBlockHardMatch, FlagBlockSoftMatch, FlagSoftMatchOnUPN)
		return noCloud
	case active != None:
		j.counterpart, j.byAnchor = active, true
		return j.hardMatch(j.loadHead(active))
	case deleted != None:
		j.counterpart, j.byAnchor = deleted, true
		return j.restore(j.loadHead(deleted))
	}
	return nil
}

// byItsNames settles what becomes of a user that no anchor found.
func (j *judgement) byItsNames() *Outcome {
	j.missing |= j.settings.missing(directory.Users, directory.DeletedUsers, directory.Groups, directory.Contacts) | j.census.unseen&(CloudImmutableID|DeletedImmutableID)
	return j.soft()
}

// withoutAnchor tells an object that has no anchor from one whose anchor the
// export does not show.
func (j *judgement) withoutAnchor() *Outcome {
	o := j.o
	switch {
	case o.Custom.Presence == directory.Lost:
		j.missing = AnchorLost
	case o.ConsistencyGUID.Presence == directory.Lost:
		j.missing = ConsistencyGUIDLost
	case o.ObjectGUID.Presence == directory.Lost:
		j.missing = ObjectGUIDLost
	case o.Custom.Presence == directory.Empty && o.Anchor.Attribute == "", o.ObjectGUID.Presence == directory.Empty:
		return noAnchor
	case o.ObjectGUID.Presence == directory.NotExported:
		j.missing = ObjectGUID
	case o.Anchor.Attribute != "":
		j.missing = ConsistencyGUID
	default: // another attribute was said to be the anchor, and is not there
		j.missing = Anchor
	}
	return noAnchorSeen
}

// anchorHolders returns whether another user that syncs has the same anchor, and the
// first active and the first deleted cloud user that has it.
func (j *judgement) anchorHolders() (shared bool, active, deleted Ref) {
	active, deleted = None, None
	for r := range j.candidates(Key{ByAnchor, kindName, j.o.Anchor.Value}) {
		switch {
		case r == j.self || !bytes.Equal(j.loadHead(r).Anchor.Value, j.o.Anchor.Value):
		case !r.IsCloud():
			if j.syncs(r) && !sameObject(j.o, j.loadHead(r)) {
				return true, active, deleted
			}
		case j.again[r.Number()]:
		case j.gone[r.Number()]:
			deleted = min(deleted, r)
		default:
			active = min(active, r)
		}
	}
	return false, active, deleted
}

// syncs reports whether an on-premises object is not filtered out.
func (s *Simulation) syncs(r Ref) bool {
	return !s.filtered[r.Number()]
}

// sameObject reports whether two records show one object of the directory: by
// objectGUID, and by name where one of them lacks it.
func sameObject(a, b *directory.Object) bool {
	if a.ObjectGUID.Presence == directory.Present && b.ObjectGUID.Presence == directory.Present {
		return a.ObjectGUID.Value == b.ObjectGUID.Value
	}
	return a.DN.Presence == directory.Present && b.DN.Is(a.DN.String())
}

// hardMatch settles what becomes of a user whose anchor an active cloud user holds.
func (j *judgement) hardMatch(c *directory.Object) *Outcome {
	switch managed := j.settings.managedInCloud(c); {
	case managed == yes:
		return cloudManaged
	case managed == unknown:
		j.missing |= CloudManagement
		return open
	case c.OnPremisesSyncEnabled.Is("true"):
		return j.joined(c)
	case !c.OnPremisesSyncEnabled.Known():
		j.missing |= CloudSyncEnabled
		return open
	}
	return j.pass(hardMatched, j.blocked(FlagBlockHardMatch, HardMatchBlocked), j.roles(c, HardMatchAdmin), j.source(c))
}

// joined decides about a user whose cloud user is synced: if another object was its
// source, this is an attempt to move it. Exports that do not show the source of the cloud
// user, or objectGUID, do not put that in doubt; a value that was lost does.
func (j *judgement) joined(c *directory.Object) *Outcome {
	if c.OnPremisesObjectIdentifier.Presence < directory.Present || j.o.ObjectGUID.Presence < directory.Present {
		j.otherSID = len(c.ObjectSID.Value) > 0 && len(j.o.ObjectSID.Value) > 0 && !sameSID(j.o, c)
		return joined
	}
	return j.pass(joined, j.source(c))
}

// restore settles what becomes of a user whose anchor only a deleted user holds.
// One that was synced is not taken over from the cloud.
func (j *judgement) restore(c *directory.Object) *Outcome {
	gates := []gate{
		j.roles(c, RestoreAdmin), j.source(c),
		{missing: j.settings.missing(directory.Users) | j.census.unseen&CloudImmutableID}, // an active user with the anchor goes first
	}
	return j.pass(restored, append(gates, j.takeoverBlocked(c))...)
}

// takeoverBlocked is the gate of the switch against hard match: it refuses to take over a
// user that is not synced.
func (j *judgement) takeoverBlocked(c *directory.Object) gate {
	if c.OnPremisesSyncEnabled.Is("true") {
		return gate{}
	}
	g := j.blocked(FlagBlockHardMatch, HardMatchBlocked)
	if g.refusal != nil && !c.OnPremisesSyncEnabled.Known() {
		return gate{missing: CloudSyncEnabled}
	}
	return g
}

// A gate is something that must be so for a match: it refuses it, or does not, or
// the exports do not tell.
type gate struct {
	refusal *Outcome // nil: it does not refuse
	missing Inputs
}

// pass returns the first refusal of several gates, else the outcome that they
// guard. What one of them misses only matters if none refuses.
func (j *judgement) pass(to *Outcome, gates ...gate) *Outcome {
	var missing Inputs
	for _, g := range gates {
		if g.refusal != nil {
			return g.refusal
		}
		missing |= g.missing
	}
	j.missing |= missing
	return to
}

// blocked is the gate of a switch of the tenant that refuses a match when it is on.
func (j *judgement) blocked(flag string, refusal *Outcome) gate {
	switch j.settings.flag(flag) {
	case yes:
		return gate{refusal: refusal}
	case unknown:
		return gate{missing: flagInputs[flag]}
	}
	return gate{}
}

// roles is the gate against taking over who holds a role, or is eligible for one.
func (j *judgement) roles(c *directory.Object, refusal *Outcome) gate {
	id := c.ID.String()
	privileged, holds := j.settings.assigned[id]
	_, eligible := j.settings.eligible[id]
	assignedCount, eligibleCount := AssignedRolesBlock.Begun(j.AsOf), EligibleRolesBlock.Begun(j.AsOf)
	var g gate
	switch {
	case id == "" && assignedCount:
		return gate{missing: CloudID}
	case holds && assignedCount:
		g.refusal = refusal
		if !privileged && refusal == HardMatchAdmin {
			g.refusal = HardMatchHarmless
		}
		return g
	case eligible && eligibleCount:
		g.refusal = refusal
		if refusal == HardMatchAdmin {
			g.refusal = HardMatchEligible
		}
		return g
	}
	if assignedCount {
		g.missing |= j.settings.missing(directory.RoleAssignments)
	}
	if eligibleCount {
		g.missing |= j.settings.missing(directory.RoleEligibility)
	}
	return g
}

// source is the gate of onPremisesObjectIdentifier, the objectGUID of the object
// from which a cloud user came: it must be empty or stay the same.
func (j *judgement) source(c *directory.Object) gate {
	now := c.OnPremisesObjectIdentifier
	switch {
	case !ObjectIdentifierBlock.Begun(j.AsOf), now.Presence == directory.Empty, j.settings.flag(FlagAllowObjectIdentifier) == yes:
		return gate{}
	case now.Presence != directory.Present:
		return gate{missing: CloudObjectIdentifier}
	case j.o.ObjectGUID.Presence != directory.Present:
		return gate{missing: ObjectGUID}
	case now.Value == j.o.ObjectGUID.Value:
		return gate{}
	}
	return gate{refusal: OtherSource}
}

func (j *judgement) unknownFlags(names ...string) Inputs {
	var m Inputs
	for _, name := range names {
		if j.settings.flag(name) == unknown {
			m |= flagInputs[name]
		}
	}
	return m
}

var flagInputs = map[string]Inputs{
	FlagBlockHardMatch: BlockHardMatch, FlagBlockSoftMatch: BlockSoftMatch, FlagSoftMatchOnUPN: SoftMatchOnUPN,
	FlagQuarantineUPN: QuarantineUPN, FlagQuarantineAddresses: QuarantineAddresses,
}
