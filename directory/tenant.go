package directory

import "maps"

// A Tenant is what exports show of a tenant's settings. A setting that is nil or absent was
// not exported: nothing is known about it.
type Tenant struct {
	ID       string // a GUID
	Domains  []Domain
	Features map[string]bool // of onPremisesDirectorySynchronization, spelt as Microsoft Graph does
	Roles    []Role
	Holders  []RoleHolder
	// CloudManaged is whether the source of authority of a user is the cloud, by id in lower
	// case. It has the users for which an export shows only this property.
	CloudManaged map[string]bool
	// Seen are the kinds of things that an export listed, even if the list was empty.
	Seen map[TenantKind]bool
	// Cut are the kinds for which an export was incomplete.
	Cut map[TenantKind]bool
}

// A TenantKind is a kind of thing that exports show of a tenant, spelt as Microsoft Graph
// spells the type of the resource.
type TenantKind string

// The kinds.
const (
	Domains         TenantKind = "domain"
	Organization    TenantKind = "organization"
	SyncFeatures    TenantKind = "onPremisesDirectorySynchronization"
	RoleDefinitions TenantKind = "unifiedRoleDefinition"
	RoleAssignments TenantKind = "unifiedRoleAssignment"
	RoleEligibility TenantKind = "unifiedRoleEligibilitySchedule"
	Users           TenantKind = "user"
	DeletedUsers    TenantKind = "directory/deletedItems"
	NoUsers         TenantKind = "an empty list of users"
	Groups          TenantKind = "group"
	Contacts        TenantKind = "orgContact"
)

// A Domain is one of the tenant's domains. A property that was not exported is false.
type Domain struct {
	Name      string
	Verified  bool
	Initial   bool
	Federated bool
	Origin    Origin
}

// A Role is the definition of a directory role. Privileged is nil if the export does not
// show it; only the beta version of Microsoft Graph does.
type Role struct {
	ID         string
	Name       string
	Privileged *bool
	Origin     Origin
}

// A RoleHolder is a principal that holds a role, or is eligible for it.
type RoleHolder struct {
	PrincipalID string
	RoleID      string
	Eligible    bool
	Origin      Origin
}

// See notes that an export listed things of this kind.
func (t *Tenant) See(k TenantKind) {
	if t.Seen == nil {
		t.Seen = make(map[TenantKind]bool)
	}
	t.Seen[k] = true
}

// Knows reports whether all things of a kind were exported, as far as the exports show.
func (t *Tenant) Knows(k TenantKind) bool { return t.Seen[k] && !t.Cut[k] }

// CutOff notes that an export of things of this kind was incomplete.
func (t *Tenant) CutOff(k TenantKind) {
	if t.Cut == nil {
		t.Cut = make(map[TenantKind]bool)
	}
	t.Cut[k] = true
}

// Join adds what other exports show.
func (t *Tenant) Join(other *Tenant) {
	if other.ID != "" {
		t.ID = other.ID
	}
	t.Domains = append(t.Domains, other.Domains...)
	t.Roles = append(t.Roles, other.Roles...)
	t.Holders = append(t.Holders, other.Holders...)
	t.Features = joinMaps(t.Features, other.Features)
	t.CloudManaged = joinMaps(t.CloudManaged, other.CloudManaged)
	t.Seen = joinMaps(t.Seen, other.Seen)
	t.Cut = joinMaps(t.Cut, other.Cut)
}

func joinMaps[K comparable](m, other map[K]bool) map[K]bool {
	if m == nil {
		return other
	}
	maps.Copy(m, other)
	return m
}

// InitialDomain returns the domain that the tenant was created with, which ends in
// onmicrosoft.com, or "" if it is not known.
func (t *Tenant) InitialDomain() string {
	for _, d := range t.Domains {
		if d.Initial {
			return d.Name
		}
	}
	return ""
}
