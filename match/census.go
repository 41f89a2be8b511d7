package match

import (
	"bytes"
	"strings"

	"hardmatch/directory"
)

// A census is what holds for the cloud side as a whole.
type census struct {
	users, groups, contacts, deleted int
	suffixes                         map[string]bool // of user principal names, in lower case
	unseen                           Inputs          // attributes that some user, or group, does not show
}

func (c *census) take(o *directory.Object) {
	switch {
	case o.Deleted():
		c.deleted++
		return
	case o.Class == directory.Group:
		c.groups++
		c.lack(CloudGroupSID, o.ObjectSID.Presence)
		return
	case o.Class == directory.Contact:
		c.contacts++
		return
	case !isUserClass(o):
		return
	}
	c.users++
	c.lack(CloudSID, o.ObjectSID.Presence)
	c.lack(CloudImmutableID, o.OnPremisesImmutableID.Presence)
	c.lack(CloudAddresses, o.ProxyAddresses.Presence)
	c.lack(CloudUserPrincipalName, o.UserPrincipalName.Presence)
	if at := bytes.LastIndexByte(o.UserPrincipalName.Value, '@'); at >= 0 && !c.suffixes[string(o.UserPrincipalName.Value[at+1:])] {
		c.suffixes[strings.ToLower(string(o.UserPrincipalName.Value[at+1:]))] = true
	}
}

func (c *census) lack(what Inputs, p directory.Presence) {
	if p == directory.NotExported || p == directory.Lost {
		c.unseen |= what
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
}

// buildIndexes makes the indexes, in two passes over all objects, takes the census
// and filters out what is not synced.
func (s *Simulation) buildIndexes() {
	n := s.OnPremises.Len() + s.Cloud.Len()
	for l := range s.lanes {
		s.lanes[l] = newIndex(n)
	}
	s.lanes[ByAddress] = newIndex(4 * n)
	s.census.suffixes = make(map[string]bool)
	for i := range s.OnPremises.Len() {
		s.OnPremises.Load(s.object, i)
		if out := s.Engine.outOfScope(s.object); out != nil {
			s.verdicts[i] = Verdict{Outcome: out, Object: onPremises(i), Counterpart: None}
		}
		s.count()
	}
	for i := range s.Cloud.Len() {
		s.Cloud.Load(s.object, i)
		s.census.take(s.object)
		s.deleted[i] = s.object.Deleted()
		s.count()
	}
	s.census.see(s.Tenant)
	for _, x := range s.lanes {
		x.counted()
	}
	s.fill()
}

func (s *Simulation) count() {
	s.key.keys(s.object, func(l Lane, key []byte) { s.lanes[l].count(hashOf(key)) })
}

// fill puts what shall be found first last.
func (s *Simulation) fill() {
	for i := s.OnPremises.Len() - 1; i >= 0; i-- {
		s.OnPremises.Load(s.object, i)
		s.put(onPremises(i))
	}
	for i := s.Cloud.Len() - 1; i >= 0; i-- {
		s.Cloud.Load(s.object, i)
		s.put(cloud(i))
	}
	for _, x := range s.lanes {
		x.filled()
	}
}

func (s *Simulation) put(r Ref) {
	s.key.keys(s.object, func(l Lane, key []byte) { s.lanes[l].put(hashOf(key), r) })
}
