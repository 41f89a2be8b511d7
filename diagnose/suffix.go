package diagnose

import (
	"bytes"
	"strings"

	"hardmatch/match"
	"hardmatch/text"
)

func unverifiedSuffix(p *pass) {
	upn := p.ownUPN()
	at := bytes.LastIndexByte(upn, '@')
	if at < 0 || at == len(upn)-1 || !p.isUnverified(upn[at+1:]) {
		return
	}
	why := "is no verified domain"
	if !match.Routable(string(upn[at+1:])) {
		why = "is no domain that can be verified"
	}
	if gets := p.cloudName(); gets != "" {
		p.report(about("userPrincipalName", upn), "%s of %s %s: in the cloud the user is %s", text.ValidUTF8(upn[at+1:]), text.ValidUTF8(upn), why, gets)
	}
}

// isUnverified reports whether a domain is known not to be one of the tenant.
func (p *pass) isUnverified(domain []byte) bool {
	unverified, known := p.unverified[string(domain)]
	if !known {
		unverified = p.Unverified(string(domain))
		p.unverified[string(domain)] = unverified
	}
	return unverified
}

// cloudName returns the user principal name that a user with an unverified suffix has or
// gets in the cloud. It returns "" if that name is at another domain than the initial
// one, as with an alternate login ID.
func (p *pass) cloudName() string {
	if p.verdict.Kind == match.Joined {
		name := p.other.Object(p.verdict.Counterpart).UserPrincipalName.Value
		initial := p.Tenant.InitialDomain()
		if at := bytes.LastIndexByte(name, '@'); at >= 0 && initial != "" {
			if !strings.EqualFold(string(name[at+1:]), initial) {
				return ""
			}
			return text.ValidUTF8(name)
		}
	}
	if name := p.CloudUPN(p.o); name.Known {
		return name.Name
	}
	return "given a name at the initial domain"
}
