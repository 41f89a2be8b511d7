package match

import (
	"strings"

	"hardmatch/directory"
)

// Takeover returns all outcomes that refuse a hard match of an on-premises user with a cloud
// user, whatever their source anchors are now, and the missing inputs that could refuse it.
func (s *Simulation) Takeover(o, c Ref) (refusals []*Outcome, missing Inputs) {
	view := s.View()
	e := view.evaluation(o, view.subject.Object(o))
	for _, g := range e.takeoverGates(view.other.Object(c)) {
		if g.refusal != nil {
			refusals = append(refusals, g.refusal)
		} else {
			missing |= g.missing
		}
	}
	return refusals, missing
}

func (e *evaluation) takeoverGates(c *directory.Object) []gate {
	gates := []gate{e.source(c)}
	if c.OnPremisesSyncEnabled.Is("true") && !c.Deleted() {
		return gates
	}
	refusal := HardMatchAdmin
	if c.Deleted() {
		refusal = RestoreAdmin
	}
	return append(gates, e.roles(c, refusal), e.takeoverBlocked(c))
}

// Namesake returns the active cloud user with the primary SMTP address of an on-premises
// user, otherwise the one with its user principal name, or [None]. Whether the two are
// joined does not matter.
func (s *Simulation) Namesake(o Ref) Ref {
	view := s.View()
	e := view.evaluation(o, view.subject.Object(o))
	if primary, _ := e.primarySMTP(); len(primary) > 0 {
		if users, _ := e.withAddress(primary); len(users) == 1 {
			return users[0]
		}
	}
	if found := e.withUPN(e.o.UserPrincipalName.String()); found != None {
		return found
	}
	if computed := e.domains.cloudUPN(e.o); computed.Known && computed.Computed {
		return e.withUPN(computed.Name)
	}
	return None
}

// DeletedWithAnchor returns the first deleted cloud user with an anchor, or [None].
func (s *Simulation) DeletedWithAnchor(anchor string) Ref {
	for r := range s.withAnchor([]byte(anchor)) {
		if r.IsCloud() && s.inactive[r.Number()] && !s.isRepeat[r.Number()] {
			return r
		}
	}
	return None
}

// Active reports whether an object is a cloud object that was not deleted, or an on-premises
// object that syncs. A record that repeats another is not active.
func (s *Simulation) Active(r Ref) bool { return s.identity(r) != None }

// Flag returns a tenant setting, and whether it is known.
func (s *Simulation) Flag(name string) (on, known bool) {
	f := s.settings.flag(name)
	return f == yes, f != unknown
}

// Verified reports whether a domain is known to be one of the tenant.
func (s *Simulation) Verified(domain string) bool { return s.domains.isVerified([]byte(domain)) == yes }

// InitialDomain returns the domain that the tenant was created with, or "" if it is not
// known.
func (s *Simulation) InitialDomain() string { return s.domains.initial }

// OnPremisesWithGUID returns the on-premises object with an objectGUID, if it syncs,
// or [None].
func (s *Simulation) OnPremisesWithGUID(guid []byte) Ref {
	for r := range s.withKey(Key{ByObjectID, kindGUID, guid}) {
		if !r.IsCloud() && s.Active(r) {
			return r
		}
	}
	return None
}

// Federated reports whether the users of a domain sign in at a federated identity provider.
func (s *Simulation) Federated(domain string) bool {
	for _, d := range s.Tenant.Domains {
		if d.Federated && strings.EqualFold(d.Name, domain) {
			return true
		}
	}
	return false
}

// Repeats reports whether another record shows the same cloud object and counts.
func (s *Simulation) Repeats(r Ref) bool { return s.isRepeat[r.Number()] }
