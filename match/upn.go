package match

import (
	"bytes"
	"slices"
	"strings"

	"hardmatch/directory"
)

// domains is what is known about the domains of a tenant.
type domains struct {
	verified map[string]bool // by name in lower case
	complete bool            // all domains of the tenant were exported
	initial  string          // or "" if it is not known
}

// newDomains reads the domains of a tenant. The suffixes are those of user principal names in
// the cloud, whose domains must be verified.
func newDomains(t *directory.Tenant, suffixes map[string]bool) *domains {
	d := &domains{verified: make(map[string]bool), complete: t.Knows(directory.Domains), initial: t.InitialDomain()}
	for _, domain := range t.Domains {
		d.verified[strings.ToLower(domain.Name)] = domain.Verified
	}
	for suffix := range suffixes {
		if _, known := d.verified[suffix]; !known && !d.complete {
			d.verified[suffix] = true
		}
	}
	if d.initial == "" {
		d.initial = onlyInitial(d.verified)
	}
	return d
}

// onlyInitial returns the domain that looks like an initial one, or "" if there are several.
func onlyInitial(verified map[string]bool) string {
	found := ""
	for name := range verified {
		stem, ok := strings.CutSuffix(name, ".onmicrosoft.com")
		switch {
		case !ok || strings.Contains(stem, "."):
		case found != "":
			return ""
		default:
			found = name
		}
	}
	return found
}

// isVerified reports whether the suffix of a name is a verified domain of the tenant. Some
// suffixes cannot be owned.
func (d *domains) isVerified(suffix []byte) tristate {
	name := strings.ToLower(string(suffix))
	switch verified, known := d.verified[name]; {
	case known:
		return answer(verified)
	case d.complete, !Routable(name):
		return no
	}
	return unknown
}

// Routable reports whether a domain can be verified at all.
func Routable(domain string) bool {
	labels := strings.Split(strings.ToLower(domain), ".")
	if len(labels) < 2 || slices.Contains(labels, "") || strings.Contains(domain, "@") {
		return false
	}
	return !slices.Contains(privateTLDs, labels[len(labels)-1])
}

// privateTLDs are top-level domains that cannot be owned, so that no tenant can verify them.
var privateTLDs = []string{
	"local",                                                          // RFC 6762, section 3
	"intranet", "internal", "private", "corp", "home", "lan", "mail", // RFC 6762, appendix G; ICANN 2018-02-04 and 2024-07-29
	"test", "example", "invalid", "localhost", // RFC 6761
	"onion", // RFC 7686
	"alt",   // RFC 9476
	"arpa",  // RFC 8375: home.arpa
}

// A CloudUPN is the user principal name that the cloud gives a new object.
type CloudUPN struct {
	Name     string
	Computed bool // from mailNickname and the initial domain, since its own cannot be used
	Known    bool
}

// cloudUPN predicts the user principal name of a new user: its own if the suffix is verified,
// otherwise its mail nickname at the initial domain.
// https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname (read 2026-11-22)
func (d *domains) cloudUPN(o *directory.Object) CloudUPN {
	upn := o.UserPrincipalName.Value
	at := bytes.LastIndexByte(upn, '@')
	valid := at > 0 && !bytes.ContainsFunc(upn, func(r rune) bool { return r <= ' ' })
	if valid {
		switch d.isVerified(upn[at+1:]) {
		case yes:
			return CloudUPN{Name: string(upn), Known: true}
		case unknown:
			return CloudUPN{}
		}
	}
	nickname := MailNickname(o)
	if nickname == "" || d.initial == "" {
		return CloudUPN{Computed: true}
	}
	return CloudUPN{Name: nickname + "@" + d.initial, Computed: true, Known: true}
}

// MailNickname returns the mail nickname that the cloud gives a new object: mailNickname, or
// the first part before an @ of the primary SMTP address, mail, userPrincipalName, and the
// first secondary SMTP address. It returns "" if there is none.
func MailNickname(o *directory.Object) string {
	if o.MailNickname.Presence == directory.Present {
		return o.MailNickname.String()
	}
	primary, secondary := smtpAddresses(o)
	for _, v := range [][]byte{primary, o.Mail.Value, o.UserPrincipalName.Value, secondary} {
		if local, _, _ := bytes.Cut(v, []byte("@")); len(local) > 0 {
			return string(local)
		}
	}
	return ""
}

// smtpAddresses returns the first primary and the first secondary SMTP address.
func smtpAddresses(o *directory.Object) (primary, secondary []byte) {
	for _, v := range o.ProxyAddresses.Values {
		switch a := directory.ParseProxyAddress(v); {
		case !a.IsSMTP():
		case a.Primary && primary == nil:
			primary = a.Address
		case !a.Primary && secondary == nil:
			secondary = a.Address
		}
	}
	return primary, secondary
}
