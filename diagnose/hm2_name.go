package diagnose

import (
	"bytes"
	"fmt"

	"hardmatch/match"
	"hardmatch/text"
)

// nameRules are about addresses, user principal names and soft match.
var nameRules = []*Rule{
	{
		ID: "HM2001", Title: "the cloud object with the same names has another source anchor", Severity: Error, Since: "0.1",
		Text: `
The primary SMTP address or the user principal name is that of a cloud user with
another source anchor, so no soft match is possible. Reports name it InvalidSoftMatch
or AttributeValueMustBeUnique; for new objects the value is often quarantined instead.
Decide whose cloud user it is. If it is the same person, set mS-DS-ConsistencyGuid to
the onPremisesImmutableId of the cloud user, or write the new anchor on the cloud user.
Otherwise remove the value from the object that should not have it.`,
		Before: "ada was created again in Active Directory; the cloud user has the old anchor",
		After:  "mS-DS-ConsistencyGuid of the new ada is the onPremisesImmutableId of the cloud user",
		Cites:  []Citation{citeErrors, citeExisting, citeResiliency},
		object: otherAnchor,
	},
	{
		ID: "HM2002", Title: "soft match would join a user who holds an Entra role", Severity: Error, Since: "0.1",
		Text: `
Entra ID never joins an on-premises user by its names to a cloud user that holds a
role: the error is ExistingAdminRoleConflict, and the service makes a second user with
quarantined names. Remove the roles, purge the second user, sync, and assign the roles
again. It is better to keep administrators managed in the cloud.`,
		Before: "admin@contoso.com holds Global Administrator, and ada has its user principal name",
		After:  "the administrator has a name of its own",
		Cites:  []Citation{citeExisting, citeErrors},
		object: func(p *pass) {
			if p.verdict.Outcome == match.SoftMatchAdmin {
				c := p.verdict.Counterpart
				p.report(p.sharedName(), "%s would be joined to %s, who holds %s", p.self(), p.nameInCloud(c), p.RolesOf(c, false))
			}
		},
	},
	{
		ID: "HM2003", Title: "an address belongs to several objects", Severity: Warning, Since: "0.1",
		Text: `
Addresses must be unique among all users, groups and contacts of both sides, in
proxyAddresses and mail alike and without regard to case. The object that comes
second loses the address: it is quarantined, or the whole change is refused with
AttributeValueMustBeUnique. Remove the address from all objects except one.`,
		Before: "ada: smtp:sales@contoso.com, group Sales: SMTP:Sales@contoso.com",
		After:  "only the group has it",
		Cites:  []Citation{citeErrors, citeResiliency, citePrepare},
		object: sharedAddress,
	},
	{
		ID: "HM2004", Title: "a user principal name belongs to several users", Severity: Warning, Since: "0.1",
		Text: `
User principal names must be unique. The user that comes second gets a placeholder
at the initial domain instead of its name, or is refused with
AttributeValueMustBeUnique. Rename all users except one.`,
		Before: "two users ada@contoso.com, of two forests",
		After:  "ada@contoso.com and ada.b@contoso.com",
		Cites:  []Citation{citeErrors, citeResiliency, citePrepare},
		object: sharedUPN,
	},
	{
		ID: "HM2005", Title: "the suffix of the user principal name is no verified domain", Severity: Warning, Since: "0.1",
		Text: `
A user principal name whose suffix is not a verified domain of the tenant cannot be
used in the cloud: the user gets its mail nickname at the initial domain, and has to
sign in with that name. Suffixes such as .local cannot be verified. Add and verify the
domain, or give the users a verified suffix.`,
		Before: "ada@corp.contoso.local, in the cloud ada@contoso.onmicrosoft.com",
		After:  "ada@contoso.com on both sides",
		Cites:  []Citation{citeUPN, citePrepare},
		object: unverifiedSuffix,
	},
	{
		ID: "HM2006", Title: "the address and the user principal name belong to two cloud users", Severity: Warning, Since: "0.1",
		Text: `
The primary SMTP address finds one cloud user and the user principal name another.
The address is compared first, so the sync joins the first one. The second one keeps
the name, and the two are in conflict. Decide which of the two is the same person.`,
		Before: "SMTP:ada@contoso.com finds one cloud user, UPN ada@contoso.com another",
		After:  "both are found with one cloud user",
		Cites:  []Citation{citeExisting, citeFeatures},
		object: func(p *pass) {
			for _, c := range p.duplicates(match.ByUPN) {
				if p.findsTwo(c) {
					other := c.Holders[len(c.Holders)-1]
					p.report(about("userPrincipalName", p.o.UserPrincipalName.Value, p.verdict.Counterpart, other),
						"the primary SMTP address of %s finds %s, its user principal name finds %s", p.self(), p.nameInCloud(p.verdict.Counterpart), p.nameInCloud(other))
				}
			}
		},
	},
	{
		ID: "HM2007", Title: "the tenant blocks a soft match that the next sync needs", Severity: Warning, Since: "0.1",
		Text: `
A cloud object without source anchor has the names, but blockSoftMatchEnabled is on:
the service makes a second object with quarantined names. Turn the flag off for the
one sync that must match, or write the source anchor on the cloud object, so that a
hard match finds it.`,
		Before: "blockSoftMatchEnabled is true",
		After:  "the cloud object has the source anchor, and the hard match needs no names",
		Cites:  []Citation{citeFeatures},
		object: func(p *pass) {
			if p.verdict.Outcome == match.SoftMatchBlocked {
				p.report(p.sharedName(), "%s, but the tenant blocks soft match", p.sharing())
			}
		},
	},
	{
		ID: "HM2008", Title: "several users would be joined to one cloud user", Severity: Warning, Since: "0.1",
		Text: `
Two on-premises users have the names of one cloud user without source anchor. It is
not documented which of them the service processes first and joins. The other one is
refused with InvalidSoftMatch, or becomes a new user with quarantined names.`,
		Before: "SMTP:ada@contoso.com is the primary address of ada and of ada-old",
		After:  "only the right one has it",
		Cites:  []Citation{citeErrors, citeExisting},
		object: func(p *pass) {
			if p.verdict.Outcome == match.SoftMatchSecond {
				first := p.SoftMatchedBy(p.verdict.Counterpart)
				s := p.sharedName()
				s.others = []match.Ref{first, p.verdict.Counterpart}
				p.report(s, "%s and %s would both be joined to %s", p.name(first), p.self(), p.nameInCloud(p.verdict.Counterpart))
			}
		},
	},
	{
		ID: "HM2009", Title: "a soft match finds a guest", Severity: Warning, Since: "0.1",
		Text: `
The cloud user with the names is a guest. It is not documented what a soft match does
then. Convert the guest to a member, or remove it, before the user syncs.`,
		Before: "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com has mail ada@contoso.com",
		After:  "no guest has this address",
		Cites:  []Citation{citeExisting},
		object: func(p *pass) {
			if p.verdict.Outcome == match.SoftMatchGuest {
				p.report(p.sharedName(), "%s, a guest", p.sharing())
			}
		},
	},
	{
		ID: "HM2010", Title: "a cloud object of another type has the primary SMTP address", Severity: Error, Since: "0.1",
		Text: `
A user cannot be joined to a group or a contact, and a group or a contact not to a
user: the error is ObjectTypeMismatch. Remove the address from one of the two.`,
		Before: "user ada and cloud group Ada's team: SMTP:ada@contoso.com",
		After:  "the group has another address",
		Cites:  []Citation{citeErrors},
		object: func(p *pass) {
			if p.verdict.Outcome == match.SoftMatchType && p.verdict.Counterpart != match.None {
				p.report(p.sharedName(), "%s has the primary SMTP address of %s", p.self(), p.nameInCloud(p.verdict.Counterpart))
			}
		},
	},
	{
		ID: "HM2011", Title: "another object has the same SID", Severity: Error, Since: "0.1",
		Text: `
A cloud object with another source anchor has this objectSid as
onPremisesSecurityIdentifier. Mostly it is the same person under a new anchor, and the
service refuses it with AttributeValueMustBeUnique. Set mS-DS-ConsistencyGuid to the
onPremisesImmutableId of the cloud user.`,
		Before: "the source anchor was changed from objectGUID to employeeID for one user",
		After:  "the user keeps the anchor that the cloud has",
		Cites:  []Citation{citeErrors, citeExisting},
		object: func(p *pass) {
			if p.verdict.Outcome == match.DuplicateSID && p.verdict.Counterpart != match.None {
				c := p.verdict.Counterpart
				p.report(about("onPremisesSecurityIdentifier", sidText(p.o.ObjectSID), c), "%s has the SID of %s, which has another source anchor", p.self(), p.nameInCloud(c))
			}
			for _, c := range p.duplicates(match.BySID) {
				others := c.Holders[1:]
				p.report(about("objectSid", sidText(p.o.ObjectSID), others...), "%s has the same SID as %s", p.self(), p.namesOf(others))
			}
		},
	},
	{
		ID: "HM2012", Title: "soft match would join a user who is eligible for an Entra role", Severity: Warning, Since: "0.1",
		Text: `
By the documentation a soft match never joins a user who holds a role. It does not
mention users who are only eligible for one. After the match, whoever controls the
on-premises account can activate the role. Decide before the sync.`,
		Before: "ada@contoso.com is eligible for Global Administrator",
		After:  "the user is not eligible, or stays managed in the cloud",
		Cites:  []Citation{citeExisting},
		object: func(p *pass) {
			if k := p.verdict.Kind; k != match.SoftMatchSMTP && k != match.SoftMatchUPN {
				return
			}
			if roles := p.RolesOf(p.verdict.Counterpart, true); roles != "" {
				p.report(p.sharedName(), "%s would be joined to %s, who is eligible for %s", p.self(), p.nameInCloud(p.verdict.Counterpart), roles)
			}
		},
	},
	{
		ID: "HM2013", Title: "the cloud object has a quarantined value", Severity: Warning, Since: "0.1",
		Text: `
An earlier sync could not write this value, since another object has it, and keeps it
in quarantine. The service tries again every hour. Remove the value from one of the
two objects.`,
		Before: "onPremisesProvisioningErrors: PropertyConflict, ProxyAddress, SMTP:ada@contoso.com",
		After:  "onPremisesProvisioningErrors is empty",
		Cites:  []Citation{citeResiliency, citeGraphSync},
		cloud:  quarantined,
	},
	{
		ID: "HM2014", Title: "a service reports an error about the cloud object", Severity: Notice, Since: "0.1",
		Text: `
A service such as Exchange Online could not process the object, and reports this in
serviceProvisioningErrors. It is no error of the synchronisation.`,
		Before: "serviceProvisioningErrors: exchange/..., isResolved false",
		After:  "isResolved true",
		Cites:  []Citation{citeGraphXML},
		cloud:  serviceError,
	},
	{
		ID: "HM2015", Title: "the user principal name is an address of another object", Severity: Notice, Since: "0.1",
		Text: `
Another object has the user principal name as an address, and the user itself does
not. When the user gets a mailbox, the name becomes one of its addresses, and the two
are in conflict.`,
		Before: "user ada@contoso.com; shared mailbox with smtp:ada@contoso.com",
		After:  "the shared mailbox has another address",
		Cites:  []Citation{citeUPN},
		object: nameIsAddress,
	},
}

// sharedName returns the subject of a finding about the name that the object shares with
// the cloud object of its verdict: the user principal name or the address.
func (p *pass) sharedName() subject {
	c := p.verdict.Counterpart
	other := p.other.Object(c)
	upn := p.o.UserPrincipalName.Value
	address := p.o.PrimarySMTP()
	if len(address) == 0 || len(upn) > 0 && bytes.EqualFold(upn, other.UserPrincipalName.Value) && !other.HasAddress(address) {
		return about("userPrincipalName", upn, c)
	}
	attribute, value := p.o.AddressValue(address)
	return about(attribute, value, c)
}

// sharing returns a sentence about the name that the object shares with the cloud object
// of its verdict.
func (p *pass) sharing() string {
	what := "primary SMTP address"
	if p.sharedName().attribute == "userPrincipalName" {
		what = "user principal name"
	}
	return p.self() + " has the " + what + " of " + p.nameInCloud(p.verdict.Counterpart)
}

// nameHolder returns the cloud object that has the names of the object and belongs to
// another object, or [match.None].
func (p *pass) nameHolder() match.Ref {
	switch p.verdict.Outcome {
	case match.SoftMatchTaken, match.SoftMatchSameSID, match.GroupTaken:
		return p.verdict.Counterpart
	}
	return match.None
}

func otherAnchor(p *pass) {
	c := p.nameHolder()
	if c == match.None || p.anchorChanged() == c {
		return // nothing, or reported by HM1002
	}
	s, sharing := p.sharedName(), p.sharing()
	anchor := p.other.Object(c).Anchor.Value
	inCaseOnly := len(p.o.Anchor.Value) > 0 && bytes.EqualFold(anchor, p.o.Anchor.Value)
	owners := p.OnPremisesWithAnchor(string(anchor))
	s.others = append(s.others, owners...)
	switch {
	case len(owners) > 0:
		p.report(s, "%s, which carries the source anchor of %s", sharing, p.namesOf(owners))
	case p.verdict.Outcome == match.SoftMatchSameSID:
		p.report(s, "%s and also its SID, but another source anchor", sharing)
	case p.verdict.Outcome == match.GroupTaken:
		p.report(s, "%s, which is synced from a group with another SID", sharing)
	case inCaseOnly:
		p.report(s, "%s, whose source anchor differs in case only", sharing)
	default:
		p.report(s, "%s, which has another source anchor", sharing)
	}
}

func sharedAddress(p *pass) {
	for _, c := range p.duplicates(match.ByAddress) {
		if p.sameNameAs(c) && p.crossed(c) != match.None {
			continue // reported by HM1009
		}
		value, byMail := p.sharedValue(c)
		attribute := "proxyAddresses"
		if byMail {
			attribute = "mail"
		}
		others := c.Holders[1:]
		p.report(about(attribute, value, others...), "%s also belongs to %s", text.ValidUTF8(value), p.namesOf(others))
	}
}

// sameNameAs reports whether the last holder has the user principal name of the object.
func (p *pass) sameNameAs(c match.DuplicateValue) bool {
	last := p.other.Object(c.Holders[len(c.Holders)-1])
	upn := p.o.UserPrincipalName.Value
	return len(upn) > 0 && bytes.EqualFold(upn, last.UserPrincipalName.Value)
}

// sharedValue returns the address of a conflict as the object spells it, and whether one
// of the holders has it only as mail.
func (p *pass) sharedValue(c match.DuplicateValue) (value []byte, byMail bool) {
	for i, r := range c.Holders {
		o := p.o
		if i > 0 {
			o = p.other.Object(r)
		}
		v, inList := match.SpellingOf(o, c.Key)
		byMail = byMail || !inList
		if i == 0 {
			value = v
		}
	}
	return value, byMail
}

func sharedUPN(p *pass) {
	for _, c := range p.duplicates(match.ByUPN) {
		if p.crossed(c) != match.None || p.findsTwo(c) {
			continue // reported by HM1009 or HM2006
		}
		others := c.Holders[1:]
		p.report(about("userPrincipalName", p.o.UserPrincipalName.Value, others...), "%s is also the user principal name of %s%s", p.self(), p.namesOf(others), p.placeholders(c))
	}
}

// placeholders returns a sentence about the name of the first new user that does not get
// its own name, or "".
func (p *pass) placeholders(c match.DuplicateValue) string {
	for _, r := range c.Holders {
		if p.VerdictOf(r).Outcome != match.QuarantinedUPN {
			continue
		}
		if o := p.other.Object(r); p.PlaceholderUPN(o) != "" {
			return fmt.Sprintf("; the new user of %s:%d gets %s", o.Origin.File, o.Origin.Line, p.PlaceholderUPN(o))
		}
		break
	}
	return ""
}

// findsTwo reports whether the address finds one cloud user and a conflict of user
// principal names another one.
func (p *pass) findsTwo(c match.DuplicateValue) bool {
	other := c.Holders[len(c.Holders)-1]
	return p.verdict.Kind == match.SoftMatchSMTP && len(c.Holders) == 2 && other.IsCloud() && other != p.verdict.Counterpart
}

func nameIsAddress(p *pass) {
	upn := p.ownUPN()
	if len(upn) == 0 || p.o.HasAddress(upn) {
		return
	}
	if others := p.OthersWithAddress(p.ref, upn); len(others) > 0 {
		p.report(about("userPrincipalName", upn, others...), "%s is an address of %s", text.ValidUTF8(upn), p.namesOf(p.withoutJoined(others)))
	}
}
