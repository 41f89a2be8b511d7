package match

import (
	"strings"

	"hardmatch/directory"
)

// soft looks for a cloud object with the names of a user: by its primary SMTP address, then
// by its user principal name.
func (e *evaluation) soft() *Outcome {
	if out := e.softSMTP(); out != nil {
		return out
	}
	if out := e.softUPN(); out != nil {
		return out
	}
	return e.provision()
}

func (e *evaluation) softSMTP() *Outcome {
	primary, found := e.primarySMTP()
	if len(primary) == 0 {
		return nil
	}
	users, others := e.withAddress(primary)
	switch {
	case len(users) > 1:
		e.counterpart = users[0]
		return SoftMatchTwo
	case len(users) == 1:
		e.counterpart = users[0]
		return e.softMatch(users[0], found)
	case len(others) > 0:
		e.counterpart = others[0]
		return SoftMatchType
	case e.earlierOfOtherClass(primary):
		return SoftMatchType
	}
	e.missing |= e.stats.notShown & (CloudAddresses | CloudMail)
	return nil
}

// primarySMTP returns the primary SMTP address of an object, and the outcome of a match by
// it. The address is mail if proxyAddresses has no primary one.
func (e *evaluation) primarySMTP() ([]byte, *Outcome) {
	o := e.o
	if primary, _ := smtpAddresses(o); primary != nil {
		return primary, softMatchedSMTP
	}
	if !o.ProxyAddresses.Known() {
		e.missing |= Addresses
	}
	if !o.Mail.Known() {
		e.missing |= Mail
	}
	return o.Mail.Value, softMatchedMail
}

// withAddress returns the active cloud users whose primary SMTP address is the address, two
// at most, and the cloud objects other than users that have the address.
func (e *evaluation) withAddress(address []byte) (users, others []Ref) {
	examined := 0
	for r := range e.withKey(smtpKey(address)) {
		if examined++; !r.IsCloud() || len(users) > 1 || examined > maxExamined {
			break
		}
		switch c := e.other.Object(r); {
		case e.inactive[r.Number()]:
		case !IsUser(c):
			others = append(others, r)
		case isPrimary(c, address):
			users = append(users, r)
		}
	}
	return users, others
}

// earlierOfOtherClass reports whether an on-premises object of another class that has an
// address reaches the cloud before this one. It examines maxExamined objects at most.
func (e *evaluation) earlierOfOtherClass(address []byte) bool {
	examined := 0
	for r := range e.withKey(smtpKey(address)) {
		if r.IsCloud() {
			continue
		}
		if examined++; r >= e.self || examined > maxExamined {
			break
		}
		if e.arrives(r) && e.other.Object(r).Class != e.o.Class {
			return true
		}
	}
	return false
}

// maxExamined limits how many objects with one key a search examines. In a test system all
// objects may have one key.
const maxExamined = 100

// isPrimary reports whether an address is the primary SMTP address of an object, or its mail
// if it shows no primary one.
func isPrimary(o *directory.Object, address []byte) bool {
	primary, _ := smtpAddresses(o)
	if primary == nil {
		primary = o.Mail.Value
	}
	return strings.EqualFold(string(primary), string(address))
}

// softUPN looks up the user principal name of the user. If the cloud cannot have that name,
// it looks up the one that the cloud would compute.
func (e *evaluation) softUPN() *Outcome {
	if !e.o.UserPrincipalName.Known() {
		e.missing |= UPN
	}
	found, out := e.withUPN(e.o.UserPrincipalName.String()), softMatchedUPN
	if computed := e.domains.cloudUPN(e.o); found == None && computed.Known && computed.Computed {
		found, out = e.withUPN(computed.Name), softMatchedComputed
		e.missing |= e.stats.notShown & CloudUserPrincipalName // another user may have its own name
	}
	if found == None {
		e.missing |= e.stats.notShown & CloudUserPrincipalName
		return nil
	}
	switch e.settings.flag(directory.FlagSoftMatchOnUPN) {
	case no:
		return nil
	case unknown:
		e.missing |= SoftMatchOnUPN
	}
	e.counterpart = found
	return e.softMatch(found, out)
}

// withUPN returns the active cloud user with a user principal name, or None.
func (e *evaluation) withUPN(name string) Ref {
	if name == "" {
		return None
	}
	return e.active(upnKey([]byte(name)))
}

// active returns the first active cloud object that has a key, or None.
func (s *Simulation) active(k Key) Ref {
	for r := range s.withKey(k) {
		if !r.IsCloud() {
			break
		}
		if !s.inactive[r.Number()] {
			return r
		}
	}
	return None
}

// softMatch decides whether a user is joined to the cloud user that has its names.
func (e *evaluation) softMatch(r Ref, found *Outcome) *Outcome {
	c := e.other.Object(r)
	if c.OnPremisesImmutableID.Presence == directory.Present {
		if sameSID(e.o, c) {
			return SoftMatchSameSID
		}
		return SoftMatchTaken
	}
	if _, claimed := e.softMatchedBy[r]; claimed {
		return SoftMatchSecond
	}
	out := e.pass(found, e.blocked(directory.FlagBlockSoftMatch, SoftMatchBlocked), e.softRole(c), guestKnown(c))
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

// guestKnown is the gate of a cloud user that may be a guest: neither its type nor its name
// is known.
func guestKnown(c *directory.Object) gate {
	if !c.UserType.Known() && !c.UserPrincipalName.Known() {
		return gate{missing: CloudUserPrincipalName}
	}
	return gate{}
}

// softRole is the gate against matching a user who holds a role. Eligibility is not
// documented to matter here.
func (e *evaluation) softRole(c *directory.Object) gate {
	if len(c.ID.Value) == 0 {
		return gate{missing: CloudID}
	}
	if _, holds := e.settings.assigned[c.ID.String()]; holds {
		return gate{refusal: SoftMatchAdmin}
	}
	return gate{missing: e.settings.missing(directory.RoleAssignments)}
}
