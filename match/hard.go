package match

import (
	"bytes"

	"hardmatch/directory"
)

// byItsAnchor decides about a user by its anchor. It returns nil if that does not decide.
func (e *evaluation) byItsAnchor() *Outcome {
	if len(e.o.Anchor.Value) == 0 {
		return e.withoutAnchor()
	}
	shared, active, deleted := e.anchorHolders()
	switch {
	case shared:
		e.counterpart = active
		return SharedAnchor
	case !e.Tenant.Seen[directory.Users]:
		e.missing = e.settings.missing(directory.Users, directory.DeletedUsers, directory.RoleAssignments, directory.RoleEligibility) |
			e.unknownFlags(directory.FlagBlockHardMatch, directory.FlagBlockSoftMatch, directory.FlagSoftMatchOnUPN)
		return noCloud
	case active != None:
		e.counterpart, e.byAnchor = active, true
		return e.hardMatch(e.head.Head(active))
	case deleted != None:
		e.counterpart, e.byAnchor = deleted, true
		return e.restore(e.head.Head(deleted))
	}
	return nil
}

// byItsNames decides about a user by its names, after no cloud user was found by its anchor.
func (e *evaluation) byItsNames() *Outcome {
	e.missing |= e.settings.missing(directory.Users, directory.DeletedUsers, directory.Groups, directory.Contacts) | e.stats.notShown&(CloudImmutableID|DeletedImmutableID)
	return e.soft()
}

// withoutAnchor distinguishes a user that has no anchor from one whose anchor the export
// does not show.
func (e *evaluation) withoutAnchor() *Outcome {
	o := e.o
	switch {
	case o.Custom.Presence == directory.Lost:
		e.missing = AnchorLost
	case o.ConsistencyGUID.Presence == directory.Lost:
		e.missing = ConsistencyGUIDLost
	case o.ObjectGUID.Presence == directory.Lost:
		e.missing = ObjectGUIDLost
	case o.Custom.Presence == directory.Empty && o.Anchor.Attribute == "", o.ObjectGUID.Presence == directory.Empty:
		return noAnchor
	case o.ObjectGUID.Presence == directory.NotExported:
		e.missing = ObjectGUID
	case o.Anchor.Attribute != "":
		e.missing = ConsistencyGUID
	default: // another attribute is the anchor, and was not exported
		e.missing = Anchor
	}
	return noAnchorSeen
}

// anchorHolders returns whether another on-premises user that syncs has the same anchor, and
// the first active and the first deleted cloud user that has it.
func (e *evaluation) anchorHolders() (shared bool, active, deleted Ref) {
	active, deleted = None, None
	for r := range e.withHash(Key{ByAnchor, kindName, e.o.Anchor.Value}) {
		switch {
		case r == e.self || !bytes.Equal(e.head.Head(r).Anchor.Value, e.o.Anchor.Value):
		case !r.IsCloud():
			if e.syncs(r) && !sameObject(e.o, e.head.Head(r)) {
				return true, active, deleted
			}
		case e.isRepeat[r.Number()]:
		case e.inactive[r.Number()]:
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

// sameObject reports whether two records show one object of Active Directory: by objectGUID,
// or by DN if one of them does not show objectGUID.
func sameObject(a, b *directory.Object) bool {
	if a.ObjectGUID.Presence == directory.Present && b.ObjectGUID.Presence == directory.Present {
		return a.ObjectGUID.Value == b.ObjectGUID.Value
	}
	return a.DN.Presence == directory.Present && b.DN.Is(a.DN.String())
}

// hardMatch decides about a user whose anchor an active cloud user has.
func (e *evaluation) hardMatch(c *directory.Object) *Outcome {
	switch managed := e.settings.managedInCloud(c); {
	case managed == yes:
		return cloudManaged
	case managed == unknown:
		e.missing |= CloudManagement
		return open
	case c.OnPremisesSyncEnabled.Is("true"):
		return e.joined(c)
	case !c.OnPremisesSyncEnabled.Known():
		e.missing |= CloudSyncEnabled
		return open
	}
	return e.pass(hardMatched, e.blocked(directory.FlagBlockHardMatch, HardMatchBlocked), e.roles(c, HardMatchAdmin), e.source(c))
}

// joined decides about a user whose cloud user is synced. If another object was the source
// of the cloud user, this is an attempt to move it. The verdict does not need the source if
// it was not exported, but it does if the value was lost; the same holds for objectGUID.
func (e *evaluation) joined(c *directory.Object) *Outcome {
	if c.OnPremisesObjectIdentifier.Presence < directory.Present || e.o.ObjectGUID.Presence < directory.Present {
		e.otherSID = len(c.ObjectSID.Value) > 0 && len(e.o.ObjectSID.Value) > 0 && !sameSID(e.o, c)
		return joined
	}
	return e.pass(joined, e.source(c))
}

// restore decides about a user whose anchor only a deleted cloud user has.
func (e *evaluation) restore(c *directory.Object) *Outcome {
	gates := []gate{
		e.roles(c, RestoreAdmin), e.source(c),
		{missing: e.settings.missing(directory.Users) | e.stats.notShown&CloudImmutableID}, // an active user with the anchor has priority
	}
	return e.pass(restored, append(gates, e.takeoverBlocked(c))...)
}

// takeoverBlocked is the gate of the tenant setting against hard match. It refuses to take
// over a user that is not synced. A synced user has no takeover to refuse.
func (e *evaluation) takeoverBlocked(c *directory.Object) gate {
	if c.OnPremisesSyncEnabled.Is("true") {
		return gate{}
	}
	g := e.blocked(directory.FlagBlockHardMatch, HardMatchBlocked)
	if g.refusal != nil && !c.OnPremisesSyncEnabled.Known() {
		return gate{missing: CloudSyncEnabled}
	}
	return g
}

// A gate is a condition of a match. It refuses the match, or lets it pass, or misses inputs.
type gate struct {
	refusal *Outcome // nil if it does not refuse
	missing Inputs
}

// pass returns the first refusal of several gates, or the outcome that they guard. The inputs
// that a gate misses matter only if no gate refuses.
func (e *evaluation) pass(to *Outcome, gates ...gate) *Outcome {
	var missing Inputs
	for _, g := range gates {
		if g.refusal != nil {
			return g.refusal
		}
		missing |= g.missing
	}
	e.missing |= missing
	return to
}

// blocked is the gate of a tenant setting that refuses a match when it is on.
func (e *evaluation) blocked(flag string, refusal *Outcome) gate {
	switch e.settings.flag(flag) {
	case yes:
		return gate{refusal: refusal}
	case unknown:
		return gate{missing: flagInputs[flag]}
	}
	return gate{}
}

// roles is the gate against taking over a user who holds a role, or is eligible for one.
func (e *evaluation) roles(c *directory.Object, refusal *Outcome) gate {
	id := c.ID.String()
	privileged, holds := e.settings.assigned[id]
	_, eligible := e.settings.eligible[id]
	assignedCount, eligibleCount := AssignedRolesBlock.Begun(e.AsOf), EligibleRolesBlock.Begun(e.AsOf)
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
		g.missing |= e.settings.missing(directory.RoleAssignments)
	}
	if eligibleCount {
		g.missing |= e.settings.missing(directory.RoleEligibility)
	}
	return g
}

// source is the gate of onPremisesObjectIdentifier, the objectGUID of the source of a cloud
// user. It must be empty or stay the same.
func (e *evaluation) source(c *directory.Object) gate {
	now := c.OnPremisesObjectIdentifier
	switch {
	case !ObjectIdentifierBlock.Begun(e.AsOf), now.Presence == directory.Empty, e.settings.flag(directory.FlagAllowObjectIdentifier) == yes:
		return gate{}
	case now.Presence != directory.Present:
		return gate{missing: CloudObjectIdentifier}
	case e.o.ObjectGUID.Presence != directory.Present:
		return gate{missing: ObjectGUID}
	case now.Value == e.o.ObjectGUID.Value:
		return gate{}
	}
	return gate{refusal: OtherSource}
}

func (e *evaluation) unknownFlags(names ...string) Inputs {
	var m Inputs
	for _, name := range names {
		if e.settings.flag(name) == unknown {
			m |= flagInputs[name]
		}
	}
	return m
}

var flagInputs = map[string]Inputs{
	directory.FlagBlockHardMatch: BlockHardMatch, directory.FlagBlockSoftMatch: BlockSoftMatch, directory.FlagSoftMatchOnUPN: SoftMatchOnUPN,
	directory.FlagQuarantineUPN: QuarantineUPN, directory.FlagQuarantineAddresses: QuarantineAddresses,
}
