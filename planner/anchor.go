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
)

// stamp gives the cloud user the anchor of the on-premises user.
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
	if p.late && now != "" { // so that no sync before that joins the wrong person
		p.pending[p.cloud] = p.chain.add(slotFree, p.b.anchorStep(p.cloud, plan.Text(now), plan.Value{}, p.why+"; it gets its own anchor once the syncs have run"))
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

// origin says where the anchor comes from.
func (p *pair) origin() string {
	a := p.ad.Anchor.Attribute
	s := "the anchor is its " + a
	if !strings.HasPrefix(p.why, label(p.ad)) { // which has not been named yet
		s = "the anchor is " + a + " of " + label(p.ad)
	}
	if a == directory.AttrObjectGUID && p.ad.ConsistencyGUID.Presence == directory.NotExported {
		s += " (the export shows no " + plan.ConsistencyGUID + ")"
	}
	return s
}

// holderOf returns the other active cloud user that has an anchor once the steps so
// far are done.
func (p *pair) holderOf(anchor string) match.Ref {
	if r := p.b.sim.ActiveWithAnchor(anchor); r != match.None && r != p.cloud && p.anchorOf(r) == anchor {
		return r
	}
	return match.None
}

// free takes the anchor off another cloud user that has it by mistake. A synced one has
// it by right, unless it is the placeholder that an earlier sync made of this person.
func (p *pair) freeAnchor(other match.Ref) bool {
	o := p.b.sim.Object(other)
	switch {
	case p.isPlaceholder(other):
		return p.replacePlaceholder(other)
	case o.OnPremisesSyncEnabled.Is("true") || !p.certain && p.b.ownerByName(p.user, other) == match.None:
		p.ask("another cloud user has the anchor", other, p.cloud).blocksSync = !o.OnPremisesSyncEnabled.Is("true")
		return false
	}
	step := p.b.anchorStep(other, plan.Text(p.anchor), plan.Value{}, fmt.Sprintf("%s; %s carries the anchor, and is somebody else", p.why, p.b.name(other)))
	p.pending[other] = p.chain.add(p.slotFor(slotFree), step)
	return true
}

// areStrangers reports whether two objects have neither the user principal name nor the
// primary SMTP address in common.
func areStrangers(a, b *directory.Object) bool {
	return !a.UserPrincipalName.Is(b.UserPrincipalName.String()) && (len(a.PrimarySMTP()) == 0 || !bytes.EqualFold(a.PrimarySMTP(), b.PrimarySMTP()))
}

// purge deletes the deleted user for good that holds the anchor, since a sync would
// restore it. Not so if the licence is on that one.
func (p *pair) purgeHolder(deleted match.Ref) bool {
	d := p.b.sim.Object(deleted)
	if p.b.joined[deleted] != nil {
		p.ask("a deleted user holds the anchor that is to be restored for another one", deleted, p.cloud)
		return false
	}
	if d.AssignedLicenses == directory.Present && p.entra.AssignedLicenses != directory.Present {
		p.ask("a deleted user holds the anchor and has the licence: restore that one, or purge it", deleted, p.cloud)
		return false
	}
	p.purgedUser = deleted
	p.chain.add(p.slotFor(slotIrreversible), p.b.purgeStep(deleted, fmt.Sprintf("%s; the deleted user %s holds the anchor. There is no way back", p.why, p.b.name(deleted))))
	return true
}

// bring makes the two meet whose cloud user has another anchor: the documented cure is
// to give that to the on-premises user. Where the value is a mistake the cloud user
// gets the right one.
func (p *pair) joinDespiteAnchor(now string) bool {
	if owners := p.otherOwners(now); len(owners) > 0 {
		return p.joinDespiteOwners(owners, now)
	}
	synced := p.entra.OnPremisesSyncEnabled.Is("true")
	guid, isGUID := octetsOf(now)
	onPremises := isGUID && p.usesConsistencyGUID()
	inCloud := !synced && badAnchor(p.ad.Anchor.Value) == ""
	preferCloud := p.b.scope.Prefer == directory.Cloud || p.b.scope.Prefer == directory.UnknownSide && isMistake(now, p.anchor)
	switch {
	case inCloud && (preferCloud || !onPremises):
		return p.writeAnchor()
	case onPremises:
		p.writeConsistencyGUID(guid)
		return true
	}
	p.ask("the cloud user is synced, so that its anchor cannot be changed, and the on-premises user cannot have the same", p.cloud)
	return false
}

// otherOwners are the on-premises users that have an anchor, but for this one.
func (p *pair) otherOwners(anchor string) []match.Ref {
	var others []match.Ref
	for _, r := range p.b.sim.OnPremisesWithAnchor(anchor) {
		if r != p.user {
			others = append(others, r)
		}
	}
	return others
}

// joinDespiteOwners takes the cloud user from another on-premises user that has its anchor: one
// that was disabled, while this one was not, or whom somebody said it is not.
func (p *pair) joinDespiteOwners(owners []match.Ref, now string) bool {
	owner := p.b.sim.Object(owners[0])
	synced := p.entra.OnPremisesSyncEnabled.Is("true")
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
	c := p.ask(fmt.Sprintf("the cloud user has the anchor of %s", label(owner)), append([]match.Ref{p.user}, append(owners, p.cloud)...)...)
	c.blocksSync = !synced
	return false
}

// remap is the documented order in which another object becomes the source of a synced
// user: both leave the scope, two syncs see them gone, and the new one comes back with
// the anchor.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant (read 2026-11-26)
func (p *pair) changeSource(owner match.Ref, guid convert.GUID) {
	p.leaveScope("it leaves the scope until it has the anchor")
	p.chain.add(slotLeaveScope, p.b.moveStep(owner, false, fmt.Sprintf("%s; %s is not its source any more", p.why, label(p.b.sim.Object(owner)))))
	p.writeConsistencyGUID(guid)
}

// leave takes the on-premises user out of the scope until all is done for it.
func (p *pair) leaveScope(why string) {
	p.chain.pausesScheduler, p.chain.leavesScope, p.late = true, true, true
	p.chain.add(slotLeaveScope, p.b.moveStep(p.user, false, p.why+"; "+why))
	p.chain.add(slotReturnToScope, p.b.moveStep(p.user, true, "it comes back, and meets the cloud user that has its anchor"))
}

// at is a slot or, once objects left the scope, the one that comes after that.
func (p *pair) slotFor(s phaseSlot) phaseSlot {
	if p.late {
		return s.late()
	}
	return s
}

// writeConsistencyGUID makes the anchor of the cloud user that of the on-premises user.
func (p *pair) writeConsistencyGUID(guid convert.GUID) {
	before := plan.Value{}
	if v := p.ad.ConsistencyGUID; v.Presence == directory.Present {
		before = plan.Text(plan.FormatOctets(v.Value))
	}
	p.chain.add(p.slotFor(slotAnchor), changeStep(plan.SetConsistencyGUID, p.b.ref(p.user), plan.ConsistencyGUID, before, plan.Text(guid.String()),
		fmt.Sprintf("%s; it gets the anchor of the cloud user, %s", p.why, guid.ImmutableID()), needsAnchorAD))
	p.anchor = guid.ImmutableID()
}

// usesConsistencyGUID reports whether mS-DS-ConsistencyGuid is, or would be, the anchor
// of the on-premises user, and the export shows what is in it.
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

// isMistake reports whether an anchor is another one that was encoded, or spelt, in a
// wrong way: GUID text, octets in the order of text, letters in another case.
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

// moveToManagedDomain moves the user principal name out of a federated domain, where the anchor
// cannot be changed, and returns the step that moves it back, or nil.
func (p *pair) moveToManagedDomain() *plan.Step {
	name := validText(p.entra.UserPrincipalName.Value)
	local, domain, _ := strings.Cut(name, "@")
	if !p.b.sim.Federated(domain) || p.b.sim.InitialDomain() == "" {
		return nil
	}
	away := local + "@" + p.b.sim.InitialDomain()
	target, needs := p.b.ref(p.cloud), p.b.needsOf(p.cloud)
	p.chain.add(p.slotFor(slotFree), changeStep(plan.SetCloudUserPrincipalName, target, plan.UserPrincipalName, plan.Text(name), plan.Text(away),
		domain+" is federated: the anchor of its users can only be changed under a name of a managed domain. Until it is back they sign in as "+away, needs))
	back := changeStep(plan.SetCloudUserPrincipalName, target, plan.UserPrincipalName, plan.Text(away), plan.Text(name), "the name comes back", needs)
	return &back
}

// isPlaceholder reports whether a synced cloud user is the second one that an earlier
// sync made of a person whose names another one had: it has a name at the initial
// domain in place of its own.
// https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency (read 2026-11-26)
func (p *pair) isPlaceholder(r match.Ref) bool {
	o := p.b.sim.Object(r)
	_, domain, _ := strings.Cut(o.UserPrincipalName.String(), "@")
	_, own, _ := strings.Cut(p.ad.UserPrincipalName.String(), "@")
	return o.OnPremisesSyncEnabled.Is("true") && domain != "" && strings.EqualFold(domain, p.b.sim.InitialDomain()) &&
		!strings.EqualFold(own, domain) && p.b.sim.Verified(own)
}

// replace deletes the placeholder for good, so that the person gets the cloud user that
// has its names. Not so if somebody may work with it.
func (p *pair) replacePlaceholder(placeholder match.Ref) bool {
	o := p.b.sim.Object(placeholder)
	if o.AssignedLicenses != directory.Empty {
		p.ask("a second cloud user was made of it, which has a licence or does not show that it has none: which of the two is to stay", placeholder, p.cloud)
		return false
	}
	p.leaveScope("it leaves the scope, so that two syncs delete its second cloud user " + p.b.name(placeholder))
	step := p.b.purgeStep(placeholder, fmt.Sprintf("%s holds the anchor, and has no licence. There is no way back", p.b.name(placeholder)))
	p.chain.add(p.slotFor(slotIrreversible), step)
	return true
}
