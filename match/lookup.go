package match

import (
	"iter"
	"slices"
	"strings"

	"hardmatch/directory"
)

// Holders yields the objects that have a value of an attribute, on both sides and including
// deleted objects. The attribute is userPrincipalName, proxyAddresses, mail, id,
// onPremisesImmutableId or onPremisesSecurityIdentifier (as octets).
func (s *Simulation) Holders(attribute, value string) iter.Seq[Ref] {
	switch v := []byte(value); attribute {
	case "userPrincipalName":
		return s.withKey(upnKey(v))
	case "proxyAddresses", "mail":
		return s.withKey(addressKey(directory.ParseProxyAddress(v)))
	case "id":
		return s.withKey(Key{ByObjectID, kindID, v})
	case directory.AttrOnPremisesImmutableID:
		return s.withAnchor(v)
	case "onPremisesSecurityIdentifier":
		return s.withKey(Key{BySID, kindOctets, v})
	}
	return func(func(Ref) bool) {}
}

// ActiveWithAnchor returns the active cloud user with an anchor, or [None].
func (s *Simulation) ActiveWithAnchor(anchor string) Ref {
	for r := range s.withAnchor([]byte(anchor)) {
		if r.IsCloud() && !s.inactive[r.Number()] {
			return r
		}
	}
	return None
}

// HasSource reports whether exactly one on-premises user that syncs has the anchor
// of a cloud user.
func (s *Simulation) HasSource(r Ref) bool { return s.hasSource[r.Number()] }

// IsCounterpart reports whether a cloud object is the counterpart of a verdict.
func (s *Simulation) IsCounterpart(r Ref) bool { return s.isCounterpart[r.Number()] }

// Covers reports whether the exports seem to show the whole on-premises side: they have the
// anchors of at least half of the synced cloud users.
func (s *Simulation) Covers() bool {
	found := 0
	for _, joined := range s.hasSource {
		if joined {
			found++
		}
	}
	return 2*found >= s.stats.synced
}

// OnPremisesWithAnchor returns the on-premises users that sync and have an anchor, ten at
// most.
func (s *Simulation) OnPremisesWithAnchor(anchor string) []Ref {
	const most = 10
	var all []Ref
	for r := range s.withAnchor([]byte(anchor)) {
		if !r.IsCloud() && s.identity(r) != None {
			all = append(all, r)
		}
		if len(all) == most {
			break
		}
	}
	return all
}

// RolesOf returns the names of the roles that a cloud user holds, or is eligible for.
func (s *Simulation) RolesOf(r Ref, eligible bool) string {
	id := s.other.Object(r).ID.String()
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

// OthersWithAddress returns the objects that have an SMTP address and are not of the
// identity of self, ten at most.
func (s *Simulation) OthersWithAddress(self Ref, address []byte) []Ref {
	const most = 10
	var all []Ref
	k, examined := smtpKey(address), 0
	for r := range s.withHash(k) {
		if examined++; examined > maxExamined {
			break
		}
		if s.IsOther(r, self) && k.in(s.other.Object(r)) {
			all = append(all, r)
		}
		if len(all) == most {
			break
		}
	}
	return all
}

// IsOther reports whether r is active and of another identity than self; see
// [Simulation.Active].
func (s *Simulation) IsOther(r, self Ref) bool {
	identity := s.identity(r)
	return identity != None && identity != s.identity(self)
}

// SoftMatchedBy returns the on-premises object that soft-matches a cloud object, or
// [None].
func (s *Simulation) SoftMatchedBy(r Ref) Ref {
	if by, claimed := s.softMatchedBy[r]; claimed {
		return by
	}
	return None
}

// CloudUPN predicts the user principal name that the cloud gives a new user.
func (s *Simulation) CloudUPN(o *directory.Object) CloudUPN { return s.domains.cloudUPN(o) }

// PlaceholderUPN predicts the form of the user principal name that a new user gets if
// another user has the name. The service chooses the digits. It is "" if the initial domain
// is not known.
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

// SpellingOf returns the value of an object that has the key of an address, and whether that
// value is in proxyAddresses. Otherwise it is in mail.
func SpellingOf(o *directory.Object, k Key) (value []byte, inList bool) {
	for _, v := range o.ProxyAddresses.Values {
		if addressKey(directory.ParseProxyAddress(v)).equal(k) {
			return v, true
		}
	}
	return o.Mail.Value, false
}
