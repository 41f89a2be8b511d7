package planner

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

// A target is the cloud user that a step looks up: by user principal name or, if Entra ID
// cannot hold the on-premises one, by primary SMTP address.
type target struct {
	name   string
	byMail bool
}

// targetOf returns the target of an on-premises user, or why there is none.
func targetOf(o *directory.Object) (target, string) {
	upn := o.UserPrincipalName.Value
	if routable(upn) {
		return target{name: string(upn)}, ""
	}
	if mail := o.PrimarySMTP(); routable(mail) {
		return target{name: string(mail), byMail: true}, ""
	}
	switch {
	case o.UserPrincipalName.Presence == directory.NotExported && len(o.PrimarySMTP()) == 0:
		return target{}, "its cloud user cannot be found: neither userPrincipalName nor mail nor proxyAddresses is in the export"
	case len(upn) == 0:
		return target{}, "its cloud user cannot be found: it has no userPrincipalName and no primary SMTP address of a public domain"
	}
	return target{}, "its cloud user cannot be found: Entra ID cannot hold this userPrincipalName, and there is no primary SMTP address of a public domain"
}

// key returns the same text for targets that may be one cloud user: names are compared
// without regard to case, and the address of a user is mostly also its name.
func (t target) key() string { return strings.ToLower(t.name) }

func (t target) ref() plan.Ref {
	if t.byMail {
		return plan.Ref{Side: plan.SideCloud, Mail: t.name}
	}
	return plan.Ref{Side: plan.SideCloud, UserPrincipalName: t.name}
}

// claims are the on-premises users by the key of the cloud user that each of them would
// get. They are empty if a cloud user was exported.
type claims map[string][]match.Ref

func (b *builder) claims() claims {
	all := make(claims)
	if b.sim.Cloud.Len() > 0 {
		return all
	}
	objects := b.sim.NewReader()
	for v := range b.sim.Verdicts() {
		o := objects.Object(v.Object)
		if !match.IsUser(o) || v.Kind == match.NotSynced {
			continue
		}
		if t, _ := targetOf(o); t.name != "" {
			all[t.key()] = append(all[t.key()], v.Object)
		}
	}
	return all
}

// joinByName plans to write the anchor of an on-premises user on the cloud user that has
// its names. If several users would get one cloud user, they are listed as unplanned, even
// if only one of them is chosen: a person has to decide which one it is.
func (b *builder) joinByName(r match.Ref, o *directory.Object, all claims) {
	t, why := targetOf(o)
	candidates := all[t.key()]
	switch {
	case badAnchor(o.Anchor.Value) != "":
		why = badAnchor(o.Anchor.Value)
	case why == "" && len(candidates) > 1:
		others := slices.DeleteFunc(slices.Clone(candidates), func(other match.Ref) bool { return other == r })
		b.addUnplanned(r, fmt.Sprintf("%d users would be joined to the cloud user %s. Decide which of them it belongs to: %s", len(candidates), t.name, b.labels(candidates)),
			others[:min(len(others), maxNamed)]...)
		return
	}
	if why != "" {
		b.addUnplanned(r, why)
		return
	}
	p := &pair{b: b, chain: b.newChain(r, ""), user: r, ad: o, why: label(o)}
	anchor := string(o.Anchor.Value)
	explain := p.why + ": " + p.origin()
	if t.byMail {
		explain += "; the cloud user is found by primary SMTP address, since Entra ID cannot hold the user principal name"
	}
	p.chain.add(slotAnchor, changeStep(plan.SetOnPremisesImmutableID, t.ref(), plan.OnPremisesImmutableID, plan.Value{}, plan.Text(anchor), explain, needsUser))
	p.chain.add(slotVerify, verifyStep(t.ref(), anchor))
	p.chain.needsSync = true
	p.chain.commit()
}

// maxNamed is how many users a sentence names. It keeps the work linear if many users
// share one name.
const maxNamed = 5

func (b *builder) labels(list []match.Ref) string {
	var parts []string
	for i, r := range list {
		if i == maxNamed {
			parts = append(parts, fmt.Sprintf("and %d more", len(list)-maxNamed))
			break
		}
		parts = append(parts, label(b.sim.Object(r)))
	}
	return strings.Join(parts, "; ")
}

// routable reports whether Entra ID can hold a user principal name or an address: UTF-8
// without blanks or control characters, one @, and a domain that can be verified.
// https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization
func routable(name []byte) bool {
	user, domain, found := bytes.Cut(name, []byte("@"))
	if !found || len(user) == 0 || !utf8.Valid(name) || bytes.ContainsFunc(name, blankOrControl) {
		return false
	}
	return match.Routable(string(domain))
}

func blankOrControl(r rune) bool {
	return r <= ' ' || r >= 0x7f && r <= 0xa0 || r == '\u2028' || r == '\u2029'
}

// badAnchor returns why Entra ID cannot hold an anchor as onPremisesImmutableId, or "".
// Microsoft Graph refuses $ and _. AD FS and URLs lose characters outside ASCII.
// https://learn.microsoft.com/graph/api/user-update
func badAnchor(value []byte) string {
	for _, c := range value {
		switch {
		case c <= ' ' || c >= 0x7f:
			return "its source anchor has blanks, control characters or letters outside ASCII, which onPremisesImmutableId cannot hold"
		case c == '$' || c == '_':
			return "its source anchor has $ or _, which Microsoft Graph refuses in onPremisesImmutableId"
		}
	}
	return ""
}
