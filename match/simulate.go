package match

import (
	"fmt"
	"slices"

	"hardmatch/directory"
)

// Simulate judges the objects of the on-premises side, in their order. Without
// a cloud side it decides what that side alone decides: what never syncs, what
// has no source anchor, and which users share one.
func Simulate(onPremises *directory.ConnectorSpace) []Verdict {
	index := anchorHolders(onPremises.Objects)
	verdicts := make([]Verdict, 0, len(onPremises.Objects))
	for _, o := range onPremises.Objects {
		verdicts = append(verdicts, judge(o, index))
	}
	return verdicts
}

// IsUser reports whether o is judged as a user: by its class or, where no class
// was exported, by its userPrincipalName, which hardly anything else carries.
func IsUser(o *directory.Object) bool {
	return o.Class == directory.User ||
		o.Class == directory.UnknownClass && o.UserPrincipalName.Presence == directory.Present
}

// SameObject reports whether two records show one object of the directory: by
// objectGUID, and by name where one of them lacks it.
func SameObject(a, b *directory.Object) bool {
	if a == b {
		return true
	}
	if a.ObjectGUID.Presence == directory.Present && b.ObjectGUID.Presence == directory.Present {
		return a.ObjectGUID.Value == b.ObjectGUID.Value
	}
	return a.DN.Presence == directory.Present && b.DN.Is(a.DN.String())
}

func judge(o *directory.Object, index map[string]*holders) Verdict {
	if !IsUser(o) {
		return judgeOther(o)
	}
	if why := outOfScope(o); why != "" {
		return Verdict{Object: o, Kind: NotSynced, Reason: why, Basis: Documented}
	}
	if !AnchorKnown(o) {
		return judgeWithoutAnchor(o)
	}
	h := index[string(o.Anchor.Value)]
	if n := len(h.named) + h.more - 1; n > 0 {
		return Verdict{
			Object: o, Kind: Refused, Others: h.others(o), Basis: Inferred,
			Refusals: []Refusal{AttributeValueMustBeUnique},
			Reason:   shared(n),
		}
	}
	return undecided(o, "what it meets in the cloud is not known", CloudUsers, DeletedUsers, RoleAssignments, TenantFeatures)
}

func undecided(o *directory.Object, reason string, missing ...string) Verdict {
	return Verdict{Object: o, Kind: Undecided, Reason: reason, Basis: Documented, Missing: missing}
}

func judgeOther(o *directory.Object) Verdict {
	if o.IsDeleted {
		return Verdict{Object: o, Kind: NotSynced, Reason: "deleted in Active Directory", Basis: Documented}
	}
	switch o.Class {
	case directory.Group:
		return undecided(o, "a group matches by its addresses only", CloudGroups, CloudUsers, CloudContacts)
	case directory.Contact:
		return undecided(o, "a contact matches by its addresses only", CloudContacts, CloudUsers, CloudGroups)
	case directory.Computer:
		return undecided(o, "a computer syncs as a device, if it is registered", CloudDevices)
	case directory.UnknownClass:
		return undecided(o, "its class was not exported", "objectClass")
	}
	return Verdict{Object: o, Kind: NotSynced, Basis: Documented, Reason: "only users, contacts, groups and devices sync"}
}

// AnchorKnown reports whether the export tells the anchor of a user.
func AnchorKnown(o *directory.Object) bool { return len(o.Anchor.Value) > 0 }

// judgeWithoutAnchor tells an object that has no anchor from one whose anchor
// the export does not show.
func judgeWithoutAnchor(o *directory.Object) Verdict {
	const lost = " (lost on export)"
	missing := ""
	switch {
	case o.Custom.Presence == directory.Lost:
		missing = "source anchor attribute" + lost
	case o.ConsistencyGUID.Presence == directory.Lost:
		missing = directory.AttrConsistencyGUID + lost
	case o.ObjectGUID.Presence == directory.Lost:
		missing = directory.AttrObjectGUID + lost
	case o.Custom.Presence == directory.Empty, o.ObjectGUID.Presence == directory.Empty:
		return Verdict{Object: o, Kind: NotSynced, Reason: "it has no source anchor", Basis: Documented}
	case o.ObjectGUID.Presence == directory.NotExported:
		missing = directory.AttrObjectGUID
	case o.Anchor.Attribute != "":
		missing = o.Anchor.Attribute
	default: // another attribute was said to be the anchor, and is not there
		missing = "source anchor attribute"
	}
	return undecided(o, "its source anchor is not in the export: "+missing, missing)
}

// holders are the distinct users with one anchor. Of many only the first are
// kept: a test system may give the same value to everybody, and naming all of
// them to each would grow with the square of their number.
type holders struct {
	named []*directory.Object
	more  int
}

const maxNamed = 10

func (h *holders) add(o *directory.Object) {
	switch {
	case slices.ContainsFunc(h.named, func(n *directory.Object) bool { return SameObject(n, o) }):
	case len(h.named) < maxNamed:
		h.named = append(h.named, o)
	default:
		h.more++
	}
}

// others returns the holders that are not o, nor show o once more.
func (h *holders) others(o *directory.Object) []*directory.Object {
	var others []*directory.Object
	for _, n := range h.named {
		if !SameObject(n, o) {
			others = append(others, n)
		}
	}
	return others
}

// anchorHolders indexes the users that can sync by anchor. Things are looked
// up in it; it is never walked.
func anchorHolders(objects []*directory.Object) map[string]*holders {
	index := make(map[string]*holders, len(objects))
	for _, o := range objects {
		if !IsUser(o) || !AnchorKnown(o) || outOfScope(o) != "" {
			continue
		}
		h := index[string(o.Anchor.Value)]
		if h == nil {
			h = new(holders)
			index[string(o.Anchor.Value)] = h
		}
		h.add(o)
	}
	return index
}

// shared is the sentence for a user who shares the anchor with n others.
func shared(n int) string {
	if n == 1 {
		return "another on-premises user has the same source anchor"
	}
	return fmt.Sprintf("%d other on-premises users have the same source anchor", n)
}
