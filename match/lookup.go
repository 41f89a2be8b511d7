package match

import (
	"iter"
	"slices"
	"strings"

	"hardmatch/directory"
)

// Holders yields the objects, of either side and also deleted ones, that have a
// value of an attribute: userPrincipalName, proxyAddresses, mail, id,
// onPremisesImmutableId or onPremisesSecurityIdentifier (its octets).
func (s *Simulation) Holders(attribute, value string) iter.Seq[Ref] {
	switch v := []byte(value); attribute {
	case "userPrincipalName":
		return s.having(upnKey(v))
	case "proxyAddresses", "mail":
		return s.having(addressKey(directory.ParseProxyAddress(v)))
	case "id":
		return s.having(Key{ByObjectID, kindID, v})
	case directory.AttrOnPremisesImmutableID:
		return s.havingAnchor(v)
	case "onPremisesSecurityIdentifier":
		return s.having(Key{BySID, kindOctets, v})
	}
	return func(func(Ref) bool) {}
}

// ActiveWithAnchor returns the active cloud user with an anchor, or [None].
func (s *Simulation) ActiveWithAnchor(anchor string) Ref {
	for r := range s.havingAnchor([]byte(anchor)) {
		if r.IsCloud() && !s.gone[r.Number()] {
			return r
		}
	}
	return None
}

// HasSource reports whether exactly one on-premises user that syncs has the anchor
// of a cloud user.
func (s *Simulation) HasSource(r Ref) bool { return s.joinedTo[r.Number()] }

// IsCounterpart reports whether a cloud object is the counterpart of a verdict.
func (s *Simulation) IsCounterpart(r Ref) bool { return s.met[r.Number()] }

// Covers reports whether the exports of the on-premises side seem to be all of it:
// they have the anchors of at least half of the cloud users that are synced.
func (s *Simulation) Covers() bool {
	found := 0
	for _, joined := range s.joinedTo {
		if joined {
			found++
		}
	}
	return 2*found >= s.census.synced
}

// OnPremisesWithAnchor returns the on-premises users that sync and have an anchor.
// Of very many it returns a few.
func (s *Simulation) OnPremisesWithAnchor(anchor string) []Ref {
	const most = 10
	var all []Ref
	for r := range s.havingAnchor([]byte(anchor)) {
		if !r.IsCloud() && s.person(r) != None {
			all = append(all, r)
		}
		if len(all) == most {
			break
		}
	}
	return all
}

// RolesOf names the roles that a cloud user holds, or those it is eligible for.
func (s *Simulation) RolesOf(r Ref, eligible bool) string {
	id := s.loadOther(r).ID.String()
	var names []string
	for _, h := range s.settings.roles[id] {
		if h.Eligible == eligible {
			names = append(names, s.roleName(h.RoleID))
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

func (s *Simulation) roleName(id string) string {
	for _, role := range s.Tenant.Roles {
		if role.ID == id && role.Name != "" {
			return role.Name
		}
	}
	return "the role " + id
}

// OthersWithAddress returns who has an SMTP address and is not one and the same
// with an object. Of very many it returns a few.
func (s *Simulation) OthersWithAddress(self Ref, address []byte) []Ref {
	const most = 10
	var all []Ref
	k, looked := smtpKey(address), 0
	for r := range s.candidates(k) {
		if looked++; looked > mostLooked {
			break
		}
		if s.IsOther(r, self) && k.in(s.loadOther(r)) {
			all = append(all, r)
		}
		if len(all) == most {
			break
		}
	}
	return all
}

// IsOther reports whether two objects are not one and the same, and the first holds
// something at all.
func (s *Simulation) IsOther(r, self Ref) bool {
	person := s.person(r)
	return person != None && person != s.person(self)
}

// SoftMatchedBy returns the on-premises object that soft-matches a cloud object, or
// [None].
func (s *Simulation) SoftMatchedBy(r Ref) Ref {
	if by, claimed := s.claims[r]; claimed {
		return by
	}
	return None
}

// CloudUPN foretells the user principal name that the cloud gives a new user.
func (s *Simulation) CloudUPN(o *directory.Object) CloudUPN { return s.domains.cloudUPN(o) }

// PlaceholderUPN foretells the form of the user principal name that a new user gets
// whose own one another user has; the service chooses the digits. It is "" if the
// initial domain is not known.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency
func (s *Simulation) PlaceholderUPN(o *directory.Object) string {
	name, _, _ := strings.Cut(s.domains.cloudUPN(o).Name, "@")
	if name == "" || s.domains.initial == "" {
		return ""
	}
	return name + "+<4 digits>@" + s.domains.initial
}

// Unverified reports whether a domain is known not to be one of the tenant.
func (s *Simulation) Unverified(domain string) bool {
	return s.domains.isVerified([]byte(domain)) == no
}

// SpellingOf returns the value of an object that has the key of an address, and
// whether it stands in proxyAddresses, not in mail alone.
func SpellingOf(o *directory.Object, k Key) (value []byte, inList bool) {
	for _, v := range o.ProxyAddresses.Values {
		if addressKey(directory.ParseProxyAddress(v)).equal(k) {
			return v, true
		}
	}
	return o.Mail.Value, false
}
