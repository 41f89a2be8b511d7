package staging

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"hardmatch/directory"
	"hardmatch/exportfile/records"
	"hardmatch/hint"
	"hardmatch/ldifparse"
)

// lost represents a value that the export lost.
const lost = "\x00lost"

// recordOf returns a record of names and values, as all readers except that of LDIF
// make it.
func recordOf(t *testing.T, s *Stager, resource string, namesAndValues ...string) *records.Record {
	t.Helper()
	r := &records.Record{Line: 2, Offset: 40, Type: resource, Displayed: true}
	for pair := range slices.Chunk(namesAndValues, 2) {
		if pair[0] == "dn" {
			r.DN = []byte(pair[1])
			continue
		}
		f := records.Field{Description: &ldifparse.Description{Name: pair[0], Index: slices.Index(s.Attributes(), pair[0])}, Line: 2, Value: []byte(pair[1])}
		if f.Index < 0 {
			t.Fatalf("%s is not read", pair[0])
		}
		if pair[1] == lost {
			f.Form, f.Value = records.Lost, nil
		}
		r.Fields = append(r.Fields, f)
	}
	return r
}

func newStager(t *testing.T, o Options) *Stager {
	t.Helper()
	s, err := New("users.json", o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const id = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"

// The attributes of a record show its side. Attributes of both sides do not.
func TestSide(t *testing.T) {
	for _, test := range []struct {
		resource string
		fields   []string
		want     directory.Side
	}{
		{"", []string{"dn", "CN=a,DC=x"}, directory.OnPremises},
		{"", []string{"objectGUID", guid, "userPrincipalName", "a@x"}, directory.OnPremises},
		{"", []string{"sAMAccountName", "a"}, directory.OnPremises},
		{"", []string{"SID", userTxt}, directory.OnPremises},
		{"", []string{"mS-DS-ConsistencyGuid", lost, "mail", "a@x"}, directory.OnPremises},
		{"", []string{"sAMAccountName", "", "ImmutableId", guid64}, directory.OnPremises},
		{"", []string{"id", id}, directory.Cloud},
		{"", []string{"ObjectId", id, "ImmutableId", guid64}, directory.Cloud},
		{"", []string{"userPrincipalName", "a@x", "onPremisesImmutableId", ""}, directory.Cloud},
		{"", []string{"userPrincipalName", "a@x", "directorySynced", "True"}, directory.Cloud},
		{"user", []string{"userPrincipalName", "a@x"}, directory.Cloud},
		{"", []string{"userPrincipalName", "a@x", "ImmutableId", guid64}, directory.UnknownSide},
		{"", []string{"UPN", "a@x", "GUID", guid}, directory.OnPremises},
		{"", []string{"UPN", "a@x", "SAM", "a", "email", "a@x"}, directory.OnPremises},
		{"", []string{"UPN", "a@x", "email", "a@x"}, directory.UnknownSide},
		{"", []string{"dn", "CN=a,OU=contoso.onmicrosoft.com,DC=prod,DC=outlook,DC=com", "GUID", guid, "ExternalDirectoryObjectId", id}, directory.UnknownSide},
		{"", []string{"dn", "CN=a,DC=x", "GUID", guid, "ExternalDirectoryObjectId", ""}, directory.OnPremises},
		{"", []string{"userPrincipalName", "a@x", "mail", "a@x", "displayName", "A", "proxyAddresses", "smtp:a@x"}, directory.UnknownSide},
	} {
		s, o := newStager(t, Options{}), new(directory.Object)
		ok, errs := s.Stage(o, recordOf(t, s, test.resource, test.fields...))
		if o.Side != test.want || ok != (test.want != directory.UnknownSide) || len(errs) > 0 {
			t.Errorf("%s%q: %v, %v, %v", test.resource, test.fields, o.Side, ok, errs)
		}
		for _, forced := range []directory.Side{directory.OnPremises, directory.Cloud} {
			s := newStager(t, Options{Side: forced})
			if ok, _ := s.Stage(o, recordOf(t, s, test.resource, test.fields...)); !ok || o.Side != forced {
				t.Errorf("%s%q with side %v: %v", test.resource, test.fields, forced, o.Side)
			}
		}
	}
}

func TestCloudObject(t *testing.T) {
	s, o := newStager(t, Options{}), new(directory.Object)
	ok, errs := s.Stage(o, recordOf(t, s, "", "id", strings.ToUpper(id), "ObjectId", strings.ToUpper(id), "userPrincipalName", "a@x", "ImmutableId", guid64,
		"onPremisesImmutableId", guid64, "DirSyncEnabled", "True", "deletedDateTime", "", "proxyAddresses", "SMTP:a@x", "proxyAddresses", "smtp:b@x"))
	switch {
	case !ok || len(errs) > 0:
		t.Fatalf("%v %v", ok, errs)
	case o.ID.String() != id || o.Class != directory.User || o.OnPremisesSyncEnabled.String() != "true":
		t.Errorf("%+v", o)
	case o.Anchor.Attribute != "onPremisesImmutableId" || string(o.Anchor.Value) != guid64 || o.OnPremisesImmutableID.String() != guid64:
		t.Errorf("anchor %+v", o.Anchor)
	case o.DeletedDateTime.Presence != directory.Empty || len(o.ProxyAddresses.Values) != 2:
		t.Errorf("%+v", o)
	case o.Origin != directory.Origin{File: "users.json", Line: 2, Offset: 40}:
		t.Errorf("origin %+v", o.Origin)
	}
}

func TestCloudClass(t *testing.T) {
	for _, test := range []struct {
		resource string
		fields   []string
		want     directory.Class
	}{
		{"user", []string{"id", id}, directory.User},
		{"group", []string{"id", id}, directory.Group},
		{"orgContact", []string{"id", id}, directory.Contact},
		{"device", []string{"id", id}, directory.Computer},
		{"servicePrincipal", []string{"id", id}, directory.OtherClass},
		{"", []string{"id", id, "appId", guid, "accountEnabled", "True"}, directory.OtherClass},
		{"", []string{"id", id, "deviceId", guid, "accountEnabled", "True"}, directory.Computer},
		{"", []string{"id", id, "userPrincipalName", "a@x"}, directory.User},
		{"", []string{"id", id, "groupTypes", ""}, directory.Group},
		{"directoryObject", []string{"id", id, "groupTypes", "Unified"}, directory.Group},
		{"", []string{"id", id, "mail", "a@x"}, directory.UnknownClass},
	} {
		s, o := newStager(t, Options{}), new(directory.Object)
		if s.Stage(o, recordOf(t, s, test.resource, test.fields...)); o.Class != test.want {
			t.Errorf("%s%q: %v", test.resource, test.fields, o.Class)
		}
	}
}

// The Graph cmdlets write an empty column for properties that were not requested.
func TestUnrequested(t *testing.T) {
	for _, test := range []struct {
		enabled, immutableID string
		want                 directory.Presence
	}{
		{"True", "", directory.Empty},
		{"", "", directory.NotExported},
		{"", guid64, directory.Present},
		{"", lost, directory.Lost},
	} {
		s, o := newStager(t, Options{}), new(directory.Object)
		s.Stage(o, recordOf(t, s, "", "id", id, "accountEnabled", test.enabled, "onPremisesImmutableId", test.immutableID, "proxyAddresses", test.immutableID, "mail", ""))
		if o.OnPremisesImmutableID.Presence != test.want || o.ProxyAddresses.Presence != test.want || o.Mail.Presence != directory.Empty {
			t.Errorf("%q: %+v", test, o)
		}
	}
}

// If accountEnabled is empty, so is every other column that was not requested. The
// default properties are always requested.
func TestEveryUnrequestedColumn(t *testing.T) {
	states := map[string]func(*directory.Object) directory.Presence{
		"onPremisesImmutableId":        func(o *directory.Object) directory.Presence { return o.OnPremisesImmutableID.Presence },
		"onPremisesSyncEnabled":        func(o *directory.Object) directory.Presence { return o.OnPremisesSyncEnabled.Presence },
		"onPremisesSecurityIdentifier": func(o *directory.Object) directory.Presence { return o.ObjectSID.Presence },
		"onPremisesObjectIdentifier":   func(o *directory.Object) directory.Presence { return o.OnPremisesObjectIdentifier.Presence },
		"onPremisesProvisioningErrors": func(o *directory.Object) directory.Presence { return o.ProvisioningErrors.Presence },
		"serviceProvisioningErrors":    func(o *directory.Object) directory.Presence { return o.ServiceErrors.Presence },
		"deletedDateTime":              func(o *directory.Object) directory.Presence { return o.DeletedDateTime.Presence },
		"mailNickname":                 func(o *directory.Object) directory.Presence { return o.MailNickname.Presence },
		"userType":                     func(o *directory.Object) directory.Presence { return o.UserType.Presence },
		"proxyAddresses":               func(o *directory.Object) directory.Presence { return o.ProxyAddresses.Presence },
	}
	for name, state := range states {
		for enabled, want := range map[string]directory.Presence{"": directory.NotExported, "False": directory.Empty} {
			s, o := newStager(t, Options{Simulation: true}), new(directory.Object)
			s.Stage(o, recordOf(t, s, "user", "id", id, "userPrincipalName", "", "displayName", "", "accountEnabled", enabled, name, ""))
			if state(o) != want || o.UserPrincipalName.Presence != directory.Empty || o.DisplayName.Presence != directory.Empty {
				t.Errorf("%s with accountEnabled %q: %v, want %v", name, enabled, state(o), want)
			}
		}
	}
}

// The file as a whole shows whether an absent attribute is empty or was not
// exported.
func TestAbsence(t *testing.T) {
	hardly := directory.Absence{IsEmpty: true, UPNUnknown: true, SAMUnknown: true, ControlUnknown: true}
	named := hardly
	named.UPNUnknown, named.SAMUnknown, named.ControlUnknown = false, false, false
	exchange := hardly
	exchange.AddressesUnknown = true
	for _, test := range []struct {
		fields []string
		want   directory.Absence
	}{
		{[]string{"mail", "a@x"}, hardly},
		{[]string{"userPrincipalName", "a@x", "sAMAccountName", "a", "userAccountControl", "512"}, named},
		{[]string{"mailNickname", "a"}, exchange}, // Exchange makes no recipient without proxyAddresses
		{[]string{"msExchRecipientTypeDetails", "1"}, exchange},
		{[]string{"mailNickname", lost}, exchange},
		{[]string{"mailNickname", ""}, hardly},
		{[]string{"mailNickname", "a", "proxyAddresses", "SMTP:a@x"}, hardly},
		{[]string{"mailNickname", "a", "proxyAddresses", lost}, hardly},
		{[]string{"mailNickname", "a", "proxyAddresses", ""}, exchange},
	} {
		s := newStager(t, Options{Simulation: true})
		r := recordOf(t, s, "", append([]string{"dn", "CN=a", "objectClass", "user", "objectGUID", guid}, test.fields...)...)
		r.Sparse = true
		if s.Stage(new(directory.Object), r); s.Absence() != test.want {
			t.Errorf("%q: %+v, want %+v", test.fields, s.Absence(), test.want)
		}
	}
	s := newStager(t, Options{Simulation: true})
	if s.Stage(new(directory.Object), recordOf(t, s, "", "objectGUID", guid)); s.Absence().IsEmpty {
		t.Error("a file that shows empty attributes leaves them out")
	}
}

// A file that leaves out empty attributes still shows objectGUID, because every
// object has one.
func TestSparseWithoutObjectGUID(t *testing.T) {
	for _, test := range []struct {
		fields []string
		want   string
	}{
		{[]string{"dn", "CN=a", "objectClass", "user"}, "HM5009 not exported: objectGUID; what depends on that stays undecided"},
		{[]string{"dn", "CN=a", "objectClass", "user", "objectGUID", guid}, ""},
	} {
		s := newStager(t, Options{})
		r := recordOf(t, s, "", test.fields...)
		r.Sparse = true
		if s.Stage(new(directory.Object), r); notesOf(s) != test.want {
			t.Errorf("%q: %s", test.fields, notesOf(s))
		}
	}
}

func TestBadCloudValues(t *testing.T) {
	s, o := newStager(t, Options{}), new(directory.Object)
	_, errs := s.Stage(o, recordOf(t, s, "user", "id", "4711", "onPremisesSyncEnabled", "perhaps"))
	if len(errs) != 2 || o.ID.Presence != directory.Lost || o.OnPremisesSyncEnabled.Presence != directory.Lost {
		t.Errorf("%v %+v", errs, o)
	}
}

// Every notation for displayed octets is read. Thirty-two digits may be two GUIDs
// and are refused.
func TestDisplayedOctets(t *testing.T) {
	for value, want := range map[string]string{
		guid: guid64, "{" + strings.ToUpper(guid) + "}": guid64, guid64: guid64, "11 129 143 208 92 163 168 73 164 205 198 146 61 252 3 30": guid64,
		"d08f810ba35c49a8a4cdc6923dfc031e": "", "PrintableGUID-16": "", "12": "",
	} {
		for _, name := range []string{"objectGUID", "mS-DS-ConsistencyGuid"} {
			s, o := newStager(t, Options{}), new(directory.Object)
			_, errs := s.Stage(o, recordOf(t, s, "", "mS-DS-ConsistencyGuid", "", "objectClass", "user", name, value))
			if p := map[string]directory.Presence{"objectGUID": o.ObjectGUID.Presence, "mS-DS-ConsistencyGuid": o.ConsistencyGUID.Presence}[name]; (p == directory.Lost) != (want == "") {
				t.Errorf("%s %s: %v", name, value, p)
			}
			if string(o.Anchor.Value) != want || (len(errs) > 0) != (want == "") {
				t.Errorf("%s %s: %s, %v", name, value, o.Anchor.Value, errs)
			}
		}
	}
}

// People export the ImmutableId that they calculated, without the attribute that it
// is made of.
func TestCalculatedImmutableID(t *testing.T) {
	s, o := newStager(t, Options{}), new(directory.Object)
	s.Stage(o, recordOf(t, s, "", "sAMAccountName", "ada", "ImmutableId", other64))
	if o.Anchor.Attribute != "ImmutableId" || string(o.Anchor.Value) != other64 || o.OnPremisesImmutableID.Presence != directory.NotExported {
		t.Errorf("%+v", o)
	}
	s.Stage(o, recordOf(t, s, "", "sAMAccountName", "ada", "ImmutableId", other64, "objectGUID", guid, "mS-DS-ConsistencyGuid", ""))
	if o.Anchor.Attribute != "objectGUID" || string(o.Anchor.Value) != guid64 {
		t.Errorf("objectGUID is not preferred: %+v", o.Anchor)
	}
}

// In a sparse record, a user without mS-DS-ConsistencyGuid has none.
func TestSparseAnchor(t *testing.T) {
	s, o := newStager(t, Options{}), new(directory.Object)
	r := recordOf(t, s, "", "objectClass", "user", "objectGUID", guid)
	r.Sparse = true
	if s.Stage(o, r); o.Anchor.Attribute != "objectGUID" || string(o.Anchor.Value) != guid64 || notesOf(s) != "" {
		t.Errorf("%+v, %s", o.Anchor, notesOf(s))
	}
}

// Without mS-DS-ConsistencyGuid it is unknown whether objectGUID is the anchor of a
// user, unless the option states it. Other classes always use objectGUID.
func TestUndecidedAnchor(t *testing.T) {
	for _, test := range []struct{ anchor, class, attribute, value string }{
		{"auto", "user", "mS-DS-ConsistencyGuid", ""},
		{"objectGUID", "user", "objectGUID", guid64},
		{"auto", "group", "objectGUID", guid64},
	} {
		s, o := newStager(t, Options{Anchor: test.anchor}), new(directory.Object)
		s.Stage(o, recordOf(t, s, "", "objectClass", test.class, "objectGUID", guid))
		if o.Anchor.Attribute != test.attribute || string(o.Anchor.Value) != test.value {
			t.Errorf("%+v: %s %s", test, o.Anchor.Attribute, o.Anchor.Value)
		}
	}
}

func notesOf(s *Stager) string {
	var all []string
	for _, n := range s.Notes() {
		all = append(all, n.Rule+" "+n.Text)
	}
	return strings.Join(all, "\n")
}

// An attribute that no user of a file has was not exported. An empty value counts.
func TestNotExported(t *testing.T) {
	for _, test := range []struct {
		fields []string
		want   string
	}{
		{[]string{"dn", "CN=a", "objectGUID", guid, "mS-DS-ConsistencyGuid", "", "userPrincipalName", "a@x", "mail", "", "proxyAddresses", lost}, ""},
		{[]string{"dn", "CN=a", "objectGUID", guid, "userPrincipalName", "a@x"}, "HM5009 not exported: mS-DS-ConsistencyGuid, mail, proxyAddresses; what depends on that stays undecided"},
		{[]string{"id", id, "userPrincipalName", "a@x", "mail", "", "accountEnabled", "True"}, "HM5009 not exported: onPremisesImmutableId, onPremisesSyncEnabled, proxyAddresses; what depends on that stays undecided"},
		{[]string{"dn", "CN=a", "objectClass", "computer"}, ""},
		{[]string{"dn", "CN=a", "objectGUID", guid, "mail", "", "proxyAddresses", ""}, "HM5009 not exported: mS-DS-ConsistencyGuid, userPrincipalName; what depends on that stays undecided"},
		{[]string{"displayName", "Ada"}, "HM5009 1 record does not show whether it is from Active Directory or from Entra ID: it is not used"},
	} {
		s := newStager(t, Options{})
		s.Stage(new(directory.Object), recordOf(t, s, "", test.fields...))
		if got := notesOf(s); got != test.want {
			t.Errorf("%q: %s", test.fields, got)
		}
	}
	s := newStager(t, Options{})
	s.Stage(new(directory.Object), recordOf(t, s, "", "id", id, "userPrincipalName", "a@x", "mail", "", "proxyAddresses", "", "onPremisesSyncEnabled", "True", "onPremisesImmutableId", ""))
	s.Stage(new(directory.Object), recordOf(t, s, "", "id", id, "userPrincipalName", "b@x"))
	if got := notesOf(s); got != "" {
		t.Errorf("one of two users has all: %s", got)
	}
}

// Get-ADUser -Properties * leaves out empty attributes, so that some users have
// mS-DS-ConsistencyGuid and others do not.
func TestSomeWithoutConsistencyGUID(t *testing.T) {
	s := newStager(t, Options{})
	full := []string{"dn", "CN=a", "objectGUID", guid, "userPrincipalName", "a@x", "mail", "a@x", "proxyAddresses", ""}
	s.Stage(new(directory.Object), recordOf(t, s, "", append(full, "mS-DS-ConsistencyGuid", guid)...))
	for range 2 {
		s.Stage(new(directory.Object), recordOf(t, s, "", full...))
	}
	if got, want := notesOf(s), "HM5009 2 users do not show whether they have mS-DS-ConsistencyGuid, others do: their anchor stays undecided"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The hint is for the missing attributes.
func TestNotExportedHint(t *testing.T) {
	for missing, want := range map[string]bool{"mail": false, "mS-DS-ConsistencyGuid": true} {
		s := newStager(t, Options{})
		fields := []string{"dn", "CN=a", "objectGUID", guid, "userPrincipalName", "a@x", "proxyAddresses", ""}
		if missing == "mail" {
			fields = append(fields, "mS-DS-ConsistencyGuid", "")
		} else {
			fields = append(fields, "mail", "")
		}
		s.Stage(new(directory.Object), recordOf(t, s, "", fields...))
		notes := s.Notes()
		if len(notes) != 1 || (notes[0].Hint.Code == hint.ExportAttributesADOrAnchor) != want {
			t.Errorf("%s: %+v", missing, notes)
		}
	}
}

// Some cmdlets write one attribute under two names, in different notations.
func TestOneFactUnderTwoNames(t *testing.T) {
	const sid = "S-1-5-21-641816088-3009565006-1291551721-1105"
	for _, test := range []struct {
		fields []string
		lost   bool // since they differ
	}{
		{[]string{"SID", sid, "objectSid", sid}, false},
		{[]string{"SID", sid, "objectSid", sid + "1"}, true},
		{[]string{"SID", sid, "objectSid", sid + "1", "SID", sid}, true},
		{[]string{"mS-DS-ConsistencyGuid", guid64, "ConsistencyGuid", guid}, false},
		{[]string{"mS-DS-ConsistencyGuid", lost, "ConsistencyGuid", guid}, false},
		{[]string{"ConsistencyGuid", guid, "mS-DS-ConsistencyGuid", lost}, false},
		{[]string{"mS-DS-ConsistencyGuid", other64, "ConsistencyGuid", guid}, true},
		{[]string{"objectGUID", guid64, "objectGUID", strings.ToUpper(guid)}, false},
		{[]string{"objectGUID", lost, "objectGUID", guid}, false},
		{[]string{"objectGUID", guid, "objectGUID", lost}, false},
		{[]string{"objectGUID", guid, "objectGUID", other64, "objectGUID", guid}, true},
		{[]string{"id", id, "ObjectId", strings.ToUpper(id)}, false},
		{[]string{"id", id, "ObjectId", guid}, true},
		{[]string{"id", id, "onPremisesImmutableId", guid64, "ImmutableId", strings.ToLower(guid64)}, true},
		{[]string{"id", id, "onPremisesSyncEnabled", "True", "DirSyncEnabled", "true"}, false},
		{[]string{"id", id, "onPremisesSyncEnabled", "True", "DirSyncEnabled", ""}, false},
		{[]string{"id", id, "onPremisesSyncEnabled", "True", "DirSyncEnabled", "False"}, true},
	} {
		s, o := newStager(t, Options{}), new(directory.Object)
		_, errs := s.Stage(o, recordOf(t, s, "", test.fields...))
		var states []directory.Presence
		for _, p := range []directory.Presence{o.ObjectSID.Presence, o.ConsistencyGUID.Presence, o.ObjectGUID.Presence, o.OnPremisesImmutableID.Presence, o.OnPremisesSyncEnabled.Presence} {
			if p != directory.NotExported {
				states = append(states, p)
			}
		}
		if len(states) == 0 {
			states = append(states, o.ID.Presence)
		}
		want := directory.Present
		if test.lost {
			want = directory.Lost
		}
		if (len(errs) > 0) != test.lost || len(states) != 1 || states[0] != want {
			t.Errorf("%q: %v, %v", test.fields, states, errs)
		}
	}
}

// The service puts the id before the name of a user that it deletes. This shows
// deleted users if deletedDateTime was not exported.
func TestDeletedCloudName(t *testing.T) {
	for upn, want := range map[string]bool{
		"87d349ed44d743e19a835f2406dee5bdada@contoso.com": true,
		"87D349ED44D743E19A835F2406DEE5BDada@contoso.com": true,
		"97d349ed44d743e19a835f2406dee5bdada@contoso.com": false,
		"87d349ed44d743e1@contoso.com":                    false,
		"ada@contoso.com":                                 false,
		"87d349ed44d743e19a835f2406dee5bd":                true,
		"87d349ed44d7":                                    false,
	} {
		s, o := newStager(t, Options{}), new(directory.Object)
		ok, errs := s.Stage(o, recordOf(t, s, "user", "id", id, "userPrincipalName", upn))
		if !ok || len(errs) > 0 || o.Deleted() != want {
			t.Errorf("%s: %v %v deleted %v, want %v", upn, ok, errs, o.Deleted(), want)
		}
	}
}

// It matters whether a user has a licence, not which.
func TestAssignedLicenses(t *testing.T) {
	for _, test := range []struct {
		values []string
		want   directory.Presence
	}{
		{nil, directory.NotExported},
		{[]string{""}, directory.Empty},
		{[]string{`{"disabledPlans":[],"skuId":"c7df2760-2c81-4ef7-b578-5b5392b571df"}`, `{"skuId":"2"}`}, directory.Present},
		{[]string{lost}, directory.Lost},
	} {
		s, o := newStager(t, Options{Simulation: true}), new(directory.Object)
		fields := []string{"id", id, "userPrincipalName", "a@x"}
		for _, v := range test.values {
			fields = append(fields, "assignedLicenses", v)
		}
		if s.Stage(o, recordOf(t, s, "", fields...)); o.AssignedLicenses != test.want {
			t.Errorf("%q: %v, want %v", test.values, o.AssignedLicenses, test.want)
		}
	}
}

// A note about several records has the first line.
func TestNotesNameTheFirstLine(t *testing.T) {
	for _, fields := range [][]string{
		{"displayName", "Ada"}, // of no side
		{"dn", "CN=a", "objectGUID", guid, "userPrincipalName", "a@x", "mail", "", "proxyAddresses", ""}, // without mS-DS-ConsistencyGuid
	} {
		s := newStager(t, Options{})
		full := recordOf(t, s, "", "dn", "CN=b", "objectGUID", guid, "mS-DS-ConsistencyGuid", "", "userPrincipalName", "b@x", "mail", "", "proxyAddresses", "")
		s.Stage(new(directory.Object), full)
		for _, line := range []int{7, 9} {
			r := recordOf(t, s, "", fields...)
			r.Line = line
			s.Stage(new(directory.Object), r)
		}
		if notes := s.Notes(); len(notes) != 1 || notes[0].Line != 7 {
			t.Errorf("%q: %+v", fields, notes)
		}
	}
}

// An object in a list of deleted objects counts as deleted, even without a date.
func TestKindOfListedAsDeleted(t *testing.T) {
	s := newStager(t, Options{})
	r := recordOf(t, s, "user", "id", id, "userPrincipalName", "a@x")
	r.Deleted = true
	o := new(directory.Object)
	if s.Stage(o, r); !o.Deleted() || !s.kinds[directory.DeletedUsers] || s.kinds[directory.Users] {
		t.Errorf("kinds %v", s.kinds)
	}
}

// A lost value stays lost, and counts as a value, whatever other values there are.
func TestLostAmongOthers(t *testing.T) {
	s, o := newStager(t, Options{Simulation: true}), new(directory.Object)
	s.Stage(o, recordOf(t, s, "", "dn", "CN=a", "proxyAddresses", lost, "proxyAddresses", "", "userCertificate", lost, "userCertificate", ""))
	if o.ProxyAddresses.Presence != directory.Lost || o.Certificates != 1 {
		t.Errorf("%v, %d certificates", o.ProxyAddresses, o.Certificates)
	}
}

// In a displayed record octets may arrive as octets, and an empty value is replaced
// by a lost one.
func TestOctetsOfDisplayed(t *testing.T) {
	s, o := newStager(t, Options{}), new(directory.Object)
	r := recordOf(t, s, "", "objectClass", "user", "mS-DS-ConsistencyGuid", "PrintableGUID-16", "objectGUID", "", "objectGUID", lost)
	r.Fields[1].Form = records.Octets
	_, errs := s.Stage(o, r)
	if string(o.Anchor.Value) != "UHJpbnRhYmxlR1VJRC0xNg==" || o.ObjectGUID.Presence != directory.Lost || len(errs) > 0 {
		t.Errorf("%+v, %v, %v", o.Anchor, o.ObjectGUID, errs)
	}
}

// An unknown offset is none, and the first octet has the offset 0.
func TestOffset(t *testing.T) {
	for offset, want := range map[int64]int64{-1: 0, 0: 0, 1: 1} {
		var tenant directory.Tenant
		s, o := newStager(t, Options{Tenant: &tenant}), new(directory.Object)
		user := recordOf(t, s, "user", "id", id)
		domain := recordOf(t, s, "domain", "id", "contoso.com")
		user.Offset, domain.Offset = offset, offset
		s.Stage(o, user)
		if s.Stage(new(directory.Object), domain); o.Origin.Offset != want || tenant.Domains[0].Origin.Offset != want {
			t.Errorf("%d: user %d, domain %d, want %d", offset, o.Origin.Offset, tenant.Domains[0].Origin.Offset, want)
		}
	}
}

// The hint about a GUID that is none depends on how the export writes it.
func TestGUIDHint(t *testing.T) {
	for _, test := range []struct {
		form      ldifparse.Form
		displayed bool
		want      hint.Code
	}{
		{records.Octets, false, hint.GUIDLength},
		{records.Text, false, hint.GUIDForms},
		{records.Text, true, hint.ConvertValue},
	} {
		s := newStager(t, Options{})
		r := recordOf(t, s, "", "dn", "CN=a", "objectGUID", "x")
		r.Fields[0].Form, r.Displayed = test.form, test.displayed
		_, errs := s.Stage(new(directory.Object), r)
		if len(errs) != 1 || hint.Of(errs[0]).Code != test.want {
			t.Errorf("%+v: %v", test, errs)
		}
	}
}

// Certificates are counted, and an empty value is none.
func TestCertificates(t *testing.T) {
	s, o := newStager(t, Options{Simulation: true}), new(directory.Object)
	s.Stage(o, recordOf(t, s, "", "dn", "CN=a", "userCertificate", "x", "userCertificate", "y", "userCertificate", "", "userSMIMECertificate", "z"))
	if o.Certificates != 2 || o.SMIMECertificates != 1 {
		t.Errorf("%d and %d certificates", o.Certificates, o.SMIMECertificates)
	}
}

// A user counts as undecided only if mS-DS-ConsistencyGuid alone is missing.
func TestUndecidedUsers(t *testing.T) {
	full := []string{"dn", "CN=a", "objectGUID", guid, "userPrincipalName", "a@x", "mail", "a@x", "proxyAddresses", ""}
	for _, test := range []struct {
		fields []string
		want   string
	}{
		{full, "HM5009 1 user does not show whether it has mS-DS-ConsistencyGuid, others do: its anchor stays undecided"},
		{append(slices.Clip(full), "mS-DS-ConsistencyGuid", lost), ""},
		{append(slices.Clip(full), "mS-DS-ConsistencyGuid", ""), ""},
		{[]string{"dn", "CN=a", "userPrincipalName", "a@x"}, ""}, // without any anchor
		{[]string{"dn", "CN=a", "userPrincipalName", "a@x", "ImmutableId", guid64}, ""},
	} {
		s := newStager(t, Options{})
		s.Stage(new(directory.Object), recordOf(t, s, "", append(slices.Clip(full), "mS-DS-ConsistencyGuid", guid)...))
		s.Stage(new(directory.Object), recordOf(t, s, "", test.fields...))
		if got := notesOf(s); got != test.want {
			t.Errorf("%q: %s", test.fields, got)
		}
	}
}

// Several records without a side make one note, and the export is incomplete.
func TestRecordsWithoutSide(t *testing.T) {
	s := newStager(t, Options{})
	for range 2 {
		s.Stage(new(directory.Object), recordOf(t, s, "", "displayName", "Ada"))
	}
	want := "2 records do not show whether they are from Active Directory or from Entra ID: they are not used"
	if notes := s.Notes(); len(notes) != 1 || notes[0].Text != want || !notes[0].Incomplete {
		t.Errorf("%+v", notes)
	}
}

// The source of authority is a property of a user, nested in a user, or a resource
// of its own that shows only the id beside it.
func TestCloudManaged(t *testing.T) {
	for _, test := range []struct {
		fields   []string
		presence directory.Presence
		value    string
		tenant   map[string]bool // nil: the record is a user
		rejected bool
	}{
		{[]string{"id", id, "userPrincipalName", "a@x", "isCloudManaged", "True"}, directory.Present, "true", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "isCloudManaged", "perhaps"}, directory.Lost, "", nil, true},
		{[]string{"id", id, "userPrincipalName", "a@x", "isCloudManaged", ""}, directory.Empty, "", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "onPremisesSyncBehavior", `{"id":"x","isCloudManaged":true}`}, directory.Present, "true", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "onPremisesSyncBehavior", `{"isCloudManaged":false}`}, directory.Present, "false", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "onPremisesSyncBehavior", `{"id":"x"}`}, directory.NotExported, "", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "onPremisesSyncBehavior", `{"isCloudManaged":1}`}, directory.NotExported, "", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "onPremisesSyncBehavior", `{`}, directory.NotExported, "", nil, false},
		{[]string{"id", id, "userPrincipalName", "a@x", "onPremisesSyncBehavior", lost}, directory.Lost, "", nil, false},
		{[]string{"id", id, "userPrincipalName", "", "isCloudManaged", "True"}, directory.Present, "true", nil, false},
		{[]string{"id", id, "onPremisesImmutableId", "", "isCloudManaged", "True"}, directory.Present, "true", nil, false},
		{[]string{"id", id, "isCloudManaged", ""}, directory.Empty, "", nil, false},
		{[]string{"id", "", "directorySynced", "True", "isCloudManaged", "True"}, directory.Present, "true", nil, false},
		{[]string{"id", strings.ToUpper(id), "isCloudManaged", "True"}, directory.Present, "true", map[string]bool{id: true}, false},
		{[]string{"id", id, "isCloudManaged", "False"}, directory.Present, "false", map[string]bool{id: false}, false},
	} {
		var tenant directory.Tenant
		s, o := newStager(t, Options{Simulation: true, Tenant: &tenant}), new(directory.Object)
		ok, errs := s.Stage(o, recordOf(t, s, "", test.fields...))
		if ok != (test.tenant == nil) || (len(errs) > 0) != test.rejected || !maps.Equal(tenant.CloudManaged, test.tenant) {
			t.Errorf("%q: %v, %v, %v", test.fields, ok, errs, tenant.CloudManaged)
		}
		if o.IsCloudManaged.Presence != test.presence || o.IsCloudManaged.String() != test.value {
			t.Errorf("%q: %v %q", test.fields, o.IsCloudManaged.Presence, o.IsCloudManaged)
		}
	}
	var tenant directory.Tenant
	s := newStager(t, Options{Simulation: true, Tenant: &tenant})
	for managed, user := range map[string]string{"True": id, "False": guid} {
		s.Stage(new(directory.Object), recordOf(t, s, "", "id", user, "isCloudManaged", managed))
	}
	if want := map[string]bool{id: true, guid: false}; !maps.Equal(tenant.CloudManaged, want) {
		t.Errorf("two users: %v", tenant.CloudManaged)
	}
}
