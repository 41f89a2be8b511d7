package diagnose

import (
	"bytes"
	"unicode/utf8"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/text"
)

// attributeRules are about the values of attributes: the checks of the retired IdFix, as
// far as Microsoft documents the limits.
var attributeRules = []*Rule{
	{
		ID: "HM4001", Title: "the user principal name has forbidden characters", Severity: Error, Since: "0.1",
		Text: `
The letters A to Z and a to z, digits, and ' . - _ ! # ^ ~ are allowed before the @. With
other characters, such as letters with diacritical marks and blanks, the export fails with
IdentityDataValidationFailed, or the cloud uses another name.`,
		Before: "jürgen müller@contoso.com",
		After:  "juergen.mueller@contoso.com",
		Cites:  []Citation{citePrepare, citeErrors},
		object: upnCharacters,
	},
	{
		ID: "HM4002", Title: "the user principal name is too long", Severity: Error, Since: "0.1",
		Text:   "A user principal name has up to 113 characters: 64 before the @ and 48 after it.",
		Before: "a name of 70 characters before the @",
		After:  "one of up to 64",
		Cites:  []Citation{citePrepare},
		object: upnLength,
	},
	{
		ID: "HM4003", Title: "the user principal name does not have the form of one", Severity: Error, Since: "0.1",
		Text: `
A user principal name is a name, one @ and a domain. It must not begin with the @, and
the name must not end with a point, an ampersand or a blank.`,
		Before: "ada.@contoso.com",
		After:  "ada@contoso.com",
		Cites:  []Citation{citePrepare},
		object: upnForm,
	},
	{
		ID: "HM4004", Title: "an address has forbidden characters", Severity: Error, Since: "0.1",
		Text: `
An SMTP or SIP address must not have blanks, letters with diacritical marks or any of
< > ( ) ; , [ ] ". X.400 and X.500 addresses may have them, and are not checked.`,
		Before: "smtp:ada (old)@contoso.com",
		After:  "smtp:ada.old@contoso.com",
		Cites:  []Citation{citePrepare},
		object: addressCharacters,
	},
	{
		ID: "HM4005", Title: "an SMTP address does not have the form of one", Severity: Error, Since: "0.1",
		Text: `
An SMTP address is a local part, one @ and a domain of labels. There is no second colon
after the scheme. The local part neither begins nor ends with a point.`,
		Before: "smtp:smtp:ada@contoso.com",
		After:  "smtp:ada@contoso.com",
		Cites:  []Citation{citePrepare},
		object: addressForm,
	},
	{
		ID: "HM4006", Title: "an address is too long", Severity: Error, Since: "0.1",
		Text:   "A value of proxyAddresses, mail or targetAddress has up to 256 characters.",
		Before: "an address of 300 characters", After: "one of up to 256",
		Cites:  []Citation{citePrepare},
		object: addressLength,
	},
	{
		ID: "HM4007", Title: "mail does not have the form of an address", Severity: Error, Since: "0.1",
		Text:   "The attribute mail is an SMTP address without a scheme and without blanks.",
		Before: "ada at contoso.com", After: "ada@contoso.com",
		Cites: []Citation{citePrepare},
		object: func(p *pass) {
			if v := p.o.Mail.Value; len(v) > 0 && smtpFault(v) != "" {
				p.report(about("mail", v), "mail of %s %s", p.self(), smtpFault(v))
			}
		},
	},
	{
		ID: "HM4008", Title: "mailNickname has an invalid form", Severity: Error, Since: "0.1",
		Text:   "A mail nickname has up to 64 characters and does not begin with a point.",
		Before: ".ada", After: "ada",
		Cites: []Citation{citePrepare},
		object: func(p *pass) {
			switch v := p.o.MailNickname.Value; {
			case len(v) > 0 && v[0] == '.':
				p.report(about("mailNickname", v), "mailNickname of %s begins with a point", p.self())
			case utf8.RuneCount(v) > 64:
				p.report(about("mailNickname", v), "mailNickname of %s has %d characters, expected at most 64", p.self(), utf8.RuneCount(v))
			}
		},
	},
	{
		ID: "HM4009", Title: "sAMAccountName has an invalid form", Severity: Warning, Since: "0.1",
		Text: `
In the cloud a user without user principal name gets its name from sAMAccountName, which
then has up to 20 characters and none of [ \ " | , / : < > + = ; ? * ]. Give the user a
user principal name.`,
		Before: "a user without user principal name, sAMAccountName a/b",
		After:  "the same with user principal name ab@contoso.com",
		Cites:  []Citation{citePrepare},
		object: accountName,
	},
	{
		ID: "HM4010", Title: "displayName has an invalid form", Severity: Error, Since: "0.1",
		Text:   "A display name has up to 256 characters and does not consist of blanks.",
		Before: `" "`, After: "Ada Lovelace",
		Cites: []Citation{citePrepare},
		object: func(p *pass) {
			switch v := p.o.DisplayName.Value; {
			case len(v) > 0 && len(bytes.TrimSpace(v)) == 0:
				p.report(about("displayName", v), "displayName of %s consists of blanks", p.self())
			case utf8.RuneCount(v) > 256:
				p.report(about("displayName", v), "displayName of %s has %d characters, expected at most 256", p.self(), utf8.RuneCount(v))
			}
		},
	},
	{
		ID: "HM4011", Title: "a given name or surname is too long", Severity: Error, Since: "0.1",
		Text:   "givenName and sn have up to 64 characters.",
		Before: "a given name of 80 characters", After: "one of up to 64",
		Cites: []Citation{citePrepare},
		object: func(p *pass) {
			for name, t := range inOrder("givenName", p.o.GivenName, "sn", p.o.Surname) {
				if n := utf8.RuneCount(t.Value); n > 64 {
					p.report(about(name, t.Value), "%s of %s has %d characters, expected at most 64", name, p.self(), n)
				}
			}
		},
	},
	{
		ID: "HM4012", Title: "targetAddress has forbidden characters", Severity: Error, Since: "0.1",
		Text:   `A target address has no blanks and none of \ < > ( ) ; , [ ] "`,
		Before: "SMTP:ada lovelace@fabrikam.com", After: "SMTP:ada.lovelace@fabrikam.com",
		Cites: []Citation{citePrepare},
		object: func(p *pass) {
			v := p.o.TargetAddress.Value
			a := directory.ParseProxyAddress(v)
			if bad := forbidden(a.Address, targetForbidden); a.IsSMTP() && bad != "" {
				p.report(about("targetAddress", v), "targetAddress of %s has %s", p.self(), bad)
			}
		},
	},
	{
		ID: "HM4013", Title: "an attribute has more values than the cloud accepts", Severity: Warning, Since: "0.1",
		Text: `
The cloud accepts up to 15 values of userCertificate and of userSMIMECertificate, and
some 300 addresses. With more, the export fails with LargeObject or
ExceededAllowedLength. Since 1.1.524.0 the rules of Entra Connect leave out an attribute
with more than 15 certificates. Remove certificates that have expired.`,
		Before: "40 values of userCertificate", After: "up to 15",
		Cites:  []Citation{citeErrors, citeLarge},
		object: largeObject,
	},
	{
		ID: "HM4014", Title: "a mail nickname belongs to several objects", Severity: Notice, Since: "0.1",
		Text: `
The documentation asks for unique mail nicknames. If user principal names or addresses
are computed from them, objects with one nickname get the same ones.`,
		Before: "two users with mailNickname info", After: "info and info.madrid",
		Cites: []Citation{citePrepare},
		object: func(p *pass) {
			for _, c := range p.duplicates(match.ByMailNickname) {
				others := c.Holders[1:]
				p.report(about("mailNickname", p.o.MailNickname.Value, others...), "the mail nickname %s of %s is also that of %s", text.ValidUTF8(p.o.MailNickname.Value), p.self(), p.namesOf(others))
			}
		},
	},
}

// ownUPN returns the user principal name of a user, and nil for any other object:
// computers get theirs by their name.
func (p *pass) ownUPN() []byte {
	if !match.IsUser(p.o) {
		return nil
	}
	return p.o.UserPrincipalName.Value
}

func upnCharacters(p *pass) {
	upn := p.ownUPN()
	local, domain, _ := bytes.Cut(upn, []byte("@"))
	bad := outside(local, nameAllowed)
	if bad == "" && !p.isUnverified(domain) { // unverified: reported by HM2005
		bad = outside(domain, suffixAllowed)
	}
	if bad != "" {
		p.report(about("userPrincipalName", upn), "the user principal name %s has %s", text.ValidUTF8(upn), bad)
	}
}

func upnLength(p *pass) {
	upn := p.ownUPN()
	local, domain, _ := bytes.Cut(upn, []byte("@"))
	total, before, after := utf8.RuneCount(upn), utf8.RuneCount(local), utf8.RuneCount(domain)
	switch {
	case before > 64:
		p.report(about("userPrincipalName", upn), "the user principal name of %s has %d characters before the @, expected at most 64", p.dn(), before)
	case after > 48 && !p.isUnverified(domain): // unverified: reported by HM2005
		p.report(about("userPrincipalName", upn), "the user principal name of %s has %d characters after the @, expected at most 48", p.dn(), after)
	case total > 113:
		p.report(about("userPrincipalName", upn), "the user principal name of %s has %d characters, expected at most 113", p.dn(), total)
	}
}

// dn returns the name of the object if its user principal name is wrong.
func (p *pass) dn() string {
	if p.o.DN.Presence == directory.Present {
		return text.ValidUTF8(p.o.DN.Value)
	}
	return p.self()
}

func upnForm(p *pass) {
	upn := p.ownUPN()
	if upn == nil {
		return
	}
	local, domain, found := bytes.Cut(upn, []byte("@"))
	fault := ""
	switch {
	case !found:
		fault = "has no @"
	case len(local) == 0:
		fault = "begins with the @"
	case len(domain) == 0:
		fault = "has nothing after the @"
	case bytes.IndexByte(domain, '@') >= 0:
		fault = "has more than one @"
	case bytes.ContainsAny(local[len(local)-1:], ".& "):
		fault = "has " + character(rune(local[len(local)-1])) + " right before the @"
	default:
		return
	}
	p.report(about("userPrincipalName", upn), "the user principal name %s of %s %s", text.ValidUTF8(upn), p.dn(), fault)
}

func addressCharacters(p *pass) {
	for _, v := range p.o.ProxyAddresses.Values {
		a := directory.ParseProxyAddress(v)
		if !a.IsSMTP() && !bytes.EqualFold(a.Scheme, []byte("sip")) {
			continue
		}
		if bad := forbidden(a.Address, addressForbidden); bad != "" {
			p.report(about("proxyAddresses", v), "the address %s of %s has %s", text.ValidUTF8(v), p.self(), bad)
		}
	}
}

func addressForm(p *pass) {
	for _, v := range p.o.ProxyAddresses.Values {
		a := directory.ParseProxyAddress(v)
		if !a.IsSMTP() || forbidden(a.Address, addressForbidden) != "" {
			continue // reported by HM4004
		}
		if fault := smtpFault(a.Address); fault != "" {
			p.report(about("proxyAddresses", v), "the address %s of %s %s", text.ValidUTF8(v), p.self(), fault)
		}
	}
}

func addressLength(p *pass) {
	const most = 256
	for _, v := range p.o.ProxyAddresses.Values {
		if a := directory.ParseProxyAddress(v); utf8.RuneCount(v) > most && (a.IsSMTP() || bytes.EqualFold(a.Scheme, []byte("sip"))) {
			p.report(about("proxyAddresses", v), "an address of %s has %d characters, expected at most %d", p.self(), utf8.RuneCount(v), most)
		}
	}
	for name, t := range inOrder("mail", p.o.Mail, "targetAddress", p.o.TargetAddress) {
		if n := utf8.RuneCount(t.Value); n > most {
			p.report(about(name, t.Value), "%s of %s has %d characters, expected at most %d", name, p.self(), n, most)
		}
	}
}

// inOrder yields two attributes with their names.
func inOrder(name1 string, t1 directory.Text, name2 string, t2 directory.Text) func(func(string, directory.Text) bool) {
	return func(yield func(string, directory.Text) bool) {
		_ = yield(name1, t1) && yield(name2, t2)
	}
}

func accountName(p *pass) {
	sam := p.o.SAMAccountName.Value
	if !match.IsUser(p.o) || p.o.UserPrincipalName.Presence != directory.Empty {
		return
	}
	switch i := bytes.IndexAny(sam, `[\"|,/:<>+=;?*]`); {
	case i >= 0:
		p.report(about("sAMAccountName", sam), "%s has no user principal name, and sAMAccountName has %s", p.dn(), character(rune(sam[i])))
	case utf8.RuneCount(sam) > 20:
		p.report(about("sAMAccountName", sam), "%s has no user principal name, and sAMAccountName has %d characters, expected at most 20", p.dn(), utf8.RuneCount(sam))
	}
}

func largeObject(p *pass) {
	for _, count := range []struct {
		attribute string
		n, most   int
		allowed   string
	}{
		{"userCertificate", p.o.Certificates, 15, "15"}, {"userSMIMECertificate", p.o.SMIMECertificates, 15, "15"},
		{"proxyAddresses", len(p.o.ProxyAddresses.Values), 300, "some 300"},
	} {
		if count.n > count.most {
			p.report(about(count.attribute, nil), "%s has %d values of %s; the cloud accepts %s", p.self(), count.n, count.attribute, count.allowed)
		}
	}
}
