package match

import "hardmatch/directory"

// A Window is the rollout of a change of the service: it is enforced somewhere from the day
// From, and everywhere from the day Until. Days are spelt YYYY-MM-DD.
type Window struct{ From, Until string }

// Begun reports whether the change may be in force on a day.
func (w Window) Begun(day string) bool { return w.From <= day }

// Complete reports whether it is in force everywhere.
func (w Window) Complete(day string) bool { return w.Until <= day }

// The hardening of 2026. Before it, roles and onPremisesObjectIdentifier did not matter to a
// hard match.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant (read 2026-11-22)
var (
	AssignedRolesBlock    = Window{From: "2026-06-01", Until: "2026-07-01"} // message center, MC1262584
	EligibleRolesBlock    = Window{From: "2026-07-01", Until: "2026-10-01"} // message center, MC1263280
	ObjectIdentifierBlock = EligibleRolesBlock
)

// A tristate is the answer to a question that the exports may leave open.
type tristate uint8

const (
	unknown tristate = iota
	no
	yes
)

func answer(b bool) tristate {
	if b {
		return yes
	}
	return no
}

// settings are the settings and roles of the tenant that decide about matching.
type settings struct {
	tenant   *directory.Tenant
	assigned map[string]bool // id of a principal: the role is privileged, as far as is known
	eligible map[string]bool
	roles    map[string][]directory.RoleHolder // by id of a principal
}

func newSettings(t *directory.Tenant) *settings {
	s := &settings{tenant: t, assigned: make(map[string]bool), eligible: make(map[string]bool), roles: make(map[string][]directory.RoleHolder)}
	harmless := make(map[string]bool)
	for _, r := range t.Roles {
		if r.Privileged != nil && !*r.Privileged {
			harmless[r.ID] = true
		}
	}
	for _, h := range t.Holders {
		held := s.assigned
		if h.Eligible {
			held = s.eligible
		}
		s.roles[h.PrincipalID] = append(s.roles[h.PrincipalID], h)
		held[h.PrincipalID] = held[h.PrincipalID] || !harmless[h.RoleID]
	}
	return s
}

// flag returns a tenant setting. The bypass of the hardening is off unless an export says
// otherwise. Nothing is assumed about the others.
func (s *settings) flag(name string) tristate {
	on, known := s.tenant.Features[name]
	switch {
	case known:
		return answer(on)
	case name == directory.FlagAllowObjectIdentifier:
		return no
	}
	return unknown
}

// missing returns the kinds of things that were not exported, or not completely.
func (s *settings) missing(kinds ...directory.TenantKind) Inputs {
	var m Inputs
	for _, k := range kinds {
		if !s.tenant.Knows(k) {
			m |= kindInputs[k]
		}
	}
	return m
}

var kindInputs = map[directory.TenantKind]Inputs{
	directory.Users: CloudUsers, directory.DeletedUsers: DeletedUsers, directory.Groups: CloudGroups, directory.Contacts: CloudContacts,
	directory.RoleAssignments: RoleAssignments, directory.RoleEligibility: RoleEligibilities,
}

// managedInCloud reports whether the source of authority of a user is the cloud. If no export
// shows it, it is not: few exports request the property, and it is true for few users.
func (s *settings) managedInCloud(c *directory.Object) tristate {
	managed, known := s.tenant.CloudManaged[c.ID.String()]
	switch {
	case c.IsCloudManaged.Is("true") || managed:
		return yes
	case c.IsCloudManaged.Presence == directory.Lost && !known:
		return unknown
	}
	return no
}
