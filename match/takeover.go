package match

import (
	"strings"

	"hardmatch/directory"
)

// Takeover returns all that refuses a hard match of an on-premises user with a
// cloud user, whatever their source anchors are now, and what was not exported
// that could refuse it, too.
func (s *Simulation) Takeover(o, c Ref) (refusals []*Outcome, missing Inputs) {
	view := s.View()
	view.Load(view.object, o)
	j := view.judgement(o.Number())
	for _, g := range j.takeoverGates(view.loadOther(c)) {
		if g.refusal != nil {
			refusals = append(refusals, g.refusal)
		} else {
			missing |= g.missing
		}
	}
	return refusals, missing
}

func (j *judgement) takeoverGates(c *directory.Object) []gate {
	gates := []gate{j.source(c)}
	if c.OnPremisesSyncEnabled.Is("true") && !c.Deleted() {
		return gates
	}
	refusal := HardMatchAdmin
	if c.Deleted() {
		refusal = RestoreAdmin
	}
	return append(gates, j.roles(c, refusal), j.takeoverBlocked(c))
}

// Namesake returns the active cloud user with the primary SMTP address of an
// on-premises user, else the one with its user principal name, or [None]. Whether
// the two are joined does not matter.
func (s *Simulation) Namesake(o Ref) Ref {
	view := s.View()
	view.Load(view.object, o)
	j := view.judgement(o.Number())
	if primary, _ := j.primarySMTP(); len(primary) > 0 {
		if users, _ := j.withAddress(primary); len(users) == 1 {
			return users[0]
		}
	}
	if found := j.withUPN(j.o.UserPrincipalName.String()); found != None {
		return found
	}
	if computed := j.domains.cloudUPN(j.o); computed.Known && computed.Computed {
		return j.withUPN(computed.Name)
	}
	return None
}

// DeletedWithAnchor returns the first deleted cloud user with an anchor, or [None].
func (s *Simulation) DeletedWithAnchor(anchor string) Ref {
	for r := range s.havingAnchor([]byte(anchor)) {
		if r.IsCloud() && s.gone[r.Number()] && !s.again[r.Number()] {
			return r
		}
	}
	return None
}

// Active reports whether an object is one that is there: a cloud object that was not
// deleted, or an on-premises object that syncs. A record that repeats another is not.
func (s *Simulation) Active(r Ref) bool { return s.person(r) != None }

// Flag returns a switch of the tenant, and whether it is known.
func (s *Simulation) Flag(name string) (on, known bool) {
	f := s.settings.flag(name)
	return f == yes, f != unknown
}

// Verified reports whether a domain is known to be one of the tenant.
func (s *Simulation) Verified(domain string) bool { return s.domains.isVerified([]byte(domain)) == yes }

// InitialDomain returns the domain that the tenant was made with, or "" if it is
// not known.
func (s *Simulation) InitialDomain() string { return s.domains.initial }

// OnPremisesWithGUID returns the on-premises object with an objectGUID, if it syncs,
// or [None].
func (s *Simulation) OnPremisesWithGUID(guid []byte) Ref {
	for r := range s.having(Key{ByObjectID, kindGUID, guid}) {
		if !r.IsCloud() && s.Active(r) {
			return r
		}
	}
	return None
}

// Federated reports whether the users of a domain sign in elsewhere.
func (s *Simulation) Federated(domain string) bool {
	for _, d := range s.Tenant.Domains {
		if d.Federated && strings.EqualFold(d.Name, domain) {
			return true
		}
	}
	return false
}

// Repeats reports whether a cloud object is a record that shows another one again.
func (s *Simulation) Repeats(r Ref) bool { return s.again[r.Number()] }
