package match

import (
	"bytes"
	"slices"

	"hardmatch/directory"
)

// markRepeats marks the records that show a cloud object which another record shows as
// well. The record that shows more attributes counts, and of equal ones the first.
func (s *Simulation) markRepeats() {
	found := false
	for p := range s.remote[ByObjectID] {
		for bucket := range s.remote[ByObjectID][p].buckets() {
			for i, entry := range bucket {
				found = s.markRepeat(bucket[:i], entry) || found
			}
		}
	}
	if found {
		s.recount()
	}
}

// markRepeat marks one of two records if an earlier record shows the same object.
func (s *Simulation) markRepeat(earlier []entry, record entry) bool {
	for _, e := range earlier {
		if e.tag != record.tag || s.isRepeat[e.ref] {
			continue
		}
		first, second := s.other.Object(cloud(int(e.ref))), s.head.Head(cloud(int(record.ref)))
		if !first.ID.Is(second.ID.String()) {
			continue
		}
		loser := record.ref
		if countShown(second) > countShown(first) {
			loser = e.ref
		}
		s.inactive[loser], s.isRepeat[loser] = true, true
		return true
	}
	return false
}

// countShown returns how many of the attributes that decide about matching a record shows.
func countShown(o *directory.Object) int {
	n := 0
	for _, p := range []directory.Presence{
		o.OnPremisesImmutableID.Presence, o.OnPremisesSyncEnabled.Presence, o.OnPremisesObjectIdentifier.Presence, o.ProxyAddresses.Presence,
		o.UserPrincipalName.Presence, o.Mail.Presence, o.ObjectSID.Presence, o.UserType.Presence,
	} {
		if p.Known() {
			n++
		}
	}
	return n
}

// recount makes the statistics again, with each cloud object counted once.
func (s *Simulation) recount() {
	s.stats = statistics{suffixes: make(map[string]bool)}
	for i, o := range s.Cloud.All() {
		if !s.isRepeat[i] {
			s.stats.count(o)
		}
	}
}

// repeats reports whether an earlier record shows the same on-premises object. If later
// records show it and differ, it returns an outcome.
func (e *evaluation) repeats() (*Outcome, bool) {
	k, ok := objectKeyOf(e.o)
	if !ok {
		return nil, false
	}
	var out *Outcome
	for r := range e.withHash(k) {
		switch {
		case r.IsCloud() || r == e.self || !k.in(e.head.Head(r)):
		case r < e.self:
			return nil, true
		case !agree(e.Object(e.self), e.other.Object(r)):
			out = Disputed
		}
	}
	return out, false
}

// agree reports whether two records of an object have the same values of the attributes
// that decide about matching, as far as both show them.
func agree(a, b *directory.Object) bool {
	texts := func(x, y directory.Text) bool {
		return x.Presence == directory.NotExported || y.Presence == directory.NotExported || bytes.Equal(x.Value, y.Value)
	}
	return a.Class == b.Class && texts(a.UserPrincipalName, b.UserPrincipalName) && texts(a.Mail, b.Mail) &&
		texts(a.SAMAccountName, b.SAMAccountName) && bytes.Equal(a.Anchor.Value, b.Anchor.Value) &&
		(a.ProxyAddresses.Presence == directory.NotExported || b.ProxyAddresses.Presence == directory.NotExported ||
			slices.EqualFunc(a.ProxyAddresses.Values, b.ProxyAddresses.Values, bytes.Equal))
}
