package planner

import (
	"strings"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

// A cure plans steps against a finding.
type cure func(*builder, *diagnose.Finding)

// pairingCures are the cures of rules about which objects are one identity. They run
// first: two objects of one identity are not in conflict.
var pairingCures = map[string]cure{
	"HM1001": (*builder).keepOneAnchor,
	"HM1002": (*builder).joinOther,
	"HM1003": (*builder).joinCounterpart,
	"HM1004": (*builder).joinCounterpart,
	"HM1005": (*builder).joinCounterpart,
	"HM1006": (*builder).fixEncoding,
	"HM1007": (*builder).fixCase,
	"HM1009": (*builder).joinOther,
	"HM1010": (*builder).joinNamesake,
	"HM2001": (*builder).joinNameHolder,
	"HM2002": (*builder).joinCounterpart,
	"HM2007": (*builder).joinCounterpart,
	"HM2011": (*builder).joinSameSID,
}

// valueCures are the cures of rules about values that several identities have, or that no
// user can have. No plan cures findings about the form of attributes, about the tenant
// and about damaged exports.
var valueCures = map[string]cure{
	"HM1008": (*builder).addUnplannedFinding,
	"HM2003": (*builder).keepOneAddressHolder,
	"HM2004": (*builder).keepOneNameHolder,
	"HM2005": (*builder).fixSuffix,
	"HM2006": (*builder).askAbout,
	"HM2008": (*builder).keepOneCandidate,
	"HM2009": (*builder).askAbout,
	"HM2010": (*builder).keepOneAddressHolder,
	"HM2012": (*builder).askAbout,
}

// cure plans steps against the findings of some rules about chosen objects.
func (b *builder) cure(d *diagnose.Diagnosis, cures map[string]cure) {
	for i := range d.Findings {
		f := &d.Findings[i]
		cure := cures[f.Rule.ID]
		if cure == nil || f.Object == match.None || !b.isChosen(f.Object) && !b.isChosen(f.Others...) {
			continue
		}
		if c := b.joins(f); c != nil {
			c.addRule(f.Rule.ID)
		} else {
			cure(b, f)
		}
		b.mention(f.Object)
		b.mention(f.Others...)
	}
}

// joins returns the chain that makes all objects of a finding one identity, or nil.
func (b *builder) joins(f *diagnose.Finding) *chain {
	first := b.chainOf(f.Object)
	if first == nil || len(f.Others) == 0 {
		return nil
	}
	for _, r := range f.Others {
		if b.chainOf(r) != first {
			return nil
		}
	}
	return first
}

func (b *builder) chainOf(r match.Ref) *chain {
	if r.IsCloud() {
		return b.joined[r]
	}
	return b.users[r]
}

// joinOther joins a user to the cloud user that a finding names first.
func (b *builder) joinOther(f *diagnose.Finding) { b.join(f.Object, f.Others[0], f.Rule.ID, f.Message) }

// joinCounterpart joins a user to the cloud user of its verdict, although the service
// would refuse it. If only the anchors match, and another user has the names of the cloud
// user, the names count. An active cloud user with the names counts before a deleted one
// with the anchor.
func (b *builder) joinCounterpart(f *diagnose.Finding) {
	user, cloud := f.Object, b.sim.VerdictOf(f.Object).Counterpart
	o, namesake := b.sim.Object(cloud), b.sim.Namesake(user)
	if owner := b.ownerByName(user, cloud); owner != match.None && !o.Deleted() && !o.OnPremisesSyncEnabled.Is("true") {
		b.join(owner, cloud, f.Rule.ID, f.Message+", but has the name of "+label(b.sim.Object(owner)))
		cloud = namesake
	}
	if o.Deleted() && namesake != match.None && b.isFree(namesake) {
		cloud = namesake
	}
	if cloud != match.None {
		b.join(user, cloud, f.Rule.ID, f.Message)
	}
}

// ownerByName returns another on-premises user that has the user principal name of a
// cloud user, if the first user shares neither name nor address with the cloud user.
// Otherwise it returns [match.None].
func (b *builder) ownerByName(user, cloud match.Ref) match.Ref {
	o := b.sim.Object(cloud)
	if !areStrangers(b.sim.Object(user), o) {
		return match.None
	}
	for r := range b.sim.Holders(plan.UserPrincipalName, o.UserPrincipalName.String()) {
		if !r.IsCloud() && r != user && b.sim.Active(r) {
			return r
		}
	}
	return match.None
}

// askAbout plans a manual review of a finding.
func (b *builder) askAbout(f *diagnose.Finding) {
	b.ask(f.Object, f.Rule.ID, f.Message, append([]match.Ref{f.Object}, f.Others...)...)
}

func (b *builder) addUnplannedFinding(f *diagnose.Finding) {
	b.addUnplanned(f.Object, f.Rule.ID+": "+f.Message, f.Others...)
}

// joinNamesake joins a user to the active cloud user that has its names, if a sync would
// restore a deleted one instead.
func (b *builder) joinNamesake(f *diagnose.Finding) {
	if c := b.sim.Namesake(f.Object); c != match.None && b.isFree(c) {
		b.join(f.Object, c, f.Rule.ID, f.Message+", while the cloud user "+b.name(c)+" has its names")
	}
}

// isFree reports whether a cloud user has no anchor and is not synced.
func (b *builder) isFree(c match.Ref) bool {
	o := b.sim.Object(c)
	return match.IsUser(o) && o.OnPremisesImmutableID.Presence == directory.Empty && !o.OnPremisesSyncEnabled.Is("true")
}

// joinNameHolder joins a user to the cloud user that has its names and another anchor. If
// this anchor is that of another on-premises user, and only that one is enabled, the
// other user keeps the cloud user.
func (b *builder) joinNameHolder(f *diagnose.Finding) {
	v := b.sim.VerdictOf(f.Object)
	if v.Outcome == match.GroupTaken {
		b.askAbout(f)
		return
	}
	owners := b.sim.OnPremisesWithAnchor(string(b.sim.Object(v.Counterpart).Anchor.Value))
	if len(owners) == 1 && isDisabled(b.sim.Object(f.Object)) && isEnabled(b.sim.Object(owners[0])) {
		b.keepOneHolder(f, []match.Ref{f.Object, owners[0]})
		return
	}
	b.joinCounterpart(f)
}

func (b *builder) joinSameSID(f *diagnose.Finding) {
	v := b.sim.VerdictOf(f.Object)
	if v.Outcome != match.DuplicateSID || v.Counterpart == match.None || !match.IsUser(b.sim.Object(f.Object)) || !match.IsUser(b.sim.Object(v.Counterpart)) {
		b.askAbout(f)
		return
	}
	b.joinCounterpart(f)
}

// fixEncoding writes the correctly encoded anchor on a cloud user.
func (b *builder) fixEncoding(f *diagnose.Finding) {
	if len(f.Others) != 1 {
		b.addUnplannedFinding(f)
		return
	}
	b.join(f.Others[0], f.Object, f.Rule.ID, f.Message)
}

// fixCase writes the anchor in the spelling of the on-premises user on a cloud user.
func (b *builder) fixCase(f *diagnose.Finding) {
	if len(f.Others) != 1 || !f.Others[0].IsCloud() || b.sim.VerdictOf(f.Object).Kind == match.Joined {
		b.askAbout(f)
		return
	}
	b.join(f.Object, f.Others[0], f.Rule.ID, f.Message)
}

// keepOneAnchor clears mS-DS-ConsistencyGuid of all users with one anchor, except the
// owner.
func (b *builder) keepOneAnchor(f *diagnose.Finding) {
	holders := append([]match.Ref{f.Object}, f.Others...)
	winner := b.ownerOfAnchor(holders)
	if winner == match.None {
		b.askAbout(f)
		return
	}
	for _, r := range holders {
		o := b.sim.Object(r)
		if r == winner {
			continue
		}
		if own := b.sim.ActiveWithAnchor(o.ObjectGUID.Value.ImmutableID()); own != match.None {
			b.moved[r] = true
			b.join(r, own, f.Rule.ID, f.Message+"; the anchor belongs to "+label(b.sim.Object(winner)))
			continue
		}
		c := b.newChain(r, f.Rule.ID)
		c.add(slotAnchor, changeStep(plan.SetConsistencyGUID, b.ref(r), plan.ConsistencyGUID, plan.Text(plan.FormatOctets(o.ConsistencyGUID.Value)), plan.Value{},
			f.Message+"; the anchor belongs to "+label(b.sim.Object(winner))+", and this user gets its own from objectGUID", needsAnchorAD))
		c.needsSync = true
		c.commit()
		b.cleared[r], b.moved[r] = true, true
		b.rejoin(r, c, f.Rule.ID)
	}
}

// rejoin finds another cloud user for a user that loses its cloud user or its anchor by a
// chain: the one that has its names. The next sync soft-matches the two or, if the tenant
// blocks that, the anchor is written.
func (b *builder) rejoin(user match.Ref, c *chain, rule string) {
	cloud := b.sim.Namesake(user)
	if cloud == match.None || !b.isFree(cloud) || b.joined[cloud] != nil {
		return
	}
	if blocked, _ := b.sim.Flag(directory.FlagBlockSoftMatch); blocked {
		b.join(user, cloud, rule, b.inCommon(b.sim.Object(user), cloud))
		return
	}
	b.users[user], b.joined[cloud] = c, c
}

// ownerOfAnchor returns the only user that the anchor belongs to, by its objectGUID or as
// the source of the cloud user. It returns [match.None] if that user is or may be
// disabled, or if another holder has no objectGUID to use instead.
func (b *builder) ownerOfAnchor(holders []match.Ref) match.Ref {
	owner := match.None
	for _, r := range holders {
		o := b.sim.Object(r)
		switch {
		case b.ownsAnchor(o) && owner != match.None:
			return match.None
		case b.ownsAnchor(o):
			owner = r
		case o.Anchor.Attribute != directory.AttrConsistencyGUID || o.ObjectGUID.Presence != directory.Present:
			return match.None
		}
	}
	if owner == match.None {
		return match.None
	}
	if o := b.sim.Object(owner); isDisabled(o) || !isShown(o.UserAccountControl.Presence) {
		return match.None
	}
	return owner
}

func (b *builder) ownsAnchor(o *directory.Object) bool {
	if o.ObjectGUID.Presence != directory.Present {
		return false
	}
	anchor := string(o.Anchor.Value)
	if c := b.sim.ActiveWithAnchor(anchor); c != match.None {
		if source := b.sim.Object(c).OnPremisesObjectIdentifier; source.Presence == directory.Present {
			return source.Value == o.ObjectGUID.Value
		}
	}
	return anchor == o.ObjectGUID.Value.ImmutableID()
}

// fixSuffix renames a user whose suffix cannot be verified to its primary SMTP address.
// For a domain that can be verified there is one review for all its users.
func (b *builder) fixSuffix(f *diagnose.Finding) {
	_, domain, _ := strings.Cut(f.Value, "@")
	if match.Routable(domain) {
		b.askForDomain(strings.ToLower(domain), f)
		return
	}
	b.rename(f.Object, f, "")
}

func (b *builder) askForDomain(domain string, f *diagnose.Finding) {
	d := b.suffixes[domain]
	if d == nil {
		c := b.newChain(match.None, f.Rule.ID)
		d = c.add(slotPrepare, plan.Step{
			Operation: plan.ManualReview, Target: plan.Ref{Side: plan.SideCloud},
			Explain: "add and verify the domain " + domain + " in the tenant, or rename its users to a verified domain; otherwise their names in the cloud are at the initial domain",
		})
		c.commit()
		b.suffixes[domain] = d
	}
	b.mentioned[f.Object] = true
	if len(d.Candidates) < maxNamed {
		d.Candidates = append(d.Candidates, b.ref(f.Object))
	}
}
