package planner

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/text"
)

// writeAnchor plans to write the anchor of the on-premises user on the cloud user. It
// returns false if a person has to decide.
func (p *pair) writeAnchor() bool {
	if why := badAnchor(p.ad.Anchor.Value); why != "" {
		p.ask(why, p.cloud)
		return false
	}
	if other := p.holderOf(p.anchor); other != match.None && !p.freeAnchor(other) {
		return false
	}
	if deleted := p.b.sim.DeletedWithAnchor(p.anchor); deleted != match.None && deleted != p.cloud {
		if !p.purgeHolder(deleted) {
			return false
		}
	}
	p.setAnchor(p.anchorOf(p.cloud))
	return true
}

func (p *pair) setAnchor(now string) {
	if p.late && now != "" { // no sync before that may join the wrong user
		p.pending[p.cloud] = p.chain.add(slotFree, p.b.anchorStep(p.cloud, plan.Text(now), plan.Value{}, p.why+"; it gets its own anchor after the syncs"))
		now = ""
	}
	back := p.moveToManagedDomain()
	before := plan.Value{}
	if now != "" {
		before = plan.Text(now)
	}
	step := p.b.anchorStep(p.cloud, before, plan.Text(p.anchor), p.why+"; "+p.origin())
	d := p.chain.add(p.slotFor(slotAnchor), step)
	for _, r := range []match.Ref{p.cloud, p.b.sim.ActiveWithAnchor(p.anchor)} {
		if earlier := cmp.Or(p.pending[r], p.b.anchors[r]); earlier != nil {
			d.after = append(d.after, earlier)
		}
	}
	if back != nil {
		p.chain.add(p.slotFor(slotNameBack), *back)
	}
	p.pending[p.cloud] = d
}

// origin returns a sentence about where the anchor comes from.
func (p *pair) origin() string {
	a := p.ad.Anchor.Attribute
	s := "the anchor is its " + a
	if !strings.HasPrefix(p.why, label(p.ad)) { // the sentence does not name the user yet
		s = "the anchor is " + a + " of " + label(p.ad)
	}
	if a == directory.AttrObjectGUID && p.ad.ConsistencyGUID.Presence == directory.NotExported {
		s += " (the export shows no " + plan.ConsistencyGUID + ")"
	}
	return s
}

// holderOf returns the other active cloud user that has an anchor after the steps so far.
func (p *pair) holderOf(anchor string) match.Ref {
	if r := p.b.sim.ActiveWithAnchor(anchor); r != match.None && r != p.cloud && p.anchorOf(r) == anchor {
		return r
	}
	return match.None
}

// freeAnchor clears the anchor of another cloud user that has it by mistake. A synced
// user has it by right, unless it is the placeholder that an earlier sync made for the
// user of the pair. freeAnchor returns false if a person has to decide.
func (p *pair) freeAnchor(other match.Ref) bool {
	o := p.b.sim.Object(other)
	switch {
	case p.isPlaceholder(other):
		return p.replacePlaceholder(other)
	case mayBeSynced(o) || !p.certain && p.b.ownerByName(p.user, other) == match.None:
		c := p.ask(fmt.Sprintf("the cloud user %s already has the anchor. Decide which of the two gets it", p.b.name(other)), other, p.cloud)
		c.blocksSync = !mayBeSynced(o)
		return false
	}
	step := p.b.anchorStep(other, plan.Text(p.anchor), plan.Value{}, fmt.Sprintf("%s; %s has the anchor by mistake, so it is cleared", p.why, p.b.name(other)))
	p.pending[other] = p.chain.add(p.slotFor(slotFree), step)
	return true
}

// areStrangers reports whether two objects share neither the user principal name nor the
// primary SMTP address.
func areStrangers(a, b *directory.Object) bool {
	return !a.UserPrincipalName.Is(b.UserPrincipalName.String()) && (len(a.PrimarySMTP()) == 0 || !bytes.EqualFold(a.PrimarySMTP(), b.PrimarySMTP()))
}

// purgeHolder purges the deleted user that holds the anchor, since a sync would restore
// it. If the deleted user may have the only licence, a person has to decide, and
// purgeHolder returns false.
func (p *pair) purgeHolder(deleted match.Ref) bool {
	d := p.b.sim.Object(deleted)
	if p.b.joined[deleted] != nil {
		p.ask(fmt.Sprintf("%s (deleted) holds the anchor, but this plan restores it for another user. Decide: restore it, or purge it", p.b.name(deleted)), deleted, p.cloud)
		return false
	}
	if d.AssignedLicenses != directory.Empty && p.entra.AssignedLicenses != directory.Present {
		holds := "the anchor and a licence"
		if d.AssignedLicenses != directory.Present {
			holds = "the anchor, and perhaps a licence, which was not exported"
		}
		p.ask(fmt.Sprintf("%s (deleted) holds %s. Decide: restore it, or purge it", p.b.name(deleted), holds), deleted, p.cloud)
		return false
	}
	p.purgedUser = deleted
	p.chain.add(p.slotFor(slotIrreversible), p.b.purgeStep(deleted, fmt.Sprintf("%s; the deleted user %s holds the anchor. A purge cannot be undone", p.why, p.b.name(deleted))))
	return true
}

// joinDespiteAnchor joins a pair whose cloud user has another anchor. The documented cure
// is to write this anchor on the on-premises user. If the anchor is a mistake, the cloud
// user gets the right one. joinDespiteAnchor returns false if a person has to decide.
func (p *pair) joinDespiteAnchor(now string) bool {
	if owners := p.otherOwners(now); len(owners) > 0 {
		return p.joinDespiteOwners(owners, now)
	}
	synced, unknown := mayBeSynced(p.entra), !isShown(p.entra.OnPremisesSyncEnabled.Presence)
	guid, isGUID := octetsOf(now)
	onPremises := isGUID && p.usesConsistencyGUID()
	inCloud := !synced && badAnchor(p.ad.Anchor.Value) == ""
	preferCloud := p.b.scope.Prefer == directory.Cloud || p.b.scope.Prefer == directory.UnknownSide && isMistake(now, p.anchor)
	switch {
	case inCloud && (preferCloud || !onPremises):
		return p.writeAnchor()
	case unknown && (preferCloud || !onPremises):
		p.ask("it is not known whether the cloud user is synced, so that its anchor cannot be changed", p.cloud)
		return false
	case onPremises && p.b.hasUnknownAnchors():
		p.ask("the source anchor of an on-premises user is not known, and may be the one of the cloud user", p.cloud)
		return false
	case onPremises:
		p.writeConsistencyGUID(guid)
		return true
	}
	p.ask("the anchor of the cloud user cannot be changed, since it is synced, and the on-premises user cannot get the same anchor", p.cloud)
	return false
}

// mayBeSynced reports whether a cloud user is synced, or whether this is not known.
func mayBeSynced(o *directory.Object) bool {
	return o.OnPremisesSyncEnabled.Is("true") || !isShown(o.OnPremisesSyncEnabled.Presence)
}

// isShown reports whether the export shows an attribute, with or without a value.
func isShown(p directory.Presence) bool { return p == directory.Present || p == directory.Empty }

// hasUnknownAnchors reports whether the source anchor of an on-premises user is not known.
func (b *builder) hasUnknownAnchors() bool {
	b.findUnknown()
	return b.unknownAnchors
}

// hasUnknownGUIDs reports whether the objectGUID of an on-premises object is not known.
func (b *builder) hasUnknownGUIDs() bool {
	b.findUnknown()
	return b.unknownGUIDs
}

func (b *builder) findUnknown() {
	if b.unknownFound {
		return
	}
	b.unknownFound = true
	objects := b.sim.NewReader()
	for v := range b.sim.Verdicts() {
		o := objects.Object(v.Object)
		guid, anchor := isShown(o.ObjectGUID.Presence), isShown(o.ConsistencyGUID.Presence)
		b.unknownGUIDs = b.unknownGUIDs || !guid
		b.unknownAnchors = b.unknownAnchors || len(o.Anchor.Value) == 0 && match.IsUser(o) && (!guid || !anchor)
	}
}

// otherOwners returns the other on-premises users that have an anchor.
func (p *pair) otherOwners(anchor string) []match.Ref {
	var others []match.Ref
	for _, r := range p.b.sim.OnPremisesWithAnchor(anchor) {
		if r != p.user {
			others = append(others, r)
		}
	}
	return others
}

// joinDespiteOwners joins the pair although other on-premises users have the anchor of
// the cloud user: if the other user is disabled and this one is not, or if a person has
// named the pair. It returns false if a person has to decide.
func (p *pair) joinDespiteOwners(owners []match.Ref, now string) bool {
	owner := p.b.sim.Object(owners[0])
	synced := mayBeSynced(p.entra)
	crossed := !synced && areStrangers(owner, p.entra)
	guid, isGUID := octetsOf(now)
	switch {
	case len(owners) > 1 || !p.certain && !crossed && !(isDisabled(owner) && isEnabled(p.ad)):
	case !synced:
		p.formerOwners = owners
		return p.writeAnchor()
	case isGUID && p.usesConsistencyGUID():
		p.changeSource(owners[0], guid)
		return true
	}
	c := p.ask(fmt.Sprintf("the cloud user has the anchor of %s. Decide whose cloud user it is", label(owner)), append([]match.Ref{p.user}, append(owners, p.cloud)...)...)
	c.blocksSync = !synced
	return false
}

// changeSource makes another object the source of a synced user, in the documented order:
// both objects leave the scope, two syncs run, and the new source returns with the anchor.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant (read 2026-11-26)
func (p *pair) changeSource(owner match.Ref, guid convert.GUID) {
	p.leaveScope("it leaves the scope until it has the anchor")
	p.chain.add(slotLeaveScope, p.b.moveStep(owner, false, fmt.Sprintf("%s; %s leaves the scope, since it is no longer its source", p.why, label(p.b.sim.Object(owner)))))
	p.writeConsistencyGUID(guid)
}

// leaveScope moves the on-premises user out of the scope until all other steps for it are
// done.
func (p *pair) leaveScope(why string) {
	p.chain.pausesScheduler, p.chain.leavesScope, p.late = true, true, true
	p.chain.add(slotLeaveScope, p.b.moveStep(p.user, false, p.why+"; "+why))
	p.chain.add(slotReturnToScope, p.b.moveStep(p.user, true, "it returns into the scope, and the next sync joins it to the cloud user that has its anchor"))
}

// slotFor returns s or, if objects left the scope, its counterpart after the syncs.
func (p *pair) slotFor(s phaseSlot) phaseSlot {
	if p.late {
		return s.late()
	}
	return s
}

// writeConsistencyGUID plans to write the anchor of the cloud user on the on-premises
// user.
func (p *pair) writeConsistencyGUID(guid convert.GUID) {
	before := plan.Value{}
	if v := p.ad.ConsistencyGUID; v.Presence == directory.Present {
		before = plan.Text(plan.FormatOctets(v.Value))
	}
	p.chain.add(p.slotFor(slotAnchor), changeStep(plan.SetConsistencyGUID, p.b.ref(p.user), plan.ConsistencyGUID, before, plan.Text(guid.String()),
		fmt.Sprintf("%s; it gets the anchor of the cloud user, %s", p.why, guid.ImmutableID()), needsAnchorAD))
	p.anchor = guid.ImmutableID()
}

// usesConsistencyGUID reports whether mS-DS-ConsistencyGuid is the anchor of the
// on-premises user, or becomes it with a value, and whether the export shows its value.
func (p *pair) usesConsistencyGUID() bool {
	v := p.ad.ConsistencyGUID.Presence
	a := p.ad.Anchor.Attribute
	return (v == directory.Empty || v == directory.Present) && (a == directory.AttrObjectGUID || a == directory.AttrConsistencyGUID)
}

// octetsOf returns the GUID whose octets an anchor encodes.
func octetsOf(anchor string) (convert.GUID, bool) {
	g, err := convert.ParseImmutableID(anchor)
	return g, err == nil && g.ImmutableID() == anchor
}

// isMistake reports whether an anchor is the right one in a wrong spelling: the Base64 of
// GUID text, octets in the order of text, or letters in another case.
func isMistake(anchor, right string) bool {
	if strings.EqualFold(anchor, right) {
		return true
	}
	g, ok := octetsOf(right)
	if !ok {
		return false
	}
	octets, err := base64.StdEncoding.DecodeString(anchor)
	if err != nil {
		return false
	}
	text, err := convert.ParseGUID(octets)
	return err == nil && text == g || anchor == g.Swapped().ImmutableID()
}

// moveToManagedDomain moves the user principal name out of a federated domain, where the
// anchor cannot be changed. It returns the step that changes the name back, or nil.
func (p *pair) moveToManagedDomain() *plan.Step {
	name := text.ValidUTF8(p.entra.UserPrincipalName.Value)
	local, domain, _ := strings.Cut(name, "@")
	if !p.b.sim.Federated(domain) || p.b.sim.InitialDomain() == "" {
		return nil
	}
	away := local + "@" + p.b.sim.InitialDomain()
	target, needs := p.b.ref(p.cloud), p.b.needsOf(p.cloud)
	p.chain.add(p.slotFor(slotFree), changeStep(plan.SetCloudUserPrincipalName, target, plan.UserPrincipalName, plan.Text(name), plan.Text(away),
		domain+" is federated: the anchor of a user can be changed only while its name is at a managed domain. Until the name is changed back, the user signs in as "+away, needs))
	back := changeStep(plan.SetCloudUserPrincipalName, target, plan.UserPrincipalName, plan.Text(away), plan.Text(name), "changes the name back", needs)
	return &back
}

// isPlaceholder reports whether a synced cloud user is a placeholder: an earlier sync made
// it for the user of the pair while another cloud user had the names, so its own name is
// at the initial domain.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency (read 2026-11-26)
func (p *pair) isPlaceholder(r match.Ref) bool {
	o := p.b.sim.Object(r)
	_, domain, _ := strings.Cut(o.UserPrincipalName.String(), "@")
	_, own, _ := strings.Cut(p.ad.UserPrincipalName.String(), "@")
	return o.OnPremisesSyncEnabled.Is("true") && domain != "" && strings.EqualFold(domain, p.b.sim.InitialDomain()) &&
		!strings.EqualFold(own, domain) && p.b.sim.Verified(own)
}

// replacePlaceholder purges the placeholder, so that the on-premises user gets the cloud
// user that has its names. If the placeholder may be in use, a person has to decide, and
// replacePlaceholder returns false.
func (p *pair) replacePlaceholder(placeholder match.Ref) bool {
	o := p.b.sim.Object(placeholder)
	if o.AssignedLicenses != directory.Empty {
		p.ask(fmt.Sprintf("an earlier sync made a second cloud user, %s, and the exports do not show that it has no licence. Decide which of the two to keep", p.b.name(placeholder)), placeholder, p.cloud)
		return false
	}
	p.leaveScope("it leaves the scope, so that two syncs delete its second cloud user " + p.b.name(placeholder))
	step := p.b.purgeStep(placeholder, fmt.Sprintf("%s holds the anchor and has no licence. A purge cannot be undone", p.b.name(placeholder)))
	p.chain.add(p.slotFor(slotIrreversible), step)
	return true
}
