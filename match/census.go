package match

import (
	"bytes"
	"strings"

	"hardmatch/directory"
)

// A census is what holds for the cloud side as a whole.
type census struct {
	users, groups, contacts, deleted int
	synced                           int             // of the users
	suffixes                         map[string]bool // of user principal names, in lower case
	unseen                           Inputs          // attributes that some user, or group, does not show
}

func (c *census) take(o *directory.Object) {
	switch {
	case o.Deleted():
		c.deleted++
		if IsUser(o) {
			c.lack(DeletedImmutableID, o.OnPremisesImmutableID.Presence)
		}
		return
	case o.Class == directory.Group:
		c.groups++
		c.lack(CloudGroupSID, o.ObjectSID.Presence)
		c.lackAddresses(OtherAddresses, OtherAddresses, o)
		return
	case o.Class == directory.Contact:
		c.contacts++
		c.lackAddresses(OtherAddresses, OtherAddresses, o)
		return
	case !IsUser(o):
		return
	}
	c.users++
	if o.OnPremisesSyncEnabled.Is("true") {
		c.synced++
	}
	c.lack(CloudSID, o.ObjectSID.Presence)
	c.lack(CloudImmutableID, o.OnPremisesImmutableID.Presence)
	c.lackAddresses(CloudAddresses, CloudMail, o)
	c.lack(CloudUserPrincipalName, o.UserPrincipalName.Presence)
	if at := bytes.LastIndexByte(o.UserPrincipalName.Value, '@'); at >= 0 && !c.suffixes[string(o.UserPrincipalName.Value[at+1:])] {
		c.suffixes[strings.ToLower(string(o.UserPrincipalName.Value[at+1:]))] = true
	}
}

func (c *census) lack(what Inputs, p directory.Presence) {
	if !p.Known() {
		c.unseen |= what
	}
}

// lackAddresses notes whether an object may have addresses that it does not show. Its mail
// is among its proxyAddresses as a rule, so it is missed only if it was lost.
func (c *census) lackAddresses(addresses, mail Inputs, o *directory.Object) {
	c.lack(addresses, o.ProxyAddresses.Presence)
	if o.Mail.Presence == directory.Lost {
		c.unseen |= mail
	}
}

// see notes which kinds of things there are, whatever the files said about it.
func (c *census) see(t *directory.Tenant) {
	for kind, n := range map[directory.TenantKind]int{
		directory.Users: c.users, directory.DeletedUsers: c.deleted, directory.Groups: c.groups, directory.Contacts: c.contacts,
	} {
		if n > 0 {
			t.See(kind)
		}
	}
	switch {
	case !t.Seen[directory.NoUsers]:
	case t.Seen[directory.Users]: // no tenant is without a user, so that list is one of the deleted ones
		t.See(directory.DeletedUsers)
	default:
		t.See(directory.Users)
	}
	delete(t.Seen, directory.NoUsers)
}

// buildIndexes makes the indexes of both sides at once, takes the census and finds
// what is filtered out, deleted, or there twice.
func (s *Simulation) buildIndexes() {
	s.census.suffixes = make(map[string]bool)
	onPremisesDone := make(chan struct{})
	go func() {
		s.local = buildIndex(s.OnPremises, func(o *directory.Object, i int) {
			if out := s.Engine.outOfScope(o); out != nil {
				s.filtered[i] = true
				s.verdicts[i] = Verdict{Outcome: out, Object: onPremises(i), Counterpart: None}
			}
		})
		close(onPremisesDone)
	}()
	s.remote = buildIndex(s.Cloud, func(o *directory.Object, i int) {
		s.census.take(o)
		s.gone[i] = o.Deleted()
	})
	<-onPremisesDone
	s.census.see(s.Tenant)
	s.markRepeats()
}

// markRepeats notes the records that show a cloud object again. The one that shows
// most of it counts, and of equal ones the first.
func (s *Simulation) markRepeats() {
	found := false
	for p := range s.remote[ByObjectID] {
		for bucket := range s.remote[ByObjectID][p].buckets() {
			for i, slot := range bucket {
				found = s.markRepeat(bucket[:i], slot) || found
			}
		}
	}
	if found {
		s.takeCensus()
	}
}

// markRepeat marks one of two records, if an earlier one shows the same object.
func (s *Simulation) markRepeat(earlier []slot, slot slot) bool {
	for _, e := range earlier {
		if e.tag != slot.tag || s.again[e.ref] {
			continue
		}
		first, second := s.loadOther(cloud(int(e.ref))), s.loadHead(cloud(int(slot.ref)))
		if !first.ID.Is(second.ID.String()) {
			continue
		}
		loser := slot.ref
		if shown(second) > shown(first) {
			loser = e.ref
		}
		s.gone[loser], s.again[loser] = true, true
		return true
	}
	return false
}

// shown counts what a record shows of what decides about matching.
func shown(o *directory.Object) int {
	n := 0
	for _, p := range []directory.Presence{
		o.OnPremisesImmutableID.Presence, o.OnPremisesSyncEnabled.Presence, o.OnPremisesObjectIdentifier.Presence, o.ProxyAddresses.Presence,
		o.UserPrincipalName.Presence, o.Mail.Presence, o.ObjectSID.Presence, o.UserType.Presence,
	} {
		if p == directory.Empty || p == directory.Present {
			n++
		}
	}
	return n
}

// takeCensus takes the census again, of each object once.
func (s *Simulation) takeCensus() {
	s.census = census{suffixes: make(map[string]bool)}
	for i, again := range s.again {
		if !again {
			s.Cloud.Load(s.object, i)
			s.census.take(s.object)
		}
	}
}

// buildIndex makes the indexes of one side. See is called for each object.
func buildIndex(space *directory.ConnectorSpace, see func(*directory.Object, int)) *indexes {
	x := new(indexes)
	for l := range x {
		x[l] = newIndex(space.Len())
	}
	x[ByAddress] = newIndex(space.Addresses())
	o := new(directory.Object)
	for i := range space.Len() {
		space.Load(o, i)
		see(o, i)
		keysOf(o, func(k Key) { x[k.index].put(k.hash(), Ref(i)) })
	}
	for _, index := range x {
		index.sort()
	}
	return x
}
