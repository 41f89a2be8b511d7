package match

import (
	"strings"

	"hardmatch/directory"
)

// soft looks for a cloud object with the names of a user that no anchor found: by
// its primary SMTP address and then by its user principal name.
func (j *judgement) soft() *Outcome {
	if out := j.softSMTP(); out != nil {
		return out
	}
	if out := j.softUPN(); out != nil {
		return out
	}
	return j.provision()
}

func (j *judgement) softSMTP() *Outcome {
	primary, found := j.primarySMTP()
	if len(primary) == 0 {
		return nil
	}
	users, others := j.withAddress(primary)
	switch {
	case len(users) > 1:
		j.counterpart = users[0]
		return SoftMatchTwo
	case len(users) == 1:
		j.counterpart = users[0]
		return j.softMatch(users[0], found)
	case len(others) > 0:
		j.counterpart = others[0]
		return SoftMatchType
	case j.comesWith(primary):
		return SoftMatchType
	}
	j.missing |= j.census.unseen & (CloudAddresses | CloudMail)
	return nil
}

// primarySMTP returns the primary SMTP address of a user, and the outcome of a
// match by it. Without a primary one in proxyAddresses that is mail.
func (j *judgement) primarySMTP() ([]byte, *Outcome) {
	o := j.o
	if primary, _ := smtpAddresses(o); primary != nil {
		return primary, softMatchedSMTP
	}
	if !o.ProxyAddresses.Known() {
		j.missing |= Addresses
	}
	if !o.Mail.Known() {
		j.missing |= Mail
	}
	return o.Mail.Value, softMatchedMail
}

// withAddress returns the active cloud users of whom an SMTP address is the primary
// one, two at most, and the other cloud objects that have it at all.
func (j *judgement) withAddress(address []byte) (users, others []Ref) {
	looked := 0
	for r := range j.having(smtpKey(address)) {
		if looked++; !r.IsCloud() || len(users) > 1 || looked > mostLooked {
			break
		}
		switch c := j.loadOther(r); {
		case j.gone[r.Number()]:
		case !IsUser(c):
			others = append(others, r)
		case isPrimary(c, address):
			users = append(users, r)
		}
	}
	return users, others
}

// comesWith reports whether an object of another class with an address is on the
// way into the cloud before this one. Of very many it looks at a few.
func (j *judgement) comesWith(address []byte) bool {
	looked := 0
	for r := range j.having(smtpKey(address)) {
		if r.IsCloud() {
			continue
		}
		if looked++; r >= j.self || looked > mostLooked {
			break
		}
		if j.arrives(r) && j.loadOther(r).Class != j.o.Class {
			return true
		}
	}
	return false
}

// mostLooked bounds how many objects with one key are looked at, where the search
// for another may be in vain: everybody in a test system may have the same.
const mostLooked = 100

// isPrimary reports whether an address is the primary SMTP address of an object,
// or its mail where it shows none.
func isPrimary(o *directory.Object, address []byte) bool {
	primary, _ := smtpAddresses(o)
	if primary == nil {
		primary = o.Mail.Value
	}
	return strings.EqualFold(string(primary), string(address))
}

// softUPN looks up the own user principal name and, if the cloud cannot have
// that, the one that it would compute.
func (j *judgement) softUPN() *Outcome {
	if !j.o.UserPrincipalName.Known() {
		j.missing |= UPN
	}
	found, out := j.withUPN(j.o.UserPrincipalName.String()), softMatchedUPN
	if computed := j.domains.cloudUPN(j.o); found == None && computed.Known && computed.Computed {
		found, out = j.withUPN(computed.Name), softMatchedComputed
	}
	if found == None {
		j.missing |= j.census.unseen & CloudUserPrincipalName
		return nil
	}
	switch j.settings.flag(FlagSoftMatchOnUPN) {
	case no:
		return nil
	case unknown:
		j.missing |= SoftMatchOnUPN
	}
	j.counterpart = found
	return j.softMatch(found, out)
}

// withUPN returns the active cloud user with a name, or None.
func (j *judgement) withUPN(name string) Ref {
	if name == "" {
		return None
	}
	return j.active(upnKey([]byte(name)))
}

// active returns the first active cloud object that has a key, or None.
func (s *Simulation) active(k Key) Ref {
	for r := range s.having(k) {
		if !r.IsCloud() {
			break
		}
		if !s.gone[r.Number()] {
			return r
		}
	}
	return None
}

// softMatch settles whether a user is joined to the cloud user that has its names.
func (j *judgement) softMatch(r Ref, found *Outcome) *Outcome {
	c := j.loadOther(r)
	if c.OnPremisesImmutableID.Presence == directory.Present {
		if sameSID(j.o, c) {
			return SoftMatchSameSID
		}
		return SoftMatchTaken
	}
	if _, claimed := j.claims[r]; claimed {
		return SoftMatchSecond
	}
	out := j.pass(found, j.blocked(FlagBlockSoftMatch, SoftMatchBlocked), j.softRole(c), guestKnown(c))
	if out == found && isGuest(c) {
		return SoftMatchGuest
	}
	return out
}

func sameSID(a, b *directory.Object) bool {
	return a.ObjectSID.Presence == directory.Present && b.ObjectSID.Presence == directory.Present && string(a.ObjectSID.Value) == string(b.ObjectSID.Value)
}

// isGuest reports whether a user is a guest: by userType or, if that was not exported or
// was lost, by the mark in the user principal name.
func isGuest(c *directory.Object) bool {
	if !c.UserType.Known() {
		return strings.Contains(c.UserPrincipalName.String(), "#EXT#@")
	}
	return c.UserType.Is("Guest")
}

// guestKnown is the gate of a user whose export shows nothing that marks a guest.
func guestKnown(c *directory.Object) gate {
	if !c.UserType.Known() && !c.UserPrincipalName.Known() {
		return gate{missing: CloudUserPrincipalName}
	}
	return gate{}
}

// softRole is the gate against matching who holds a role. Eligibility is not
// documented to matter here.
func (j *judgement) softRole(c *directory.Object) gate {
	if len(c.ID.Value) == 0 {
		return gate{missing: CloudID}
	}
	if _, holds := j.settings.assigned[c.ID.String()]; holds {
		return gate{refusal: SoftMatchAdmin}
	}
	return gate{missing: j.settings.missing(directory.RoleAssignments)}
}
