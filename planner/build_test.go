package planner

import (
	"errors"
	"strings"
	"testing"

	"hardmatch/convert"
	"hardmatch/diagnose"
	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/plan"
)

func attr(s string) directory.Text {
	if s == "" {
		return directory.Text{Presence: directory.Empty}
	}
	return directory.Text{Presence: directory.Present, Value: []byte(s)}
}

// user makes a user on line n, whose GUID ends in n.
func user(n int, name, upn string, change ...func(*directory.Object)) *directory.Object {
	guid := convert.GUID{0x41, 0x7d, 0x34, 2, 0x94, 0xd4, 0x0c, 0x48, 0xa2, 0x12, 0x6e, 0x64, 0x5f, 0x45, byte(n >> 8), byte(n)}
	o := &directory.Object{
		Origin: directory.Origin{File: "users.ldf", Line: n}, Side: directory.OnPremises, Class: directory.User,
		DN:             attr("CN=" + name + ",OU=Staff,DC=contoso,DC=com"),
		SAMAccountName: attr(strings.ToLower(name)), UserPrincipalName: attr(upn),
		ObjectGUID: directory.GUID{Presence: directory.Present, Value: guid},
		Anchor:     directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(guid.ImmutableID())},
	}
	for _, c := range change {
		c(o)
	}
	return o
}

func withMail(address string) func(*directory.Object) {
	return func(o *directory.Object) { o.Mail = attr(address) }
}

func anchor(attribute, value string) func(*directory.Object) {
	return func(o *directory.Object) {
		o.Anchor = directory.SourceAnchor{Attribute: attribute, Value: []byte(value)}
	}
}

func build(t *testing.T, users []string, objects ...*directory.Object) *plan.Plan {
	t.Helper()
	p, err := Build(request(users, objects...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func request(users []string, objects ...*directory.Object) Request {
	space := &directory.ConnectorSpace{Side: directory.OnPremises}
	for _, o := range objects {
		space.Add(o)
	}
	s := match.Simulate(match.Model{
		OnPremises: space, Cloud: &directory.ConnectorSpace{Side: directory.Cloud}, Tenant: new(directory.Tenant), AsOf: "2026-11-22",
	})
	return Request{
		AsOf:       "2026-11-22",
		Inputs:     []plan.Input{{File: "users.ldf", SHA256: strings.Repeat("0", 64), Kind: "LDIF (ldifde)", Records: len(objects)}},
		Simulation: s, Diagnosis: diagnose.Diagnose(s, nil, nil), Scope: Scope{Users: users},
	}
}

// sample has one user of every kind that Build distinguishes.
func sample() []*directory.Object {
	return []*directory.Object{
		user(10, "Ada", "ada@contoso.com"),
		user(20, "Bob", "bob@contoso.local", withMail("bob@contoso.com")),
		user(30, "krbtgt", "", func(o *directory.Object) { o.IsCriticalSystemObject = true }),
		user(40, "Carol", "carol@contoso.com"),
		user(50, "Carol2", "CAROL@contoso.com"),
		user(60, "Dan", "dan@contoso.local"),
		user(70, "Eve", "eve@contoso.com", anchor("employeeID", "E_70")),
		user(80, "Zoë O'Brien <zoe>", "zoe.o'brien@contoso.com"),
		user(90, "Staff", "", func(o *directory.Object) { o.Class = directory.Group }),
		user(100, "Gone", "gone@contoso.com", func(o *directory.Object) { o.IsDeleted = true }),
	}
}

func TestSameInputSameBytes(t *testing.T) {
	first, _ := build(t, nil, sample()...).JSON()
	for range 20 {
		if again, _ := build(t, nil, sample()...).JSON(); string(again) != string(first) {
			t.Fatal("two builds of one input differ")
		}
	}
}

func TestUsers(t *testing.T) {
	ada := sample()[0]
	for _, name := range []string{
		"ada@contoso.com", "ADA@Contoso.COM", "ada", "Ada", " ada ",
		ada.ObjectGUID.Value.String(), "{" + strings.ToUpper(ada.ObjectGUID.Value.String()) + "}",
		ada.ObjectGUID.Value.ImmutableID(),
	} {
		p := build(t, []string{name}, sample()...)
		if p.Counts.Users != 1 || p.Steps[0].Target.UserPrincipalName != "ada@contoso.com" || len(p.Unplanned) != 0 {
			t.Errorf("%q: %+v", name, p.Counts)
		}
	}
}

func TestUsersNotFound(t *testing.T) {
	two := append(sample(), user(200, "Ada Two", "ada2@contoso.com", func(o *directory.Object) { o.SAMAccountName = attr("ADA") }))
	for _, test := range []struct {
		name  string
		found int
	}{
		{"nobody@contoso.com", 0},
		{"staff", 0}, // a group
		{"gone", 0},  // deleted
		{strings.ToLower(two[0].ObjectGUID.Value.ImmutableID()), 0}, // anchors are compared by exact case
		{"ada", 2},
	} {
		_, err := Build(request([]string{"bob", test.name}, two...))
		var userErr *UserError
		if !errors.As(err, &userErr) || userErr.Name != test.name || len(userErr.Found) != test.found {
			t.Errorf("%q: %v", test.name, err)
		}
	}
}

// A user that is chosen alone is still in conflict with users that are not chosen.
func TestSharedTargetIsCheckedAmongAll(t *testing.T) {
	p := build(t, []string{"carol2"}, sample()...)
	if len(p.Steps) != 1 || p.Counts.Users != 1 || p.Steps[0].Operation != plan.ManualReview || len(p.Steps[0].Candidates) != 2 || len(p.Unplanned) != 0 {
		t.Errorf("%+v", p)
	}
}

func TestOneObjectInTwoExports(t *testing.T) {
	again := user(10, "Ada", "ada@contoso.com")
	again.Origin.File = "again.ldf"
	p := build(t, nil, user(10, "Ada", "ada@contoso.com"), again)
	if p.Counts.Users != 1 || len(p.Unplanned) != 0 {
		t.Errorf("two that agree: %+v", p.Counts)
	}
	again.UserPrincipalName = attr("lovelace@contoso.com")
	p = build(t, nil, user(10, "Ada", "ada@contoso.com"), again)
	if p.Counts.Users != 0 || len(p.Unplanned) != 1 || len(p.Unplanned[0].Others) != 1 {
		t.Errorf("two that disagree: %+v", p.Counts)
	}
}

// A user without a name is listed with the attributes that could have one.
func TestNoName(t *testing.T) {
	p := build(t, nil, user(1, "Ada", "", func(o *directory.Object) { o.UserPrincipalName.Presence = directory.NotExported }))
	if len(p.Unplanned) != 1 || !strings.Contains(p.Unplanned[0].Why, "neither userPrincipalName nor mail nor proxyAddresses is in the export") {
		t.Errorf("%+v", p.Unplanned)
	}
}

// If the export lost the value of mS-DS-ConsistencyGuid, staging makes no anchor from
// objectGUID.
func TestLostConsistencyGUID(t *testing.T) {
	p := build(t, nil, user(1, "Ada", "ada@contoso.com", func(o *directory.Object) {
		o.ConsistencyGUID.Presence, o.Anchor = directory.Lost, directory.SourceAnchor{}
	}))
	if len(p.Steps) != 0 || len(p.Unplanned) != 1 || !strings.Contains(p.Unplanned[0].Why, directory.AttrConsistencyGUID) {
		t.Errorf("%+v", p)
	}
}

func TestScopeCheck(t *testing.T) {
	for dn, want := range map[string]bool{"": true, "OU=Unsynced,DC=contoso,DC=com": true, "Unsynced": false, "OU=Unsynced,": false, "OU=Unsynced, ": false, ",DC=com": false} {
		if err := (&Scope{OutOfScope: dn}).Check(); (err == nil) != want {
			t.Errorf("%q: %v", dn, err)
		}
	}
}

// A reference has the names by which the object can be found on its side.
func TestRefOf(t *testing.T) {
	o := user(1, "Ada", "ada@contoso.com", withMail("mail@contoso.com"))
	o.ID = attr("c0000001-0000-0000-0000-000000000001")
	guid := o.ObjectGUID.Value.String()
	for name, test := range map[string]struct {
		change func(*directory.Object)
		want   plan.Ref
	}{
		"on-premises":                 {func(*directory.Object) {}, plan.Ref{Side: "onPremises", DN: "CN=Ada,OU=Staff,DC=contoso,DC=com", ObjectGUID: guid, ID: o.ID.String(), UserPrincipalName: "ada@contoso.com"}},
		"cloud":                       {func(o *directory.Object) { o.Side = directory.Cloud }, plan.Ref{Side: "cloud", ID: o.ID.String(), UserPrincipalName: "ada@contoso.com"}},
		"a cloud user without a name": {func(o *directory.Object) { o.Side, o.UserPrincipalName = directory.Cloud, attr("") }, plan.Ref{Side: "cloud", ID: o.ID.String(), Mail: "mail@contoso.com"}},
		"a lost objectGUID":           {func(o *directory.Object) { o.ObjectGUID.Presence, o.DN = directory.Lost, attr("") }, plan.Ref{Side: "onPremises", ID: o.ID.String(), UserPrincipalName: "ada@contoso.com"}},
		"neither DN nor name":         {func(o *directory.Object) { o.DN, o.UserPrincipalName = attr(""), attr("") }, plan.Ref{Side: "onPremises", ObjectGUID: guid, ID: o.ID.String(), Mail: "mail@contoso.com"}},
	} {
		changed := *o
		test.change(&changed)
		got := refOf(&changed)
		if origin := got.Origin; origin == nil || *origin != (plan.Origin{File: "users.ldf", Line: 1}) {
			t.Errorf("%s: %+v", name, origin)
		}
		if got.Origin = nil; got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

// An object is named in a sentence by its DN, or by the next name that it has.
func TestLabel(t *testing.T) {
	o := user(7, "Ada", "ada@contoso.com")
	for _, want := range []string{"CN=Ada,OU=Staff,DC=contoso,DC=com (users.ldf:7)", "ada@contoso.com (users.ldf:7)", "ada (users.ldf:7)", "an object without a name (users.ldf:7)"} {
		if got := label(o); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		switch {
		case o.DN.Presence == directory.Present:
			o.DN = attr("")
		case o.UserPrincipalName.Presence == directory.Present:
			o.UserPrincipalName = attr("")
		default:
			o.SAMAccountName = attr("")
		}
	}
}

func TestRoutable(t *testing.T) {
	for name, want := range map[string]bool{
		"ada@contoso.com": true, "o'brien@contoso.co.uk": true, "a#EXT#@contoso.onmicrosoft.com": true,
		"": false, "ada": false, "@contoso.com": false, "ada@": false, "ada@contoso": false,
		"ada@contoso.local": false, "ada@contoso.LOCAL": false, "ada@ad.lan": false, "ada@x.internal": false,
		"ada@contoso.com.": false, "ada@.com": false, "a b@contoso.com": false, "ada@x@contoso.com": false,
		"ada\n@contoso.com": false, "ada\xff@contoso.com": false, "local@local.example.com": true,
	} {
		if routable([]byte(name)) != want {
			t.Errorf("routable(%q) = %v", name, !want)
		}
	}
}

func TestHostileNamesRoundTrip(t *testing.T) {
	for _, name := range []string{
		"O'Brien", `"`, `\`, "<script>&amp;", "a\u2028b\u2029", "nul\x00", "esc\x1b[2J", "\u202egnp", "😀", "\u007f", "$(x)", "\ufeff", "line\nline", "\ufffd",
	} {
		o := user(1, name, "ada@contoso.com")
		doc, err := build(t, nil, o).JSON()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range doc {
			if c != '\n' && (c < ' ' || c > '~') {
				t.Fatalf("%q: octet %#x in the file", name, c)
			}
		}
		p, err := plan.Parse(doc)
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if !strings.Contains(p.Steps[0].Explain, name) {
			t.Errorf("%q became %q", name, p.Steps[0].Explain)
		}
	}
}

// Octets that are not UTF-8 are replaced in texts. In a value to write, they leave the
// user without steps.
func TestNotUTF8(t *testing.T) {
	bad := user(1, "a\xff", "ada@contoso.com")
	if p := build(t, nil, bad); !strings.Contains(p.Steps[0].Explain, "CN=a\ufffd,") {
		t.Error(p.Steps[0].Explain)
	}
	bad.Anchor = directory.SourceAnchor{Attribute: "employeeID", Value: []byte("\xff")}
	if p := build(t, nil, bad); len(p.Steps) != 0 || len(p.Unplanned) != 1 {
		t.Errorf("%+v", p.Counts)
	}
}
