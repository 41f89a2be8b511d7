package htmlreport

import (
	"maps"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/text"
)

// A tenantView is what the exports show of the tenant.
type tenantView struct {
	ID, InitialDomain         string
	Domains                   []domain
	Features                  []feature
	Roles, Assigned, Eligible string // how many, as far as is known
	Kinds                     []tenantKind
}

type domain struct{ Name, Facts, Place string }

type feature struct {
	Name string
	On   bool
}

// A tenantKind is a kind of facts about the tenant, and whether it was exported.
type tenantKind struct{ Name, State string }

var tenantKinds = []directory.TenantKind{
	directory.Organization, directory.Domains, directory.SyncFeatures, directory.Users, directory.DeletedUsers, directory.Groups,
	directory.Contacts, directory.RoleDefinitions, directory.RoleAssignments, directory.RoleEligibility,
}

func newTenantView(t *directory.Tenant) tenantView {
	if t == nil {
		t = new(directory.Tenant)
	}
	assigned, eligible := holders(t)
	v := tenantView{
		ID: text.Visible(t.ID), InitialDomain: text.Visible(t.InitialDomain()), Features: features(t),
		Roles:    howMany(t, directory.RoleDefinitions, len(t.Roles)),
		Assigned: howMany(t, directory.RoleAssignments, assigned), Eligible: howMany(t, directory.RoleEligibility, eligible),
	}
	for _, d := range t.Domains {
		v.Domains = append(v.Domains, domain{text.Visible(d.Name), domainFacts(d), place(d.Origin).Place()})
	}
	for _, k := range tenantKinds {
		v.Kinds = append(v.Kinds, tenantKind{string(k), stateOf(t, k)})
	}
	return v
}

func features(t *directory.Tenant) []feature {
	var all []feature
	for _, name := range slices.Sorted(maps.Keys(t.Features)) {
		all = append(all, feature{text.Visible(name), t.Features[name]})
	}
	return all
}

func holders(t *directory.Tenant) (assigned, eligible int) {
	for _, h := range t.Holders {
		if h.Eligible {
			eligible++
		} else {
			assigned++
		}
	}
	return assigned, eligible
}

// howMany returns a count. It is not 0 for a kind that was not exported.
func howMany(t *directory.Tenant, k directory.TenantKind, n int) string {
	switch {
	case t.Knows(k):
		return text.Grouped(n)
	case n == 0:
		return stateOf(t, k)
	}
	return text.Grouped(n) + ", " + stateOf(t, k)
}

func stateOf(t *directory.Tenant, k directory.TenantKind) string {
	switch {
	case t.Knows(k):
		return "exported"
	case t.Seen[k]:
		return "exported in part"
	}
	return "not exported"
}

// domainFacts returns the facts about a domain that the export shows.
func domainFacts(d directory.Domain) string {
	facts := []string{"not known to be verified"}
	if d.Verified {
		facts[0] = "verified"
	}
	if d.Initial {
		facts = append(facts, "initial")
	}
	if d.Federated {
		facts = append(facts, "federated")
	}
	return strings.Join(facts, ", ")
}
