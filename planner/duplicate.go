package planner

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
	"hardmatch/text"
)

// A holder is one of several objects with a value that must be unique.
type holder struct {
	ref     match.Ref
	o       *directory.Object
	values  []string // of proxyAddresses, as spelt
	inMail  bool
	primary bool // the value is its primary address, or equals its user principal name
}

// keepOneAddressHolder removes an address from all holders except one.
func (b *builder) keepOneAddressHolder(f *diagnose.Finding) {
	holders := append([]match.Ref{f.Object}, f.Others...)
	for i, r := range holders {
		holders[i] = b.sourceOf(r)
	}
	if b.joinFreeNamesake(f, holders) {
		return
	}
	b.keepOneHolder(f, unique(holders))
}

// keepOneCandidate removes the names of one cloud user from all on-premises users except
// one.
func (b *builder) keepOneCandidate(f *diagnose.Finding) {
	var candidates []match.Ref
	for _, r := range append([]match.Ref{f.Object}, f.Others...) {
		if !r.IsCloud() {
			candidates = append(candidates, r)
		}
	}
	if f.Attribute == plan.UserPrincipalName {
		b.renameAllButOne(f, candidates)
	} else {
		b.keepOneHolder(f, candidates)
	}
}

// joinFreeNamesake joins a user to a cloud user that has its names, if the user is now
// joined to a placeholder, or a sync would restore a deleted one.
func (b *builder) joinFreeNamesake(f *diagnose.Finding, holders []match.Ref) bool {
	if len(holders) != 2 || holders[0].IsCloud() || !holders[1].IsCloud() || !b.isFree(holders[1]) {
		return false
	}
	user, cloud := holders[0], holders[1]
	switch v := b.sim.VerdictOf(user); v.Kind {
	case match.Joined:
		p := &pair{b: b, chain: b.newChain(user, ""), ad: b.sim.Object(user)}
		if b.sim.Namesake(user) != cloud || !p.isPlaceholder(v.Counterpart) {
			return false
		}
	case match.Restore:
		if b.sim.Namesake(user) != cloud {
			return false
		}
	default:
		return false
	}
	b.join(user, cloud, f.Rule.ID, f.Message)
	return true
}

// sourceOf returns the on-premises object that a cloud object is synced from, or r.
func (b *builder) sourceOf(r match.Ref) match.Ref {
	if !r.IsCloud() {
		return r
	}
	if b.sources == nil {
		b.sources = make(map[match.Ref]match.Ref)
		for v := range b.sim.Verdicts() {
			if v.Kind == match.Joined {
				b.sources[v.Counterpart] = v.Object
			}
		}
	}
	if source, synced := b.sources[r]; synced {
		return source
	}
	return r
}

func unique(list []match.Ref) []match.Ref {
	var kept []match.Ref
	for _, r := range list {
		if !slices.Contains(kept, r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// keepOneHolder removes the value of a finding, an address or a name, from all holders
// except one.
func (b *builder) keepOneHolder(f *diagnose.Finding, refs []match.Ref) {
	if f.Attribute == plan.UserPrincipalName {
		b.renameAllButOne(f, refs)
		return
	}
	var holders []holder
	for _, r := range refs {
		if h := b.holderOf(r, f.Value); len(h.values) > 0 || h.inMail {
			holders = append(holders, h)
		}
	}
	if len(holders) < 2 {
		return // the others have it only in the cloud, and the next sync removes it
	}
	winner := winnerOf(holders)
	if winner < 0 || slices.ContainsFunc(refs, match.Ref.IsCloud) {
		b.askWhoKeeps(f, refs)
		return
	}
	for i, h := range holders {
		if i != winner {
			b.removeAddress(h, f, f.Message+"; "+b.name(holders[winner].ref)+" keeps it, since "+reasonOf(holders[winner], h))
		}
	}
}

// askWhoKeeps plans a review of who keeps a value. Neither a sync nor Microsoft Graph can
// change the address of a cloud object that is not synced.
func (b *builder) askWhoKeeps(f *diagnose.Finding, refs []match.Ref) {
	explain := f.Message
	if slices.ContainsFunc(refs, match.Ref.IsCloud) && f.Attribute != plan.UserPrincipalName {
		explain += "; the address of a cloud object that is not synced is removed in Exchange Online, by Set-Mailbox, Set-MailUser or Set-UnifiedGroup with -EmailAddresses @{Remove='...'}"
	}
	b.ask(f.Object, f.Rule.ID, explain, refs...)
}

func (b *builder) holderOf(r match.Ref, value string) holder {
	h := holder{ref: r, o: b.sim.Object(r)}
	want := directory.ParseProxyAddress([]byte(value))
	for _, v := range h.o.ProxyAddresses.Values {
		a := directory.ParseProxyAddress(v)
		if sameAddress(a, want) {
			h.values = append(h.values, string(v))
			h.primary = h.primary || a.Primary
		}
	}
	if want.IsSMTP() {
		h.inMail = bytes.EqualFold(h.o.Mail.Value, want.Address)
		h.primary = bytes.EqualFold(h.o.PrimarySMTP(), want.Address)
	}
	return h
}

func sameAddress(a, b directory.ProxyAddress) bool {
	return bytes.EqualFold(a.Address, b.Address) && (bytes.EqualFold(a.Scheme, b.Scheme) || a.IsSMTP() && b.IsSMTP())
}

// winnerOf returns the index of the holder that keeps the value by the evidence, or -1.
// A primary address counts before a secondary one, and an enabled account before a
// disabled one. If these two contradict each other, there is no winner. If neither
// decides, a mail-enabled object counts before another one.
func winnerOf(holders []holder) int {
	for i := range holders {
		wins := true
		for j := range holders {
			wins = wins && (i == j || holders[i].beats(holders[j]))
		}
		if wins {
			return i
		}
	}
	return -1
}

func (h holder) beats(other holder) bool {
	byAddress := compare(h.primary, other.primary)
	byAccount := 0
	if known(h.o) && known(other.o) {
		byAccount = compare(isEnabled(h.o), isEnabled(other.o))
	}
	switch {
	case byAddress < 0 || byAccount < 0:
		return false
	case byAddress+byAccount > 0:
		return true
	}
	return compare(isMailEnabled(h.o), isMailEnabled(other.o)) > 0
}

func reasonOf(winner, other holder) string {
	switch {
	case winner.primary && !other.primary:
		return "it is the primary address there"
	case isDisabled(other.o):
		return "this account is disabled"
	}
	return "this object is not mail-enabled"
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// removeAddress removes an address from an object: each value that spells it, and mail.
// If the primary address is another one, mail is set to it.
func (b *builder) removeAddress(h holder, f *diagnose.Finding, explain string) {
	c := b.newChain(h.ref, f.Rule.ID)
	target := b.ref(h.ref)
	for _, v := range h.values {
		c.add(slotFree, changeStep(plan.RemoveProxyAddress, target, plan.ProxyAddresses, plan.Text(v), plan.Value{}, explain, needsNamesAD))
	}
	if h.inMail {
		after := plan.Value{}
		if primary := h.o.PrimarySMTP(); !bytes.EqualFold(primary, h.o.Mail.Value) {
			after = plan.Text(text.ValidUTF8(primary))
		}
		step := changeStep(plan.SetMail, target, plan.Mail, plan.Text(text.ValidUTF8(h.o.Mail.Value)), after, explain, needsNamesAD)
		if b.clashes(step) {
			b.addUnplannedFinding(f)
			return
		}
		c.add(slotFree, step)
	}
	c.needsSync = true
	c.commit()
}

// keepOneNameHolder renames all users with one user principal name except one.
func (b *builder) keepOneNameHolder(f *diagnose.Finding) {
	holders := append([]match.Ref{f.Object}, f.Others...)
	if !b.joinFreeNamesake(f, holders) {
		b.renameAllButOne(f, holders)
	}
}

func (b *builder) renameAllButOne(f *diagnose.Finding, refs []match.Ref) {
	var holders []holder
	for _, r := range refs {
		o := b.sim.Object(r)
		holders = append(holders, holder{ref: r, o: o, primary: bytes.EqualFold(o.PrimarySMTP(), o.UserPrincipalName.Value)})
	}
	winner := winnerOf(holders)
	for i, h := range holders {
		if winner < 0 || i != winner && (h.ref.IsCloud() || b.otherName(h.ref, h.o) == "") {
			b.askWhoKeeps(f, refs)
			return
		}
	}
	for i, h := range holders {
		if i != winner {
			b.rename(h.ref, f, "; "+b.name(holders[winner].ref)+" in "+label(holders[winner].o)+" keeps it")
		}
	}
}

// rename changes the user principal name of a user to its primary SMTP address.
func (b *builder) rename(r match.Ref, f *diagnose.Finding, why string) {
	o := b.sim.Object(r)
	name := b.otherName(r, o)
	if name == "" {
		b.addUnplanned(r, f.Rule.ID+": "+f.Message+"; it has no primary SMTP address at a verified domain that can become its name")
		return
	}
	step := changeStep(plan.SetUserPrincipalName, b.ref(r), plan.UserPrincipalName, plan.Text(text.ValidUTF8(o.UserPrincipalName.Value)), plan.Text(name),
		f.Message+why+"; after that it signs in by its primary SMTP address", needsNamesAD)
	if b.clashes(step) {
		b.addUnplannedFinding(f)
		return
	}
	c := b.newChain(r, f.Rule.ID)
	c.add(slotFree, step)
	c.needsSync = true
	c.commit()
	b.names[strings.ToLower(name)] = r
}

// otherName returns the primary SMTP address of a user if it can be its user principal
// name: it is at a verified domain, and no other user has or gets it. Otherwise "".
func (b *builder) otherName(r match.Ref, o *directory.Object) string {
	name := string(o.PrimarySMTP())
	_, domain, _ := strings.Cut(name, "@")
	if !routable([]byte(name)) || !b.sim.Verified(domain) || o.UserPrincipalName.Is(name) {
		return ""
	}
	if taken, planned := b.names[strings.ToLower(name)]; planned && taken != r {
		return ""
	}
	for other := range b.sim.Holders(plan.UserPrincipalName, name) {
		if other != r && b.sim.IsOther(other, r) {
			return ""
		}
	}
	return name
}

// Bits of userAccountControl (MS-ADTS 2.2.16).
const accountDisabled = 2

// isDisabled reports whether the export shows that an account is disabled.
func isDisabled(o *directory.Object) bool {
	n, err := strconv.ParseInt(o.UserAccountControl.String(), 10, 64)
	return err == nil && n&accountDisabled != 0
}

// isEnabled reports whether the export shows that an account is enabled.
func isEnabled(o *directory.Object) bool { return known(o) && !isDisabled(o) }

// known reports whether the export shows if an account is disabled. Groups and contacts
// have no account.
func known(o *directory.Object) bool { return o.UserAccountControl.Presence == directory.Present }

// isMailEnabled reports whether an object is a recipient of Exchange.
func isMailEnabled(o *directory.Object) bool { return o.MailNickname.Presence == directory.Present }
