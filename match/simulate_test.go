package match

import (
	"slices"
	"strings"
	"testing"

	"hardmatch/convert"
	"hardmatch/directory"
)

func attr(s string) directory.Text {
	return directory.Text{Presence: directory.Present, Value: []byte(s)}
}

// user makes a user that can sync, changed as the test needs it.
func user(n byte, change ...func(*directory.Object)) *directory.Object {
	guid := convert.GUID{n}
	o := &directory.Object{
		Origin: directory.Origin{File: "users.ldf", Line: int(n)}, Side: directory.OnPremises, Class: directory.User,
		DN:             attr("CN=u" + string('0'+rune(n)) + ",DC=contoso,DC=com"),
		SAMAccountName: attr("u"), UserPrincipalName: attr("u@contoso.com"),
		ObjectGUID: directory.GUID{Presence: directory.Present, Value: guid},
		Anchor:     directory.SourceAnchor{Attribute: directory.AttrObjectGUID, Value: []byte(guid.ImmutableID())},
	}
	for _, c := range change {
		c(o)
	}
	return o
}

func simulate(objects ...*directory.Object) []Verdict {
	return Simulate(&directory.ConnectorSpace{Objects: objects})
}

func TestScope(t *testing.T) {
	noAnchor := func(o *directory.Object) { o.Anchor = directory.SourceAnchor{} }
	for name, test := range map[string]struct {
		change func(*directory.Object)
		want   Kind
		reason string // a part of it
	}{
		"ordinary":            {func(o *directory.Object) {}, Undecided, "cloud"},
		"deleted":             {func(o *directory.Object) { o.IsDeleted = true }, NotSynced, "deleted"},
		"critical":            {func(o *directory.Object) { o.IsCriticalSystemObject = true }, NotSynced, "isCritical"},
		"sam empty":           {func(o *directory.Object) { o.SAMAccountName = directory.Text{Presence: directory.Empty} }, NotSynced, "sAMAccountName"},
		"sam not exported":    {func(o *directory.Object) { o.SAMAccountName = directory.Text{} }, Undecided, ""},
		"sam lost":            {func(o *directory.Object) { o.SAMAccountName = directory.Text{Presence: directory.Lost} }, Undecided, ""},
		"uac empty":           {func(o *directory.Object) { o.UserAccountControl = directory.Text{Presence: directory.Empty} }, NotSynced, "userAccountControl"},
		"aad":                 {func(o *directory.Object) { o.SAMAccountName = attr("AAD_1234") }, NotSynced, "AAD_"},
		"aad small":           {func(o *directory.Object) { o.SAMAccountName = attr("aad_1234") }, NotSynced, "AAD_"},
		"aad without _":       {func(o *directory.Object) { o.SAMAccountName = attr("AADams") }, Undecided, ""},
		"msol":                {func(o *directory.Object) { o.SAMAccountName = attr("MSOL_1234") }, NotSynced, "MSOL_"},
		"support":             {func(o *directory.Object) { o.SAMAccountName = attr("SUPPORT_388945a0") }, NotSynced, "SUPPORT"},
		"support other":       {func(o *directory.Object) { o.SAMAccountName = attr("SUPPORT_388945a01") }, Undecided, ""},
		"system mailbox":      {func(o *directory.Object) { o.MailNickname = attr("SystemMailbox{1}") }, NotSynced, "SystemMailbox"},
		"cas":                 {func(o *directory.Object) { o.SAMAccountName = attr("CAS_{1}") }, NotSynced, "CAS_"},
		"cas nickname":        {func(o *directory.Object) { o.MailNickname = attr("CAS_{1}") }, NotSynced, "CAS_"},
		"cas without }":       {func(o *directory.Object) { o.SAMAccountName = attr("CAS_1") }, Undecided, ""},
		"arbitration":         {func(o *directory.Object) { o.RecipientTypeDetails = attr("8388608") }, NotSynced, "msExch"},
		"user mailbox":        {func(o *directory.Object) { o.RecipientTypeDetails = attr("1") }, Undecided, ""},
		"linked":              {func(o *directory.Object) { o.RecipientTypeDetails = attr("2") }, NotSynced, "linked"},
		"conflict":            {func(o *directory.Object) { o.DN = attr(`CN=u\0ACNF:02347d41,DC=contoso,DC=com`) }, NotSynced, "CNF"},
		"conflict small":      {func(o *directory.Object) { o.DN = attr(`CN=u\0acnf:02347d41,DC=contoso,DC=com`) }, NotSynced, "CNF"},
		"child of it":         {func(o *directory.Object) { o.DN = attr(`CN=u,OU=x\0ACNF:02347d41,DC=contoso,DC=com`) }, Undecided, ""},
		"escaped comma":       {func(o *directory.Object) { o.DN = attr(`CN=u\,v\0ACNF:02347d41,DC=contoso,DC=com`) }, NotSynced, "CNF"},
		"disabled":            {func(o *directory.Object) { o.UserAccountControl = attr("514") }, Undecided, ""},
		"no anchor":           {func(o *directory.Object) { noAnchor(o); o.ObjectGUID.Presence = directory.Empty }, NotSynced, "no source anchor"},
		"anchor unseen":       {func(o *directory.Object) { noAnchor(o); o.ObjectGUID.Presence = directory.NotExported }, Undecided, "objectGUID"},
		"anchor lost":         {func(o *directory.Object) { noAnchor(o); o.ObjectGUID.Presence = directory.Lost }, Undecided, "lost on export"},
		"consistency lost":    {func(o *directory.Object) { noAnchor(o); o.ConsistencyGUID.Presence = directory.Lost }, Undecided, "mS-DS-ConsistencyGuid (lost"},
		"other anchor absent": {noAnchor, Undecided, "source anchor attribute"},
		"other anchor empty":  {func(o *directory.Object) { noAnchor(o); o.Custom.Presence = directory.Empty }, NotSynced, "no source anchor"},
		"other class":         {func(o *directory.Object) { o.Class = directory.OtherClass }, NotSynced, "only users"},
		"group":               {func(o *directory.Object) { o.Class = directory.Group }, Undecided, "group"},
		"group deleted":       {func(o *directory.Object) { o.Class = directory.Group; o.IsDeleted = true }, NotSynced, "deleted"},
		"contact":             {func(o *directory.Object) { o.Class = directory.Contact }, Undecided, "contact"},
		"computer":            {func(o *directory.Object) { o.Class = directory.Computer }, Undecided, "computer"},
		"class unknown":       {func(o *directory.Object) { o.Class = directory.UnknownClass }, Undecided, "cloud"},
		"nothing known":       {func(o *directory.Object) { o.Class = directory.UnknownClass; o.UserPrincipalName = directory.Text{} }, Undecided, "class"},
	} {
		got := simulate(user(1, test.change))[0]
		if got.Kind != test.want || !strings.Contains(got.Reason, test.reason) {
			t.Errorf("%s: %v, %s", name, got.Kind, got.Reason)
		}
		if (got.Kind == Undecided) != (len(got.Missing) > 0) {
			t.Errorf("%s: %v, missing %q", name, got.Kind, got.Missing)
		}
	}
}

func TestSharedAnchor(t *testing.T) {
	same := func(o *directory.Object) { o.Anchor.Value = []byte("QX00ApTUDEiiEm5kX0WP2w==") }
	lower := func(o *directory.Object) { o.Anchor.Value = []byte("qx00aptudeiiem5kx0wp2w==") }
	filtered := func(o *directory.Object) { same(o); o.IsCriticalSystemObject = true }
	a, b, c, d := user(1, same), user(2, same), user(3, lower), user(4, filtered)
	got := simulate(a, c, b, d, user(5))
	for i, want := range []Kind{Refused, Undecided, Refused, NotSynced, Undecided} {
		if got[i].Kind != want {
			t.Errorf("%d: %v, want %v", i, got[i].Kind, want)
		}
	}
	if !slices.Equal(got[0].Others, []*directory.Object{b}) || !slices.Equal(got[2].Others, []*directory.Object{a}) {
		t.Error("the other holder is not named")
	}
}

// The same object from two exports shares its anchor with nobody.
func TestOneObjectTwice(t *testing.T) {
	for _, v := range simulate(user(1), user(2), user(1)) {
		if v.Kind != Undecided {
			t.Errorf("%v: %s", v.Kind, v.Reason)
		}
	}
}

func TestManyHolders(t *testing.T) {
	var objects []*directory.Object
	for n := range byte(30) {
		objects = append(objects, user(n, func(o *directory.Object) { o.Anchor.Value = []byte("x") }))
	}
	for _, v := range simulate(objects...) {
		if v.Kind != Refused || !strings.HasPrefix(v.Reason, "29 other") || len(v.Others) == 0 || len(v.Others) > maxNamed {
			t.Fatalf("%v, %s, %d named", v.Kind, v.Reason, len(v.Others))
		}
	}
}

func TestNames(t *testing.T) {
	if len(kindNames) != int(CloudManaged)+1 || len(basisNames) != int(Documented)+1 {
		t.Error("a kind or a basis has no name")
	}
}
