package planner

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

// A pair is an on-premises user and a cloud user that become one identity.
type pair struct {
	b            *builder
	chain        *chain
	user, cloud  match.Ref
	ad, entra    *directory.Object
	rule, why    string
	late         bool                       // its objects leave the scope first
	certain      bool                       // a person has named the pair
	pending      map[match.Ref]*pendingStep // as [builder.anchors], until the pair is planned
	purgedUser   match.Ref                  // a deleted user that is purged, or match.None
	formerOwners []match.Ref                // on-premises users from which the cloud user is taken
	anchor       string                     // that both have in the end
}

// join plans that the next sync joins an on-premises user to a cloud user. The sentence
// why tells how it is known that they are one identity; rule is the ID of the rule that
// this cures, or "".
func (b *builder) join(user, cloud match.Ref, rule, why string) {
	b.joinPair(user, cloud, rule, why, false)
}

func (b *builder) joinPair(user, cloud match.Ref, rule, why string, certain bool) {
	switch c := b.users[user]; {
	case c != nil && c == b.joined[cloud]:
		c.addRule(rule)
		return
	case c != nil:
		return // it was joined to another cloud user before, for a better reason
	}
	p := &pair{b: b, user: user, cloud: cloud, ad: b.sim.Object(user), entra: b.sim.Object(cloud), rule: rule, why: why, certain: certain}
	p.chain = b.newChain(user, rule)
	p.pending, p.purgedUser = make(map[match.Ref]*pendingStep), match.None
	if b.cleared[user] {
		p.ad.ConsistencyGUID = directory.Text{Presence: directory.Empty}
		p.ad.Anchor = directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(p.ad.ObjectGUID.Value.ImmutableID())}
	}
	p.anchor = string(p.ad.Anchor.Value)
	if other := b.joined[cloud]; other != nil {
		p.ask("this plan already joins another on-premises user to the cloud user. Decide which of the two it belongs to", other.subject, cloud)
		return
	}
	if obstacle := p.obstacle(); obstacle != "" {
		p.ask(obstacle, p.candidates()...)
		return
	}
	if !p.restoreCloudUser() || !p.makeAnchorsEqual() || !p.hasAnchorAlone() || !p.removeRefusals() {
		return
	}
	p.chain.add(slotVerify, verifyStep(b.ref(cloud), p.anchor)).Because = nil
	p.chain.needsSync = true
	p.chain.commit()
	maps.Copy(b.anchors, p.pending)
	b.moved[user] = p.anchor != string(b.sim.Object(user).Anchor.Value)
	b.purged[p.purgedUser] = true
	b.joined[cloud], b.users[user] = p.chain, p.chain
	b.close(user)
	for _, former := range p.formerOwners {
		b.rejoin(former, p.chain, rule)
	}
}

// addRule records that the chain also cures a rule.
func (c *chain) addRule(rule string) {
	if rule == "" {
		return
	}
	c.rules = plan.AppendNew(c.rules, []string{rule})
	for _, d := range c.steps {
		if d.Operation != plan.Verify {
			d.Because = plan.AppendNew(d.Because, []string{rule})
		}
	}
}

// ask plans a manual review of the pair.
func (p *pair) ask(why string, candidates ...match.Ref) *chain {
	return p.b.ask(p.user, p.rule, p.why+"; "+why, candidates...)
}

// ask plans a manual review of an object.
func (b *builder) ask(r match.Ref, rule, explain string, candidates ...match.Ref) *chain {
	key := fmt.Sprint(r, candidates)
	if c := b.asked[key]; c != nil {
		c.addRule(rule)
		return c
	}
	c := b.newChain(r, rule)
	c.add(slotPrepare, plan.Step{Operation: plan.ManualReview, Target: b.ref(r), Explain: explain, Candidates: b.refs(candidates)})
	c.commit()
	b.asked[key] = c
	b.close(r)
	b.close(candidates...)
	return c
}

// obstacle returns why no step can join the pair, or "".
func (p *pair) obstacle() string {
	switch {
	case p.entra.IsCloudManaged.Is("true"):
		return "the source of authority of the cloud user is the cloud, so a sync does not change it"
	case p.entra.IsCloudManaged.Presence == directory.Lost:
		return "isCloudManaged of the cloud user was lost on export"
	case p.b.sim.VerdictOf(p.user).Kind == match.NotSynced:
		return "the on-premises user does not sync: " + p.b.sim.VerdictOf(p.user).Reason
	case p.anchor == "":
		return "the source anchor of the on-premises user is not known"
	case p.entra.OnPremisesImmutableID.Presence == directory.NotExported || p.entra.OnPremisesImmutableID.Presence == directory.Lost:
		return "onPremisesImmutableId of the cloud user was not exported"
	case !p.certain && p.nameOfAnother() != match.None:
		return "another cloud user has its user principal name: " + p.b.name(p.nameOfAnother())
	case p.b.purged[p.cloud]:
		return "this plan purges the cloud user, since it holds the anchor of another user"
	case p.changesAfterSync(p.cloud) || p.changesAfterSync(p.b.sim.ActiveWithAnchor(p.anchor)):
		return "other steps and a sync must free its anchor first; make a plan again after that"
	case p.entra.UserType.Is("Guest"):
		return "the cloud user is a guest"
	case p.entra.OnPremisesSyncEnabled.Is("true") && len(p.entra.OnPremisesImmutableID.Value) == 0:
		return "the cloud user is synced, but has no anchor"
	}
	return ""
}

// hasAnchorAlone reports whether no other on-premises user keeps the anchor of the pair.
// If one does, a person has to decide.
func (p *pair) hasAnchorAlone() bool {
	others := slices.DeleteFunc(p.otherOwners(p.anchor), func(r match.Ref) bool { return p.b.moved[r] || p.movesOut(r) })
	if len(others) > 0 {
		p.ask("other on-premises users have the same source anchor. Decide who keeps it", append([]match.Ref{p.user}, others...)...)
	}
	return len(others) == 0
}

// changesAfterSync reports whether the anchor of a cloud user changes only after a sync.
func (p *pair) changesAfterSync(r match.Ref) bool {
	d := p.b.anchors[r]
	return d != nil && d.slot >= slotLateFree
}

// nameOfAnother returns another cloud user that has the user principal name, if only
// names show that the pair is one identity. Otherwise it returns [match.None].
func (p *pair) nameOfAnother() match.Ref {
	if p.rule == "HM2001" || p.rule == "HM2007" || p.rule == "" {
		for r := range p.b.sim.Holders(plan.UserPrincipalName, p.ad.UserPrincipalName.String()) {
			if r.IsCloud() && r != p.cloud && p.b.sim.Active(r) {
				return r
			}
		}
	}
	return match.None
}

func (p *pair) candidates() []match.Ref {
	if other := p.nameOfAnother(); other != match.None && !p.certain {
		return []match.Ref{p.cloud, other}
	}
	return []match.Ref{p.cloud}
}

// makeAnchorsEqual gives both sides one anchor. It returns false if a person has to
// decide.
func (p *pair) makeAnchorsEqual() bool {
	now := p.anchorOf(p.cloud)
	switch {
	case now == p.anchor:
		return true
	case now == "" && p.rule == "HM2002":
		return true // without its roles, the names are enough
	case now == "":
		return p.writeAnchor()
	}
	return p.joinDespiteAnchor(now)
}

// anchorOf returns the anchor that a cloud user has after the steps so far.
func (p *pair) anchorOf(c match.Ref) string {
	if d := cmp.Or(p.pending[c], p.b.anchors[c]); d != nil {
		v, _ := d.Set.Get(plan.OnPremisesImmutableID)
		anchor, _ := v.Text()
		return anchor
	}
	return string(p.b.sim.Object(c).OnPremisesImmutableID.Value)
}

// restoreCloudUser restores a deleted cloud user if the sync would not restore it: because
// it has another anchor, or because the service refuses it for a reason that can be cured
// only while the user is active. It returns false if a person has to decide.
func (p *pair) restoreCloudUser() bool {
	if !p.entra.Deleted() {
		return true
	}
	refusals, _ := p.b.sim.Takeover(p.user, p.cloud)
	stays := slices.ContainsFunc(refusals, func(out *match.Outcome) bool { return out != match.HardMatchBlocked })
	if p.anchorOf(p.cloud) == p.anchor && !stays {
		return true
	}
	if active := p.b.sim.Namesake(p.user); active != match.None {
		p.ask(fmt.Sprintf("the cloud user was deleted, and the active cloud user %s has the names. Decide which of the two to keep", p.b.name(active)), p.cloud, active)
		return false
	}
	if p.anchorOf(p.cloud) != p.anchor {
		p.leaveScope("it leaves the scope until its cloud user is restored, so that no sync makes a second one")
	}
	p.chain.leavesScope, p.late = true, true
	p.chain.add(p.slotFor(slotFree), p.b.restoreStep(p.cloud, p.why+"; the cloud user was deleted, and is restored so that it can be changed"))
	return true
}

// removeRefusals removes the reasons for which the service would refuse the hard match of
// the pair. It returns false if a person has to decide.
func (p *pair) removeRefusals() bool {
	refusals, missing := p.b.sim.Takeover(p.user, p.cloud)
	for _, out := range refusals {
		switch out {
		case match.HardMatchBlocked:
			p.chain.needsFlagOff = true
		case match.OtherSource:
			if !p.clearSource() {
				return false
			}
		default:
			p.removeRoles()
		}
	}
	p.chain.takesOver = !p.entra.OnPremisesSyncEnabled.Is("true") && p.rule != "HM2002"
	if missing != 0 && len(p.chain.steps) > 0 {
		p.chain.steps[0].Explain += "; not checked, since it was not exported: " + missing.String()
	}
	return true
}

// clearSource clears onPremisesObjectIdentifier of the cloud user, so that another object
// of Active Directory can become its source. If the present source still syncs and does
// not leave the scope, a person has to decide, and clearSource returns false.
func (p *pair) clearSource() bool {
	source := p.entra.OnPremisesObjectIdentifier.Value
	if old := p.b.sim.OnPremisesWithGUID(source[:]); old != match.None && !p.movesOut(old) {
		p.ask(fmt.Sprintf("%s, its present source, still syncs. Decide which of the two is the source", label(p.b.sim.Object(old))), old, p.cloud)
		return false
	}
	if p.b.sim.OnPremisesWithGUID(source[:]) == match.None && p.b.hasUnknownGUIDs() {
		p.ask("the objectGUID of an on-premises object is not known, and may be the source of the cloud user", p.cloud)
		return false
	}
	s := slotIrreversible
	if p.entra.Deleted() {
		s = s.late()
	}
	step := changeStep(plan.ClearOnPremisesObjectIdentifier, p.b.ref(p.cloud), plan.OnPremisesObjectIdentifier, plan.Text(source.String()), plan.Value{},
		p.why+"; Entra ID accepts another source only after onPremisesObjectIdentifier is cleared. Only null can be written to it, so this cannot be undone", needsSource)
	step.Irreversible = true
	p.chain.add(s, step)
	return true
}

func (p *pair) movesOut(r match.Ref) bool {
	guid := p.b.ref(r).ObjectGUID
	for _, d := range p.chain.steps {
		if d.Operation == plan.MoveOutOfScope && d.Target.ObjectGUID == guid && guid != "" {
			return true
		}
	}
	return false
}

// removeRoles plans to remove the roles before the sync and to assign them again after
// it, as documented. Both steps are by hand.
func (p *pair) removeRoles() {
	roles := strings.Join(nonEmpty(p.b.sim.RolesOf(p.cloud, false), p.b.sim.RolesOf(p.cloud, true)), ", ")
	if roles == "" {
		roles = "its roles"
	}
	name, s := p.b.name(p.cloud), slotPrepare
	if p.entra.Deleted() {
		s = slotLateFree
	}
	p.chain.add(s, plan.Step{
		Operation: plan.ManualReview, Target: p.b.ref(p.cloud), Needs: needsRoles,
		Explain: fmt.Sprintf("%s: remove %s from %s, both assignments and eligibilities, and wait 15 minutes. It is better to keep administrators managed in the cloud", p.why, roles, name),
	})
	p.chain.add(slotRestore, plan.Step{
		Operation: plan.ManualReview, Target: p.b.ref(p.cloud), Needs: needsRoles,
		Explain: fmt.Sprintf("assign %s to %s again after the sync has joined it", roles, name),
	})
}

func nonEmpty(list ...string) []string {
	var kept []string
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}
