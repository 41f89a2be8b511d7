package match

import (
	"math/bits"
	"slices"
	"strings"
	"testing"

	"hardmatch/directory"
)

func text(s string) directory.Text {
	return directory.Text{Presence: directory.Present, Value: []byte(s)}
}

func addresses(values ...string) directory.Texts {
	t := directory.Texts{Presence: directory.Present}
	for _, v := range values {
		t.Values = append(t.Values, []byte(v))
	}
	return t
}

// The mail nickname comes from the first of five sources that has a local part.
func TestMailNickname(t *testing.T) {
	o := directory.Object{
		MailNickname: text("nick"), ProxyAddresses: addresses("sip:sip@x", "smtp:second@x", "smtp:third@x", "SMTP:first@x", "SMTP:other@x"), Mail: text("mail@x"), UserPrincipalName: text("upn@x"),
	}
	for _, step := range []struct {
		want   string
		change func()
	}{
		{"nick", func() { o.MailNickname = directory.Text{Presence: directory.Empty} }},
		{"first", func() { o.ProxyAddresses = addresses("smtp:second@x", "smtp:third@x", "SMTP:@x") }},
		{"mail", func() { o.Mail = text("@x") }},
		{"upn", func() { o.UserPrincipalName = directory.Text{} }},
		{"second", func() { o.ProxyAddresses = directory.Texts{} }},
		{"", func() {}},
	} {
		if got := MailNickname(&o); got != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
		step.change()
	}
}

// A user keeps a name whose suffix is verified. Any other name is computed, if the initial
// domain is known.
func TestCloudUPN(t *testing.T) {
	whole := &domains{verified: map[string]bool{"contoso.com": true, "new.com": false}, complete: true, initial: "contoso.onmicrosoft.com"}
	part := &domains{verified: map[string]bool{"contoso.com": true}}
	for _, test := range []struct {
		d    *domains
		upn  string
		want CloudUPN
	}{
		{whole, "Ada@Contoso.com", CloudUPN{Name: "Ada@Contoso.com", Known: true}}, {whole, "a@b@contoso.com", CloudUPN{Name: "a@b@contoso.com", Known: true}},
		{whole, "ada@other.com", CloudUPN{Name: "ada@contoso.onmicrosoft.com", Computed: true, Known: true}}, {whole, "ada@new.com", CloudUPN{Name: "ada@contoso.onmicrosoft.com", Computed: true, Known: true}},
		{whole, "a da@contoso.com", CloudUPN{Name: "a da@contoso.onmicrosoft.com", Computed: true, Known: true}}, {whole, "@contoso.com", CloudUPN{Computed: true}}, {whole, "", CloudUPN{Computed: true}},
		{part, "ada@other.com", CloudUPN{}}, {part, "ada@corp.local", CloudUPN{Computed: true}}, {part, "ada@contoso.com", CloudUPN{Name: "ada@contoso.com", Known: true}},
	} {
		if got := test.d.cloudUPN(&directory.Object{UserPrincipalName: text(test.upn)}); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.upn, got, test.want)
		}
	}
	for want, d := range map[string]*domains{"ada+<4 digits>@contoso.onmicrosoft.com": whole, "": part} {
		s := &Simulation{domains: d}
		if got := s.PlaceholderUPN(&directory.Object{UserPrincipalName: text("ada@contoso.com")}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (&Simulation{domains: whole}).PlaceholderUPN(new(directory.Object)); got != "" {
		t.Errorf("a user without names gets %q", got)
	}
}

func TestDomains(t *testing.T) {
	for name, want := range map[string]bool{
		"contoso.com": true, "a.b.contoso.com": true, "contoso": false, "": false, "contoso.": false, ".com": false, "a..com": false, "a@b.com": false, "contoso.local": false, "contoso.LOCAL": false, "local.com": true,
	} {
		if Routable(name) != want {
			t.Errorf("%q is routable: %v", name, !want)
		}
	}
	for _, test := range []struct {
		names []string
		want  string
	}{
		{[]string{"x.onmicrosoft.com", "x.com"}, "x.onmicrosoft.com"}, {[]string{"x.onmicrosoft.com", "y.onmicrosoft.com"}, ""}, {[]string{"x.onmicrosoft.com", "x.mail.onmicrosoft.com"}, "x.onmicrosoft.com"}, {[]string{"x.com"}, ""}, {nil, ""},
	} {
		verified := make(map[string]bool)
		for _, name := range test.names {
			verified[name] = true
		}
		if got := onlyInitial(verified); got != test.want {
			t.Errorf("%v: %q, want %q", test.names, got, test.want)
		}
	}
	suffixes := map[string]bool{"used.com": true, "contoso.com": true}
	for _, complete := range []bool{false, true} {
		tenant := &directory.Tenant{Domains: []directory.Domain{{Name: "Contoso.com"}, {Name: "Initial.onmicrosoft.com", Verified: true, Initial: true}}}
		if complete {
			tenant.See(directory.Domains)
		}
		d := newDomains(tenant, suffixes)
		unlisted := unknown
		if complete {
			unlisted = no
		}
		used := yes
		if complete {
			used = no
		}
		for name, want := range map[string]tristate{"contoso.com": no, "INITIAL.onmicrosoft.com": yes, "Used.com": used, "other.com": unlisted, "corp.local": no} {
			if got := d.isVerified([]byte(name)); got != want {
				t.Errorf("complete %v: %s is verified: %v, want %v", complete, name, got, want)
			}
		}
		if d.initial != "Initial.onmicrosoft.com" {
			t.Errorf("initial domain %q", d.initial)
		}
	}
	if d := newDomains(new(directory.Tenant), map[string]bool{"x.onmicrosoft.com": true}); d.initial != "x.onmicrosoft.com" {
		t.Errorf("initial domain %q", d.initial)
	}
}

func TestEngines(t *testing.T) {
	for name, want := range map[string]Engine{"connect": ConnectSync, "cloudsync": CloudSync} {
		if e, ok := ParseEngine(name); e != want || !ok {
			t.Errorf("%s is %d, %v", name, e, ok)
		}
	}
	if e, ok := ParseEngine("other"); ok || e != ConnectSync {
		t.Errorf("another name is %d, %v", e, ok)
	}
}

// Every input has a name of its own.
func TestInputNames(t *testing.T) {
	seen := make(map[string]bool)
	for i := range inputNames {
		names := Inputs(1 << i).Names()
		if len(names) != 1 || names[0] == "" || seen[names[0]] {
			t.Errorf("input %d has the names %q", i, names)
			continue
		}
		seen[names[0]] = true
	}
	if n := bits.Len64(uint64(CloudMail)); n != len(inputNames) {
		t.Errorf("%d inputs, %d names", n, len(inputNames))
	}
	if got := (CloudMail | CloudUsers | UPN).String(); got != "cloud users, userPrincipalName, mail of cloud users" {
		t.Error(got)
	}
	if Inputs(0).Names() != nil || Inputs(0).String() != "" {
		t.Error("no input has a name")
	}
}

// Two records agree if they show the same values, as far as both show them.
func TestAgree(t *testing.T) {
	record := func() *directory.Object {
		return &directory.Object{Class: directory.User, UserPrincipalName: text("u"), Mail: text("m"), SAMAccountName: text("s"), Anchor: directory.SourceAnchor{Value: []byte("a")}, ProxyAddresses: addresses("p", "q")}
	}
	for name, test := range map[string]struct {
		change func(*directory.Object)
		want   bool
	}{
		"the same": {func(*directory.Object) {}, true}, "another name": {func(o *directory.Object) { o.DisplayName = text("x") }, true},
		"class": {func(o *directory.Object) { o.Class = directory.Group }, false}, "userPrincipalName": {func(o *directory.Object) { o.UserPrincipalName = text("x") }, false}, "mail": {func(o *directory.Object) { o.Mail = text("x") }, false},
		"sAMAccountName": {func(o *directory.Object) { o.SAMAccountName = text("x") }, false}, "anchor": {func(o *directory.Object) { o.Anchor.Value = nil }, false}, "proxyAddresses": {func(o *directory.Object) { o.ProxyAddresses = addresses("q", "p") }, false},
		"mail in another case": {func(o *directory.Object) { o.Mail = text("M") }, false}, "an empty mail": {func(o *directory.Object) { o.Mail = directory.Text{Presence: directory.Empty} }, false}, "no proxyAddresses": {func(o *directory.Object) { o.ProxyAddresses = directory.Texts{Presence: directory.Empty} }, false},
		"fewer columns": {func(o *directory.Object) {
			o.UserPrincipalName, o.Mail, o.SAMAccountName, o.ProxyAddresses = directory.Text{}, directory.Text{}, directory.Text{}, directory.Texts{}
		}, true},
	} {
		o := record()
		test.change(o)
		if agree(record(), o) != test.want || agree(o, record()) != test.want {
			t.Errorf("%s: the records agree: %v", name, !test.want)
		}
	}
}

// Which records show one object: by objectGUID, by DN, or by id in the cloud.
func TestObjectKey(t *testing.T) {
	guid := directory.GUID{Presence: directory.Present, Value: [16]byte{1}}
	for _, test := range []struct {
		o    directory.Object
		want string
	}{
		{directory.Object{Side: directory.Cloud, ID: text("i"), DN: text("d"), ObjectGUID: guid}, "id i"}, {directory.Object{Side: directory.Cloud, DN: text("d")}, ""},
		{directory.Object{Side: directory.OnPremises, ID: text("i"), DN: text("d")}, "dn d"}, {directory.Object{Side: directory.OnPremises, DN: text("d"), ObjectGUID: guid}, "guid " + string(guid.Value[:])}, {directory.Object{Side: directory.OnPremises}, ""},
	} {
		k, ok := objectKeyOf(&test.o)
		if got := strings.TrimSpace(string(k.kind) + " " + string(k.text)); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%+v: %q, %v, want %q", test.o, got, ok, test.want)
		}
	}
	other := directory.GUID{Presence: directory.Present, Value: [16]byte{2}}
	a := directory.Object{DN: text("CN=a"), ObjectGUID: guid}
	for name, test := range map[string]struct {
		b    directory.Object
		want bool
	}{
		"objectGUID": {directory.Object{ObjectGUID: guid}, true}, "another objectGUID": {directory.Object{DN: text("CN=a"), ObjectGUID: other}, false}, "DN": {directory.Object{DN: text("cn=A")}, true}, "another DN": {directory.Object{DN: text("CN=b")}, false}, "nothing": {directory.Object{}, false},
	} {
		if sameObject(&a, &test.b) != test.want || sameObject(&test.b, &a) != test.want {
			t.Errorf("%s: one object: %v", name, !test.want)
		}
	}
	if sameObject(new(directory.Object), new(directory.Object)) {
		t.Error("two objects without names are one")
	}
	var kinds []IndexKind
	o := directory.Object{Side: directory.OnPremises, Class: directory.User, DN: text("d"), Anchor: directory.SourceAnchor{Value: []byte("a")}, UserPrincipalName: text("u"), Mail: text("M@x"), ProxyAddresses: addresses("smtp:m@X", "sip:m@x", "smtp:"), ObjectSID: text("s"), MailNickname: text("n")}
	keysOf(&o, func(k Key) { kinds = append(kinds, k.index) })
	if want := []IndexKind{ByObjectID, ByAnchor, ByUPN, ByAddress, ByAddress, BySID, ByMailNickname}; !slices.Equal(kinds, want) {
		t.Errorf("keys of the kinds %v, want %v", kinds, want)
	}
}
