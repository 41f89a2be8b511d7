package directory

import (
	"reflect"
	"testing"

	"hardmatch/convert"
)

func TestParseProxyAddress(t *testing.T) {
	for value, want := range map[string][3]string{
		"SMTP:ada@contoso.com":          {"SMTP", "ada@contoso.com", "primary"},
		"smtp:ada@contoso.com":          {"smtp", "ada@contoso.com", ""},
		"SMTP: ada@contoso.com":         {"SMTP", "ada@contoso.com", "primary"},
		"Smtp:ada@contoso.com":          {"Smtp", "ada@contoso.com", ""},
		"X500:/o=Contoso/ou=a:b/cn=ada": {"X500", "/o=Contoso/ou=a:b/cn=ada", "primary"},
		"x500:/o=Contoso":               {"x500", "/o=Contoso", ""},
		"EUM:100;phone-context=x":       {"EUM", "100;phone-context=x", "primary"},
		"ada@contoso.com":               {"", "ada@contoso.com", ""},
		":ada@contoso.com":              {"", "ada@contoso.com", ""},
		"SMTP:":                         {"SMTP", "", "primary"},
		"X:1":                           {"X", "1", "primary"},
		"a:1":                           {"a", "1", ""},
		"z:1":                           {"z", "1", ""},
		"X~:1":                          {"X~", "1", "primary"},
		"":                              {"", "", ""},
	} {
		a := ParseProxyAddress([]byte(value))
		primary := ""
		if a.Primary {
			primary = "primary"
		}
		if got := [3]string{string(a.Scheme), string(a.Address), primary}; got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
	}
}

func texts(values ...string) Texts {
	t := Texts{Presence: Present}
	for _, v := range values {
		t.Values = append(t.Values, []byte(v))
	}
	return t
}

func TestPrimarySMTP(t *testing.T) {
	mail := Text{Presence: Present, Value: []byte("mail@x")}
	for _, test := range []struct {
		o    Object
		want string
	}{
		{Object{Mail: mail, ProxyAddresses: texts("smtp:a@x", "SMTP:b@x")}, "b@x"},
		{Object{Mail: mail, ProxyAddresses: texts("smtp:a@x", "SIP:b@x")}, "mail@x"},
		{Object{Mail: mail}, "mail@x"},
		{Object{ProxyAddresses: texts("smtp:a@x")}, ""},
	} {
		if got := string(test.o.PrimarySMTP()); got != test.want {
			t.Errorf("%q of %q and %q, want %q", got, test.o.Mail, test.o.ProxyAddresses.Values, test.want)
		}
	}
}

// An address is compared without regard to case. It may be in proxyAddresses without a scheme.
func TestAddressValue(t *testing.T) {
	o := Object{ProxyAddresses: texts("sip:sip@x", "smtp:Ada@x", "plain@x", "mail@x"), Mail: text("Mail@x")}
	withoutProxy, lost := Object{Mail: text("Mail@x")}, Object{Mail: Text{Presence: Lost}}
	for _, test := range []struct {
		o                *Object
		address          string
		attribute, value string
	}{
		{&o, "ada@X", "proxyAddresses", "smtp:Ada@x"}, {&o, "PLAIN@x", "proxyAddresses", "plain@x"}, {&o, "mail@x", "proxyAddresses", "mail@x"},
		{&o, "sip@x", "", ""}, {&o, "other@x", "", ""}, {&withoutProxy, "mail@X", "mail", "Mail@x"}, {&withoutProxy, "ada@x", "", ""}, {&lost, "", "", ""},
	} {
		attribute, value := test.o.AddressValue([]byte(test.address))
		if attribute != test.attribute || string(value) != test.value || test.o.HasAddress([]byte(test.address)) != (attribute != "") {
			t.Errorf("%s is in %s as %s", test.address, attribute, value)
		}
	}
}

func TestDeleted(t *testing.T) {
	for _, o := range []Object{{IsDeleted: true}, {DeletedDateTime: text("2026-11-01T00:00:00Z")}} {
		if !o.Deleted() {
			t.Errorf("%+v is not deleted", o)
		}
	}
	if o := (Object{DeletedDateTime: Text{Presence: Empty}}); o.Deleted() {
		t.Error("an active user is deleted")
	}
}

// A tenant knows a kind of thing if an export listed it and none was incomplete.
func TestTenantKnows(t *testing.T) {
	var a, b, whole Tenant
	if a.Knows(Users) {
		t.Error("nothing was exported")
	}
	a.See(Users)
	a.See(Groups)
	b.CutOff(Groups)
	b.CutOff(Domains)
	b.See(Contacts)
	for range 2 {
		whole.Join(&a)
		whole.Join(&b)
	}
	for kind, want := range map[TenantKind]bool{Users: true, Contacts: true, Groups: false, Domains: false, DeletedUsers: false} {
		if whole.Knows(kind) != want || whole.Seen[kind] != (want || kind == Groups) {
			t.Errorf("%s: known %v, seen %v", kind, whole.Knows(kind), whole.Seen[kind])
		}
	}
}

// Join adds to what is there, and a later export replaces a setting.
func TestTenantJoin(t *testing.T) {
	a := &Tenant{ID: "a", Domains: []Domain{{Name: "contoso.com"}}, Features: map[string]bool{"x": true, "y": true}, CloudManaged: map[string]bool{"u": true}}
	a.Join(&Tenant{})
	a.Join(&Tenant{
		ID: "b", Domains: []Domain{{Name: "contoso.onmicrosoft.com", Initial: true}}, Features: map[string]bool{"x": false, "z": true},
		Roles: []Role{{ID: "r"}}, Holders: []RoleHolder{{RoleID: "r"}}, CloudManaged: map[string]bool{"v": false},
	})
	want := &Tenant{
		ID: "b", Domains: []Domain{{Name: "contoso.com"}, {Name: "contoso.onmicrosoft.com", Initial: true}}, Features: map[string]bool{"x": false, "y": true, "z": true},
		Roles: []Role{{ID: "r"}}, Holders: []RoleHolder{{RoleID: "r"}}, CloudManaged: map[string]bool{"u": true, "v": false},
	}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got %+v, want %+v", a, want)
	}
	if a.InitialDomain() != "contoso.onmicrosoft.com" || new(Tenant).InitialDomain() != "" {
		t.Errorf("initial domains %q and %q", a.InitialDomain(), new(Tenant).InitialDomain())
	}
}

func TestTextIs(t *testing.T) {
	ada := Text{Presence: Present, Value: []byte("Ädä@contoso.com")}
	if !ada.Is("äDÄ@CONTOSO.com") || ada.Is("Ada@contoso.com") || ada.Is("") {
		t.Error("comparison does not ignore case only")
	}
	if (Text{Presence: Lost}).Is("") || (Text{}).Is("") || (Text{Presence: Empty}).Is("") {
		t.Error("an attribute without a value equals a value")
	}
}

func TestClassNames(t *testing.T) {
	for c := UnknownClass; c <= OtherClass; c++ {
		parsed, ok := ParseClass(c.String())
		if asked := c >= User && c <= Computer; ok != asked || ok && parsed != c {
			t.Errorf("%v is parsed as %v, %v", c, parsed, ok)
		}
	}
	if OnPremises.String() != "onPremises" || Cloud.String() != "cloud" {
		t.Errorf("sides are %v and %v", OnPremises, Cloud)
	}
}

// filled returns an object with a value in every field. It uses reflection, so that no new
// field is forgotten. The values contain the octet fill.
func filled(fill byte) *Object {
	o := new(Object)
	each(o, func(i int, field any) {
		switch f := field.(type) {
		case *Text:
			*f = Text{Present, []byte{fill, byte(i)}}
		case *Texts:
			*f = Texts{Present, [][]byte{{fill, 1}, {fill, 2}}}
		case *GUID:
			*f = GUID{Present, convert.GUID{fill, byte(i)}}
		case *SourceAnchor:
			*f = SourceAnchor{AttrObjectGUID, []byte{fill, byte(i)}}
		case *Origin:
			*f = Origin{File: "a.ldf", Line: i, Offset: int64(fill)}
		case *Class:
			*f = Group
		case *int:
			*f = i
		case *bool:
			*f = true
		}
	})
	return o
}

// each calls do for every field, except the side, which the connector space has.
func each(o *Object, do func(i int, field any)) {
	v := reflect.ValueOf(o).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && f.Name != "Side" {
			do(i, v.Field(i).Addr().Interface())
		}
	}
}

// A clone shares no memory with the object, whose values the next record of the
// export overwrites.
func TestClone(t *testing.T) {
	o, other := filled('a'), filled('b')
	c := o.Clone()
	want := same(c, filled('a'))
	each(o, func(i int, field any) {
		switch f := field.(type) {
		case *Text:
			f.Value[0] = 'z'
		case *Texts:
			f.Values[0][0], f.Values[1] = 'z', nil
		case *SourceAnchor:
			f.Value[0] = 'z'
		}
	})
	if n := testing.AllocsPerRun(10, func() { other.Clone() }); n > 5 {
		t.Errorf("%v allocations, want one for the object, one for its values, and one for each list", n)
	}
	if !want || !same(c, filled('a')) {
		t.Errorf("the clone is %+v", c)
	}
	if e := new(Object); !same(e, e.Clone()) {
		t.Errorf("the clone of an empty object is %+v", e.Clone())
	}
}

// same compares the visible content of two objects.
func same(a, b *Object) bool {
	x, y := *a, *b
	for _, o := range []*Object{&x, &y} {
		o.memory = nil
		for _, list := range o.lists() {
			if len(list.Values) == 0 {
				list.Values = nil
			}
		}
	}
	return reflect.DeepEqual(x, y)
}

func TestReset(t *testing.T) {
	o := filled('a')
	if o.Reset(); o.ProxyAddresses.Values == nil {
		t.Error("the memory was not kept")
	}
	if !same(o, new(Object)) {
		t.Errorf("left over: %+v", o)
	}
}

func TestCutDN(t *testing.T) {
	for dn, want := range map[string][2]string{
		`CN=A,OU=B`:        {`CN=A`, `OU=B`},
		`CN=A\, B, OU=C`:   {`CN=A\, B`, `OU=C`},
		`CN=A\\,OU=B`:      {`CN=A\\`, `OU=B`},
		`CN="A, B",OU=C`:   {`CN="A, B"`, `OU=C`},
		`CN=A\2C B,OU=C`:   {`CN=A\2C B`, `OU=C`},
		`CN=A\`:            {`CN=A\`, ``},
		`CN=A`:             {`CN=A`, ``},
		`CN="A,OU=B`:       {`CN="A,OU=B`, ``},
		`CN=A+SN=B,DC=C,D`: {`CN=A+SN=B`, `DC=C,D`},
		`\,A,OU=B`:         {`\,A`, `OU=B`},
		`"A,B",OU=C`:       {`"A,B"`, `OU=C`},
		`A,B`:              {`A`, `B`},
		`CN=A,`:            {`CN=A`, ``},
		`CN=A, `:           {`CN=A`, ``},
		``:                 {``, ``},
	} {
		if rdn, parent, ok := CutDN(dn); rdn != want[0] || parent != want[1] || ok != (parent != "") {
			t.Errorf("%s: %s, %s, %v", dn, rdn, parent, ok)
		}
	}
}

func TestCutDNWithoutRDN(t *testing.T) {
	if rdn, parent, ok := CutDN(",OU=B"); rdn != "" || parent != "OU=B" || ok {
		t.Errorf("%q, %q, %v", rdn, parent, ok)
	}
}

func TestIsMangled(t *testing.T) {
	for dn, want := range map[string]bool{
		`CN=A\0ADEL:11111111-1111-1111-1111-111111111111,CN=Deleted Objects,DC=C`: true,
		`CN=A\0adel:11111111-1111-1111-1111-111111111111`:                         true,
		`CN=B\, A\0ADEL:11111111-1111-1111-1111-111111111111,DC=C`:                true,
		`CN="B, A\0ADEL:11111111-1111-1111-1111-111111111111",DC=C`:               true,
		`CN=A,OU=B\0ADEL:11111111-1111-1111-1111-111111111111,DC=C`:               false,
		`CN=A\0ACNF:11111111-1111-1111-1111-111111111111,DC=C`:                    false,
		`CN=A\0ADEL:`:   true,
		`\0ADEL:1`:      true,
		`CN=A\0ADEL`:    false,
		`CN=A\0ADELx1`:  false,
		`CN=A\1ADEL:1`:  false,
		`CN=A\0BDEL:1`:  false,
		`CN=A\0@DEL:1`:  false,
		`,CN=A\0ADEL:1`: false,
		`CN=A,DC=C`:     false,
		``:              false,
	} {
		if got := IsMangled([]byte(dn), "DEL"); got != want {
			t.Errorf("IsMangled(%s) = %v", dn, got)
		}
	}
}

func TestPresenceKnown(t *testing.T) {
	for p, want := range map[Presence]bool{NotExported: false, Empty: true, Present: true, Lost: false} {
		if p.Known() != want {
			t.Errorf("%d: %v", p, p.Known())
		}
	}
}
