package diagnose

import (
	"bytes"
	"encoding/base64"
	"slices"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/text"
)

// anchorRules are about source anchors and hard match.
var anchorRules = []*Rule{
	{
		ID: "HM1001", Title: "on-premises users have the same source anchor", Severity: Error, Since: "0.1",
		Text: `
The source anchor must be unique: the sync service takes two users with the same one
for one user, or refuses one of them with AttributeValueMustBeUnique. The cause is an
mS-DS-ConsistencyGuid that was copied with a user, or a custom anchor that is not
unique. Clear mS-DS-ConsistencyGuid of the user that the cloud user does not belong
to.`,
		Before: "ada and ada-test both have mS-DS-ConsistencyGuid QX00ApTUDEiiEm5kX0WP2w==",
		After:  "only ada has it",
		Cites:  []Citation{citeDesign, citeErrors},
		object: sharedAnchor,
	},
	{
		ID: "HM1002", Title: "mS-DS-ConsistencyGuid differs from the anchor that the cloud user was created with", Severity: Error, Since: "0.1",
		Text: `
mS-DS-ConsistencyGuid is the source anchor. It differs from objectGUID, and the
onPremisesImmutableId of the cloud user was made from objectGUID. If the user is
synced, Entra Connect stops with "sourceAnchor attribute has changed". Otherwise it
does not find the cloud user and makes a second one. Set mS-DS-ConsistencyGuid to the
value that the cloud has.`,
		Before: "mS-DS-ConsistencyGuid 7ffbceee..., objectGUID and cloud user 02347d41...",
		After:  "mS-DS-ConsistencyGuid 02347d41..., as the cloud user has it",
		Cites:  []Citation{citeUsers, citeDesign},
		object: changedAnchor,
	},
	{
		ID: "HM1003", Title: "the tenant blocks a hard match that the next sync needs", Severity: Error, Since: "0.1",
		Text: `
The source anchor equals the onPremisesImmutableId of a cloud user that is not
synced, and blockCloudObjectTakeoverThroughHardMatchEnabled is on. The export run
reports InvalidHardMatch. Turn the flag off for the one sync that must match, and on
again after it.`,
		Before: "blockCloudObjectTakeoverThroughHardMatchEnabled is true",
		After:  "it is false for one delta sync, then true again",
		Cites:  []Citation{citeFeatures, citeErrors},
		object: func(p *pass) {
			if p.verdict.Outcome == match.HardMatchBlocked {
				c := p.verdict.Counterpart
				p.report(p.anchor(), "%s would take over %s, but the tenant blocks takeover through hard match", p.self(), p.nameInCloud(c))
			}
		},
	},
	{
		ID: "HM1004", Title: "hard match would take over a user who holds an Entra role", Severity: Error, Since: "0.1",
		Text: `
The source anchor equals the onPremisesImmutableId of a cloud user that is not
synced, or was deleted, and holds a role of Entra ID or is eligible for one. Since
the summer of 2026 the takeover is refused and the export run reports
InvalidHardMatch. Keep the account managed in the cloud. If it must be synced, remove
its roles and eligibilities, wait 15 minutes, sync, and assign them again.`,
		Before:   "admin@contoso.com holds Global Administrator and carries the anchor of ada",
		After:    "the role is removed before the sync and assigned again after it",
		Cites:    []Citation{citeExisting, citeErrors},
		Enforced: match.AssignedRolesBlock,
		object:   roleHolder,
	},
	{
		ID: "HM1005", Title: "the cloud user belongs to another object of Active Directory", Severity: Error, Since: "0.1",
		Text: `
onPremisesObjectIdentifier of the cloud user is not the objectGUID of the object that
has its source anchor now. Since July 2026 the service refuses the change: error 96,
AttributeUpdateNotAllowed or DataValidationFailed. Find out whose cloud user it is,
clear onPremisesObjectIdentifier, and sync again.`,
		Before:   "onPremisesObjectIdentifier is the objectGUID of the user of the old forest",
		After:    "onPremisesObjectIdentifier is null; the next sync writes the new one",
		Cites:    []Citation{citeExisting, citeErrors},
		Enforced: match.ObjectIdentifierBlock,
		object: func(p *pass) {
			if p.verdict.Outcome == match.OtherSource {
				c := p.verdict.Counterpart
				source := p.other.Object(c).OnPremisesObjectIdentifier.Value.String()
				p.report(about("onPremisesObjectIdentifier", []byte(source), c),
					"%s has the source anchor of %s, which came from another object of Active Directory", p.self(), p.nameInCloud(c))
			}
		},
	},
	{
		ID: "HM1006", Title: "onPremisesImmutableId does not encode the octets of a GUID as they are stored", Severity: Warning, Since: "0.1",
		Text: `
The value was made by encoding the text of a GUID, or its octets in the order of the
text. The sync service encodes the 16 octets as Active Directory stores them, so no
user can match the value. The finding has the right value.`,
		Before: "MDIzNDdkNDEtZDQ5NC00ODBjLWEyMTItNmU2NDVmNDU4ZmRi",
		After:  "QX00ApTUDEiiEm5kX0WP2w==",
		Cites:  []Citation{citeDesign},
		cloud:  wronglyEncoded,
	},
	{
		ID: "HM1007", Title: "source anchors differ in case only", Severity: Warning, Since: "0.1",
		Text: `
Source anchors are compared by exact case: these two are different users to the
sync service, but one user to many tools and to $filter of Microsoft Graph. The
documentation asks to avoid such values.`,
		Before: "employeeID e4711 and E4711",
		After:  "values that differ in more than case",
		Cites:  []Citation{citeDesign},
		object: differentCase,
	},
	{
		ID: "HM1008", Title: "the source anchor has forbidden characters or is too long", Severity: Error, Since: "0.1",
		Text: `
A source anchor of text must have less than 60 characters. Characters other than
letters and digits of ASCII count three times. It must have none of
\ ! # $ % & * + / = ? ^ ` + "`" + ` { } | ~ < > ( ) ' ; : , [ ] " @ _`,
		Before: "employeeID adm_4711",
		After:  "employeeID adm4711",
		Cites:  []Citation{citeDesign, citeGraphUser},
		object: forbiddenAnchor,
	},
	{
		ID: "HM1009", Title: "a cloud user has the source anchor of one user and the name of another", Severity: Warning, Since: "0.1",
		Text: `
The cloud user carries the source anchor of one on-premises user and the user
principal name of another. This is the result of a script that wrote the wrong anchor.
The next sync overwrites the cloud user with the data of the user whose anchor it
carries. Find out before that whose cloud user it is.`,
		Before: "ada@contoso.com in the cloud carries the anchor of ben",
		After:  "each cloud user carries the anchor of the user whose name it has",
		Cites:  []Citation{citeExisting, citeErrors},
		object: crossedAnchor,
	},
	{
		ID: "HM1010", Title: "a deleted cloud user is restored", Severity: Notice, Since: "0.1",
		Text: `
The source anchor is that of a deleted cloud user, and no active one has it. The
next sync restores it, with its mailbox, groups and licences. If a new user was
created for the same person in the meantime, the two are in conflict: purge the
deleted one first.`,
		Before: "ada@contoso.com was deleted three days ago and carries the anchor of ada",
		After:  "it is restored, or purged before the sync",
		Cites:  []Citation{citeRecycleBin, citeExisting},
		object: func(p *pass) {
			if p.verdict.Kind == match.Restore {
				p.report(p.anchor(), "the next sync restores the deleted user %s for %s", p.name(p.verdict.Counterpart), p.self())
			}
		},
	},
	{
		ID: "HM1011", Title: "the cloud user with this source anchor came from an object with another SID", Severity: Notice, Since: "0.1",
		Text: `
The synced cloud user with this source anchor has the SID of another on-premises
user, and no onPremisesObjectIdentifier that would show its source. This is expected
after a migration between domains. Otherwise the anchor was copied to the wrong user.`,
		Before: "onPremisesSecurityIdentifier of the cloud user is not objectSid of the user",
		After:  "both are the same, or the user is known to have moved",
		Cites:  []Citation{citeExisting},
		object: otherSID,
	},
	{
		ID: "HM1012", Title: "no on-premises object that syncs has the source anchor of a synced user", Severity: Notice, Since: "0.1",
		Text: `
The cloud user is synced, but the exports show no on-premises user with its source
anchor, or only one that is filtered out. If the exports show all of Active Directory,
the next full sync deletes the cloud user. The rule is evaluated only if they show the
sources of at least half of the synced users.`,
		Before: "the user was moved to an organisational unit that does not sync",
		After:  "the user is in scope again, or the deletion is intended",
		Cites:  []Citation{citeDeletes, citeErrors},
		cloud: func(p *pass) {
			if !p.covers || p.IsCounterpart(p.ref) || !p.o.OnPremisesSyncEnabled.Is("true") || !match.IsUser(p.o) || len(p.o.Anchor.Value) == 0 {
				return
			}
			if len(p.OnPremisesWithAnchor(string(p.o.Anchor.Value))) == 0 {
				p.report(about(directory.AttrOnPremisesImmutableID, p.o.Anchor.Value), "no on-premises user that syncs has the source anchor of %s, which is synced", p.self())
			}
		},
	},
}

// anchor returns the subject of a finding about the anchor that both objects have.
func (p *pass) anchor() subject {
	return about(directory.AttrOnPremisesImmutableID, p.o.Anchor.Value, p.counterpart()...)
}

func sharedAnchor(p *pass) {
	for _, c := range p.duplicates(match.ByAnchor) {
		same := slices.DeleteFunc(p.anchorsLike(c, true), match.Ref.IsCloud)
		if len(same) > 0 {
			p.report(about(p.o.Anchor.Attribute, p.o.Anchor.Value, same...), "%s has the same source anchor as %s", p.self(), p.namesOf(same))
		}
	}
}

func differentCase(p *pass) {
	for _, c := range p.duplicates(match.ByAnchor) {
		others := slices.DeleteFunc(p.anchorsLike(c, false), func(r match.Ref) bool { return r == p.nameHolder() })
		if len(others) > 0 {
			p.report(about(p.o.Anchor.Attribute, p.o.Anchor.Value, others...), "the source anchor of %s differs from that of %s in case only", p.self(), p.namesOf(others))
		}
	}
}

// anchorsLike returns the other holders in a conflict whose anchor is the same in exact
// case or, if not same, differs in case.
func (p *pass) anchorsLike(c match.DuplicateValue, same bool) []match.Ref {
	var found []match.Ref
	for _, r := range c.Holders[1:] {
		if bytes.Equal(p.other.Object(r).Anchor.Value, p.o.Anchor.Value) == same {
			found = append(found, r)
		}
	}
	return found
}

// anchorChanged returns the cloud user with the anchor made from objectGUID of the object,
// if mS-DS-ConsistencyGuid gives another anchor, or [match.None].
func (p *pass) anchorChanged() match.Ref {
	o := p.o
	if o.Anchor.Attribute != directory.AttrConsistencyGUID || o.ObjectGUID.Presence != directory.Present {
		return match.None
	}
	old := o.ObjectGUID.Value.ImmutableID()
	switch p.verdict.Kind {
	case match.Joined, match.HardMatch, match.Restore, match.CloudManaged:
		return match.None
	}
	if string(o.Anchor.Value) == old {
		return match.None
	}
	return p.ActiveWithAnchor(old)
}

func changedAnchor(p *pass) {
	if c := p.anchorChanged(); c != match.None {
		p.report(about(directory.AttrConsistencyGUID, p.o.Anchor.Value, c), "mS-DS-ConsistencyGuid of %s differs from its objectGUID, whose source anchor %s carries", p.self(), p.nameInCloud(c))
	}
}

func roleHolder(p *pass) {
	c := p.verdict.Counterpart
	does := "take over"
	switch p.verdict.Outcome {
	case match.RestoreAdmin:
		does = "restore"
	case match.HardMatchAdmin, match.HardMatchHarmless, match.HardMatchEligible:
	default:
		return
	}
	how := "holds " + p.RolesOf(c, false)
	if how == "holds " {
		how = "is eligible for " + p.RolesOf(c, true)
	}
	p.report(p.anchor(), "%s would %s %s, who %s", p.self(), does, p.name(c), how)
	if p.verdict.Outcome == match.HardMatchEligible {
		p.limitSeverity(p.rule.severityOn(p.AsOf, match.EligibleRolesBlock)) // its rollout came later
	}
}

// wronglyEncoded reports anchors made from the text of a GUID, and anchors in the order of
// text if the right order is the anchor of an on-premises user.
func wronglyEncoded(p *pass) {
	if p.HasSource(p.ref) {
		return
	}
	anchor := p.o.OnPremisesImmutableID.Value
	if octets, err := base64.StdEncoding.DecodeString(string(anchor)); err == nil && len(octets) != 16 {
		if g, err := convert.ParseGUID(octets); err == nil {
			p.report(about(directory.AttrOnPremisesImmutableID, anchor, p.OnPremisesWithAnchor(g.ImmutableID())...),
				"%s carries the Base64 of the text of GUID %s; the anchor is %s", p.self(), g, g.ImmutableID())
		}
		return
	}
	g, err := convert.ParseImmutableID(anchor)
	if err != nil || len(p.OnPremisesWithAnchor(string(anchor))) > 0 {
		return
	}
	swapped := g.Swapped()
	if meant := p.OnPremisesWithAnchor(swapped.ImmutableID()); len(meant) > 0 {
		p.report(about(directory.AttrOnPremisesImmutableID, anchor, meant...),
			"%s carries the octets of GUID %s in the order of text; the anchor of %s is %s", p.self(), swapped, p.namesOf(meant), swapped.ImmutableID())
	}
}

func forbiddenAnchor(p *pass) {
	a := p.o.Anchor
	if a.Attribute == directory.AttrObjectGUID || a.Attribute == directory.AttrConsistencyGUID || len(a.Value) == 0 {
		return
	}
	if _, err := base64.StdEncoding.DecodeString(string(a.Value)); err == nil && bytes.ContainsAny(a.Value, "+/=") {
		return // the Base64 of octets
	}
	weight := 0
	for _, c := range text.ValidUTF8(a.Value) {
		if weight++; !isLetterOrDigit(c) {
			weight += 2
		}
	}
	if i := bytes.IndexAny(a.Value, "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@_"); i >= 0 {
		p.report(about(a.Attribute, a.Value), "the source anchor of %s has the character %q", p.self(), a.Value[i])
	} else if weight >= 60 {
		p.report(about(a.Attribute, a.Value), "the source anchor of %s is too long: it counts as %d characters, expected at most 59", p.self(), weight)
	}
}

func isLetterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// crossedAnchor reports cloud users with the name of the object and the anchor of another
// user; see [pass.crossed].
func crossedAnchor(p *pass) {
	for _, c := range p.duplicates(match.ByUPN) {
		if owner := p.crossed(c); owner != match.None {
			cloudUser := c.Holders[len(c.Holders)-1]
			p.report(about("userPrincipalName", p.o.UserPrincipalName.Value, cloudUser, owner),
				"%s carries the source anchor of %s, not of %s, whose name it has", p.nameInCloud(cloudUser), p.name(owner), p.self())
		}
	}
}

// crossed returns the on-premises user whose anchor a cloud user carries, if this user has
// neither the name nor the address of the cloud user, and the object has its name.
// Otherwise it returns [match.None].
func (p *pass) crossed(c match.DuplicateValue) match.Ref {
	cloudUser := c.Holders[len(c.Holders)-1]
	if len(c.Holders) != 2 || !cloudUser.IsCloud() {
		return match.None
	}
	user := p.other.Object(cloudUser)
	owners := p.OnPremisesWithAnchor(string(user.Anchor.Value))
	if slices.Contains(owners, p.ref) {
		return match.None
	}
	name, address := bytes.Clone(user.UserPrincipalName.Value), bytes.Clone(user.PrimarySMTP())
	for _, owner := range owners {
		if o := p.other.Object(owner); !bytes.EqualFold(o.UserPrincipalName.Value, name) && (len(address) == 0 || !bytes.EqualFold(o.PrimarySMTP(), address)) {
			return owner
		}
	}
	return match.None
}

func otherSID(p *pass) {
	if p.verdict.OtherSID {
		p.report(p.anchor(), "%s has another SID than the object from which %s came", p.self(), p.name(p.verdict.Counterpart))
	}
}
