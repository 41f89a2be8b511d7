package diagnose

import (
	"bytes"
	"encoding/base64"
	"slices"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/match"
)

// anchorRules are about source anchors and what a hard match meets.
var anchorRules = []*Rule{
	{
		ID: "HM1001", Title: "on-premises users have the same source anchor", Severity: Error, Since: "0.1",
		Text: `
The source anchor must be unique: two users with the same one are one person to
the sync service, or one of them is refused with AttributeValueMustBeUnique. This
comes from mS-DS-ConsistencyGuid copied with a user, or from a custom anchor that
is not unique. Clear mS-DS-ConsistencyGuid of the user that is not the twin of the
cloud user.`,
		Before: "ada and ada-test both have mS-DS-ConsistencyGuid QX00ApTUDEiiEm5kX0WP2w==",
		After:  "only ada has it",
		Cites:  []Citation{citeDesign, citeErrors},
		object: sharedAnchor,
	},
	{
		ID: "HM1002", Title: "the cloud has the source anchor of objectGUID, but mS-DS-ConsistencyGuid differs", Severity: Error, Since: "0.1",
		Text: `
mS-DS-ConsistencyGuid is the source anchor and differs both from objectGUID and
from the onPremisesImmutableId of the cloud user, which is that of objectGUID. If
the user is synced, Entra Connect stops with "sourceAnchor attribute has changed";
else it does not find the cloud user, and makes a second one. Put mS-DS-ConsistencyGuid back to the value that the cloud has.`,
		Before: "mS-DS-ConsistencyGuid 7ffbceee..., objectGUID and cloud user 02347d41...",
		After:  "mS-DS-ConsistencyGuid 02347d41..., as the cloud user has it",
		Cites:  []Citation{citeUsers, citeDesign},
		object: changedAnchor,
	},
	{
		ID: "HM1003", Title: "the tenant blocks the hard match that is due", Severity: Error, Since: "0.1",
		Text: `
The source anchor equals the onPremisesImmutableId of a cloud user that is not
synced, and blockCloudObjectTakeoverThroughHardMatchEnabled is on. The export run
reports InvalidHardMatch. Turn the switch off for the one sync that is to match,
and on again afterwards.`,
		Before: "blockCloudObjectTakeoverThroughHardMatchEnabled is true",
		After:  "it is false for one delta sync, then true again",
		Cites:  []Citation{citeFeatures, citeErrors},
		object: func(p *pass) {
			if p.verdict.Outcome == match.HardMatchBlocked {
				c := p.verdict.Counterpart
				p.report(p.anchor(), "%s would take over %s, but the tenant blocks takeover through hard match", p.self(), p.inTheCloud(c))
			}
		},
	},
	{
		ID: "HM1004", Title: "hard match would take over a user who holds an Entra role", Severity: Error, Since: "0.1",
		Text: `
The source anchor equals the onPremisesImmutableId of a cloud user that is not
synced, or was deleted, and holds a role of Entra ID or is eligible for one. Since
the summer of 2026 the takeover is refused and the export run reports
InvalidHardMatch. Keep the account managed in the cloud; if it must be synced,
remove its roles and eligibilities, wait a quarter of an hour, sync, and give them
back.`,
		Before:   "admin@contoso.com holds Global Administrator and carries the anchor of ada",
		After:    "the role is removed before the sync and given back after it",
		Cites:    []Citation{citeExisting, citeErrors},
		Enforced: match.AssignedRolesBlock,
		object:   roleHolder,
	},
	{
		ID: "HM1005", Title: "the cloud user belongs to another object of Active Directory", Severity: Error, Since: "0.1",
		Text: `
onPremisesObjectIdentifier of the cloud user is the objectGUID of another object
than the one that has its source anchor now. Since July 2026 the service refuses to
move it: error 96, AttributeUpdateNotAllowed or DataValidationFailed. Make sure who
owns the cloud user, clear onPremisesObjectIdentifier, and sync again.`,
		Before:   "onPremisesObjectIdentifier is the objectGUID of the user of the old forest",
		After:    "onPremisesObjectIdentifier is null; the next sync writes the new one",
		Cites:    []Citation{citeExisting, citeErrors},
		Enforced: match.ObjectIdentifierBlock,
		object: func(p *pass) {
			if p.verdict.Outcome == match.OtherSource {
				c := p.verdict.Counterpart
				source := p.other.Object(c).OnPremisesObjectIdentifier.Value.String()
				p.report(about("onPremisesObjectIdentifier", []byte(source), c),
					"%s has the source anchor of %s, which came from another object of Active Directory", p.self(), p.inTheCloud(c))
			}
		},
	},
	{
		ID: "HM1006", Title: "onPremisesImmutableId is no encoding of the octets of a GUID", Severity: Warning, Since: "0.1",
		Text: `
The value was made by encoding the text of a GUID, or its octets in the order in
which text shows them. The sync service encodes the 16 octets as Active Directory
stores them, so no user can match it. hardmatch convert shows the right value.`,
		Before: "MDIzNDdkNDEtZDQ5NC00ODBjLWEyMTItNmU2NDVmNDU4ZmRi",
		After:  "QX00ApTUDEiiEm5kX0WP2w==",
		Cites:  []Citation{citeDesign},
		cloud:  wronglyEncoded,
	},
	{
		ID: "HM1007", Title: "source anchors differ in case only", Severity: Warning, Since: "0.1",
		Text: `
Source anchors are compared by exact case: these two are different users to the
sync service, while many tools and $filter of Microsoft Graph take them for one.
The documentation asks to avoid such values.`,
		Before: "employeeID e4711 and E4711",
		After:  "values that differ in more than case",
		Cites:  []Citation{citeDesign},
		object: caseTwins,
	},
	{
		ID: "HM1008", Title: "the source anchor has characters or a length that it must not have", Severity: Error, Since: "0.1",
		Text: `
A source anchor of text must have less than 60 characters, of which all but
letters and digits of ASCII count three times, and none of
\ ! # $ % & * + / = ? ^ ` + "`" + ` { } | ~ < > ( ) ' ; : , [ ] " @ _`,
		Before: "employeeID adm_4711",
		After:  "employeeID adm4711",
		Cites:  []Citation{citeDesign, citeGraphUser},
		object: forbiddenAnchor,
	},
	{
		ID: "HM1009", Title: "the source anchor and the names of a cloud user are of different people", Severity: Warning, Since: "0.1",
		Text: `
The cloud user carries the source anchor of one on-premises user and the user
principal name of another, which is what a script leaves behind that stamped the
wrong anchor. The next sync overwrites the cloud user with the data of whose anchor
it carries. Find out whose it is before that.`,
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
made for the same person in the meantime, the two will conflict: purge the deleted
one first.`,
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
		ID: "HM1011", Title: "the user with this source anchor came from an object with another SID", Severity: Notice, Since: "0.1",
		Text: `
The synced cloud user with this source anchor has the SID of another on-premises
user, and no onPremisesObjectIdentifier that would tell which one it came from.
That is so after a migration between domains; else the anchor was copied to the
wrong user.`,
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
the next full sync deletes the cloud user. This is looked for only if they show the
sources of at least half of the synced users.`,
		Before: "the user was moved to an organisational unit that does not sync",
		After:  "the user is back in scope, or the deletion is meant",
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

// anchor is the subject of a finding about the anchor that the cloud object has.
func (p *pass) anchor() subject {
	return about(directory.AttrOnPremisesImmutableID, p.o.Anchor.Value, p.counterpart()...)
}

func sharedAnchor(p *pass) {
	for _, c := range p.first(match.ByAnchor) {
		same := slices.DeleteFunc(p.anchorsLike(c, true), match.Ref.IsCloud)
		if len(same) > 0 {
			p.report(about(p.o.Anchor.Attribute, p.o.Anchor.Value, same...), "%s has the same source anchor as %s", p.self(), p.namesOf(same))
		}
	}
}

func caseTwins(p *pass) {
	for _, c := range p.first(match.ByAnchor) {
		twins := slices.DeleteFunc(p.anchorsLike(c, false), func(r match.Ref) bool { return r == p.taken() })
		if len(twins) > 0 {
			p.report(about(p.o.Anchor.Attribute, p.o.Anchor.Value, twins...), "the source anchor of %s differs from that of %s in case only", p.self(), p.namesOf(twins))
		}
	}
}

// anchorsLike returns the other holders in a conflict whose anchor is the same, or
// is not.
func (p *pass) anchorsLike(c match.DuplicateValue, same bool) []match.Ref {
	var found []match.Ref
	for _, r := range c.Holders[1:] {
		if bytes.Equal(p.other.Object(r).Anchor.Value, p.o.Anchor.Value) == same {
			found = append(found, r)
		}
	}
	return found
}

// anchorChanged reports whether the cloud has the user under the anchor that its
// objectGUID gives, while mS-DS-ConsistencyGuid gives another, and returns it.
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
		p.report(about(directory.AttrConsistencyGUID, p.o.Anchor.Value, c), "mS-DS-ConsistencyGuid of %s differs from its objectGUID, whose source anchor %s carries", p.self(), p.inTheCloud(c))
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
		p.soften(p.rule.limit(p.AsOf, match.EligibleRolesBlock)) // its rollout came later
	}
}

// wronglyEncoded finds anchors made of the text of a GUID, and those in the order
// of text where that makes the anchor of a user of this export.
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
	if meant := p.OnPremisesWithAnchor(swapped.ImmutableID()); swapped != g && len(meant) > 0 {
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
		return // of octets
	}
	weight := 0
	for _, c := range valid(a.Value) {
		if weight++; !isLetterOrDigit(c) {
			weight += 2
		}
	}
	if i := bytes.IndexAny(a.Value, "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@_"); i >= 0 {
		p.report(about(a.Attribute, a.Value), "the source anchor of %s has the character %q", p.self(), a.Value[i])
	} else if weight >= 60 {
		p.report(about(a.Attribute, a.Value), "the source anchor of %s is too long: it counts as %d characters, of 59", p.self(), weight)
	}
}

func isLetterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// crossedAnchor goes by the user principal names that two people claim; see
// [pass.crossed].
func crossedAnchor(p *pass) {
	for _, c := range p.first(match.ByUPN) {
		if owner := p.crossed(c); owner != match.None {
			cloudUser := c.Holders[len(c.Holders)-1]
			p.report(about("userPrincipalName", p.o.UserPrincipalName.Value, cloudUser, owner),
				"%s carries the source anchor of %s, not of %s, whose name it has", p.inTheCloud(cloudUser), p.name(owner), p.self())
		}
	}
}

// crossed returns the on-premises user whose anchor a cloud user carries, if that
// has neither the name nor the address of the cloud user while the object has its
// name; or [match.None].
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
