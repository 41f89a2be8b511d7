package diagnose

import (
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
)

// tenantRules are about settings of the tenant that block matching or make it unsafe.
var tenantRules = []*Rule{
	{
		ID: "HM3001", Title: "anyone with write access to Active Directory can take over cloud users by hard match", Severity: Notice, Since: "0.1",
		Text: `
blockCloudObjectTakeoverThroughHardMatchEnabled is off. The documentation recommends
that it is on, except while a hard match is wanted: otherwise an on-premises user
with a copied source anchor takes over the cloud user that carries it.`,
		Before: "blockCloudObjectTakeoverThroughHardMatchEnabled: false",
		After:  "true, and false only for the sync that must match",
		Cites:  []Citation{citeFeatures},
		tenant: flagRule(directory.FlagBlockHardMatch, false),
	},
	{
		ID: "HM3002", Title: "soft match is allowed for every new object", Severity: Notice, Since: "0.1",
		Text: `
blockSoftMatchEnabled is off. The documentation recommends to turn it on after the
migration: an on-premises user that gets the address of a cloud user would take it
over.`,
		Before: "blockSoftMatchEnabled: false",
		After:  "true outside migrations",
		Cites:  []Citation{citeFeatures},
		tenant: flagRule(directory.FlagBlockSoftMatch, false),
	},
	{
		ID: "HM3003", Title: "the bypass of the hard match hardening is on", Severity: Warning, Since: "0.1",
		Text: `
allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled lets a sync give cloud users
another object of Active Directory as their source. It is meant for a migration; turn it
off after that.`,
		Before: "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: true",
		After:  "false",
		Cites:  []Citation{citeExisting, citeFeatures},
		tenant: flagRule(directory.FlagAllowObjectIdentifier, true),
	},
	{
		ID: "HM3004", Title: "changed user principal names do not reach licensed users", Severity: Notice, Since: "0.1",
		Text: `
synchronizeUpnForManagedUsersEnabled is off: when the user principal name of a
licensed user with managed authentication changes on-premises, the cloud keeps the
old one without an error. The flag cannot be turned off again.`,
		Before: "synchronizeUpnForManagedUsersEnabled: false",
		After:  "true",
		Cites:  []Citation{citeFeatures},
		tenant: flagRule(directory.FlagSynchronizeUPN, false),
	},
	{
		ID: "HM3005", Title: "duplicate user principal names are refused instead of quarantined", Severity: Notice, Since: "0.1",
		Text: `
quarantineUponUpnConflictEnabled is off: an object with a user principal name that
another one has is not synced at all.`,
		Before: "quarantineUponUpnConflictEnabled: false",
		After:  "true, as it is by default",
		Cites:  []Citation{citeResiliency},
		tenant: flagRule(directory.FlagQuarantineUPN, false),
	},
	{
		ID: "HM3006", Title: "duplicate addresses are refused instead of quarantined", Severity: Notice, Since: "0.1",
		Text: `
quarantineUponProxyAddressesConflictEnabled is off: an object with an address that
another one has is not synced at all.`,
		Before: "quarantineUponProxyAddressesConflictEnabled: false",
		After:  "true, as it is by default",
		Cites:  []Citation{citeResiliency},
		tenant: flagRule(directory.FlagQuarantineAddresses, false),
	},
	{
		ID: "HM3007", Title: "a group holds a role, and its members are not exported", Severity: Notice, Since: "0.1",
		Text: `
A group holds a role of Entra ID, or is eligible for one. Its members have the role
through the group and are protected like other holders, but the exports do not show
them.`,
		Before: "a role assignment whose principal is a group",
		After:  "look its members up before they are matched",
		Cites:  []Citation{citeExisting},
		tenant: roleGroups,
	},
	{
		ID: "HM3008", Title: "soft match goes by addresses only", Severity: Notice, Since: "0.1",
		Text: `
softMatchOnUpnEnabled is off: an on-premises user with the user principal name of a
cloud user is not joined to it, unless the primary SMTP address is the same as well;
its name is quarantined instead. The flag cannot be turned off again.`,
		Before: "softMatchOnUpnEnabled: false",
		After:  "true, as it is by default in new tenants",
		Cites:  []Citation{citeFeatures},
		tenant: flagRule(directory.FlagSoftMatchOnUPN, false),
	},
}

// flagRule returns a check that reports a flag that is known to be on, or off.
func flagRule(name string, on bool) func(*pass) {
	return func(p *pass) {
		value, known := p.Tenant.Features[name]
		if known && value == on {
			state := "off"
			if on {
				state = "on"
			}
			p.report(about(name, nil), "%s is %s: %s", name, state, p.rule.Title)
		}
	}
}

// rolesOf returns which roles a cloud object holds, and which it is eligible for.
func (p *pass) rolesOf(r match.Ref) string {
	var parts []string
	if roles := p.RolesOf(r, false); roles != "" {
		parts = append(parts, "holds "+roles)
	}
	if roles := p.RolesOf(r, true); roles != "" {
		parts = append(parts, "is eligible for "+roles)
	}
	return strings.Join(parts, " and ")
}

func roleGroups(p *pass) {
	seen := make(map[string]bool)
	for _, h := range p.Tenant.Holders {
		for r := range p.Holders("id", h.PrincipalID) {
			if o := p.other.Object(r); o.Class == directory.Group && !seen[h.PrincipalID] {
				seen[h.PrincipalID] = true
				p.report(about("", nil, r), "the group %s %s; its members are not exported", nameOf(o), p.rolesOf(r))
			}
		}
	}
}
