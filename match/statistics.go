package match

import (
	"bytes"
	"strings"

	"hardmatch/directory"
)

// statistics are what holds for the exports of the cloud as a whole.
type statistics struct {
	users, groups, contacts, deleted int
	synced                           int             // of the users
	suffixes                         map[string]bool // of user principal names, in lower case
	notShown                         Inputs          // attributes that a user, group or contact does not show
}

func (s *statistics) count(o *directory.Object) {
	switch {
	case o.Deleted():
		s.deleted++
		if IsUser(o) {
			s.need(DeletedImmutableID, o.OnPremisesImmutableID.Presence)
		}
		return
	case o.Class == directory.Group:
		s.groups++
		s.need(CloudGroupSID, o.ObjectSID.Presence)
		s.needAddresses(OtherAddresses, OtherAddresses, o)
		return
	case o.Class == directory.Contact:
		s.contacts++
		s.needAddresses(OtherAddresses, OtherAddresses, o)
		return
	case !IsUser(o):
		return
	}
	s.users++
	if o.OnPremisesSyncEnabled.Is("true") {
		s.synced++
	}
	s.need(CloudSID, o.ObjectSID.Presence)
	s.need(CloudImmutableID, o.OnPremisesImmutableID.Presence)
	s.needAddresses(CloudAddresses, CloudMail, o)
	s.need(CloudUserPrincipalName, o.UserPrincipalName.Presence)
	if at := bytes.LastIndexByte(o.UserPrincipalName.Value, '@'); at >= 0 && !s.suffixes[string(o.UserPrincipalName.Value[at+1:])] {
		s.suffixes[strings.ToLower(string(o.UserPrincipalName.Value[at+1:]))] = true
	}
}

// need notes an input that an object does not show.
func (s *statistics) need(input Inputs, p directory.Presence) {
	if !p.Known() {
		s.notShown |= input
	}
}

// needAddresses notes whether an object may have addresses that it does not show. Its mail
// is normally one of its proxyAddresses, so it is needed only if it was lost.
func (s *statistics) needAddresses(addresses, mail Inputs, o *directory.Object) {
	s.need(addresses, o.ProxyAddresses.Presence)
	if o.Mail.Presence == directory.Lost {
		s.notShown |= mail
	}
}

// addKindsTo notes in a tenant which kinds of things were exported, whatever the files
// declared.
func (s *statistics) addKindsTo(t *directory.Tenant) {
	for kind, n := range map[directory.TenantKind]int{
		directory.Users: s.users, directory.DeletedUsers: s.deleted, directory.Groups: s.groups, directory.Contacts: s.contacts,
	} {
		if n > 0 {
			t.See(kind)
		}
	}
	switch {
	case !t.Seen[directory.NoUsers]:
	case t.Seen[directory.Users]: // every tenant has users, so the empty list is that of the deleted ones
		t.See(directory.DeletedUsers)
	default:
		t.See(directory.Users)
	}
	delete(t.Seen, directory.NoUsers)
}
