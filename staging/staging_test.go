package staging

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hardmatch/directory"
	"hardmatch/exportfile"
	"hardmatch/exportfile/records"
)

const (
	guid64  = "C4GP0FyjqEmkzcaSPfwDHg=="
	guid    = "d08f810b-a35c-49a8-a4cd-c6923dfc031e"
	other64 = "6YnN76woilqW0FsHGrlIWQ=="
	userSID = "AQUAAAAAAAUVAAAAnY/lMd0jhyjlqnCHUQQAAA=="
	userTxt = "S-1-5-21-837128093-679945181-2272307941-1105"
)

// stage stages the first entry of an LDIF text.
func stage(t *testing.T, anchor, ldif string) (*directory.Object, []error) {
	t.Helper()
	s, err := New("users.ldf", Options{Anchor: anchor, Simulation: true})
	if err != nil {
		t.Fatal(err)
	}
	file, err := exportfile.New("users.ldf", strings.NewReader(ldif), records.Options{Attributes: s.Attributes()})
	if err != nil {
		t.Fatal(err)
	}
	for record, err := range file.All() {
		if err != nil {
			t.Fatal(err)
		}
		o := new(directory.Object)
		_, errs := s.Stage(o, record)
		return o.Clone(), slices.Clone(errs)
	}
	t.Fatal("no record")
	return nil, nil
}

// mustStage stages an entry of these lines. No value may be rejected.
func mustStage(t *testing.T, anchor string, lines ...string) *directory.Object {
	t.Helper()
	o, errs := stage(t, anchor, "dn: CN=a,DC=x\n"+strings.Join(lines, "\n")+"\n\n")
	if len(errs) > 0 {
		t.Errorf("%q: %v", lines, errs)
	}
	return o
}

func TestClass(t *testing.T) {
	for _, test := range []struct {
		lines string
		want  directory.Class
	}{
		{"objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\nobjectClass: user", directory.User},
		{"objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\nobjectClass: user\nobjectClass: inetOrgPerson", directory.User},
		{"objectClass: inetOrgPerson", directory.User},
		{"objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\nobjectClass: user\nobjectClass: computer", directory.Computer},
		{"objectClass: computer\nobjectClass: user\nobjectClass: top", directory.Computer},
		{"objectClass: user\nobjectClass: computer\nobjectClass: msDS-GroupManagedServiceAccount", directory.Computer},
		{"objectClass: user\nobjectClass: computer\nobjectClass: msDS-ManagedServiceAccount", directory.Computer},
		{"objectClass: msDS-GroupManagedServiceAccount", directory.Computer},
		{"objectClass: msDS-ManagedServiceAccount", directory.Computer},
		{"objectClass: msds-groupmanagedserviceaccount", directory.Computer},
		{"objectClass: top\nobjectClass: group", directory.Group},
		{"objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\nobjectClass: contact", directory.Contact},
		{"objectClass: top\nobjectClass: person", directory.OtherClass},
		{"objectClass: top\nobjectClass: organizationalUnit", directory.OtherClass},
		{"objectClass: top\nobjectClass: foreignSecurityPrincipal", directory.OtherClass},
		{"objectClass: TOP\nobjectClass: USER", directory.User},
		{"objectClass: top\nobjectClass: Group", directory.Group},
		{"objectClass: top\nobjectClass: inetorgperson", directory.User},
		{"objectClass: USER\nobjectClass: COMPUTER", directory.Computer},
		{"objectClass:: dXNlcg==", directory.User},
		{"objectClass: top\nobjectClass: user\nobjectClass: contosoUser", directory.User},
		// without objectClass, the class that the other attributes imply
		{"mail: a@x", directory.UnknownClass},
		{"sAMAccountName: a", directory.UnknownClass},
		{"userPrincipalName: a@x", directory.User},
		{"userAccountControl: 512", directory.User},
		{"userAccountControl: 4096\nsAMAccountName: PC", directory.Computer},
		{"userAccountControl: 532480", directory.Computer},
		{"userPrincipalName: a@x\nsAMAccountName: PC$", directory.Computer},
		{"sAMAccountName: $", directory.Computer},
		{"groupType: -2147483646", directory.Group},
		{"userAccountControl: many", directory.UnknownClass},
		{"objectClass:", directory.UnknownClass},
		{"objectClass:\nuserAccountControl: 512", directory.User},
	} {
		if o := mustStage(t, AnchorAuto, test.lines); o.Class != test.want {
			t.Errorf("%q is %v, want %v", test.lines, o.Class, test.want)
		}
	}
	if o := mustStage(t, AnchorAuto, "objectClass: top\nobjectClass: user"); o.ObjectClass.String() != "user" {
		t.Errorf("the most derived class is %q", o.ObjectClass)
	}
}

func TestAnchor(t *testing.T) {
	const (
		user     = "objectClass: user\n"
		computer = "objectClass: user\nobjectClass: computer\n"
		group    = "objectClass: group\n"
		contact  = "objectClass: contact\n"
		own      = "mS-DS-ConsistencyGuid:: " + other64 + "\n"
		object   = "objectGUID:: " + guid64 + "\n"
		id       = directory.AttrObjectGUID
		ownID    = directory.AttrConsistencyGUID
	)
	for _, test := range []struct{ anchor, lines, attribute, value string }{
		{"auto", user + object, id, guid64},
		{"", user + object, id, guid64},
		{"AUTO", user + object + own, ownID, other64},
		{"auto", user + own, ownID, other64},
		{"auto", object + own, ownID, other64}, // of unknown class
		{"auto", computer + object + own, id, guid64},
		{"auto", group + object + own, id, guid64},
		{"auto", contact + object + own, id, guid64},
		{"auto", group + own, "", ""},
		{"auto", user + object + "mS-DS-ConsistencyGuid:\n", id, guid64}, // an empty value does not count
		{"auto", user + object + "mS-DS-ConsistencyGuid:< file:///x\n", ownID, ""},
		{"auto", computer + object + "mS-DS-ConsistencyGuid:< file:///x\n", id, guid64},
		{"auto", user + "objectGUID:< file:///x\n", "", ""},
		{"auto", user + "objectGUID:\n", "", ""},
		{"auto", user, "", ""},
		{"auto", user + object + "mS-DS-ConsistencyGuid:: AAECAwQFBgcICQoLDA0O\n", ownID, "AAECAwQFBgcICQoLDA0O"}, // 15 octets
		{"auto", user + "mS-DS-ConsistencyGuid: PrintableGUID-16\n", ownID, "UHJpbnRhYmxlR1VJRC0xNg=="},           // 16 octets, as always
		{"auto", user + "mS-DS-ConsistencyGuid: " + guid + "\n", ownID, "ZDA4ZjgxMGItYTM1Yy00OWE4LWE0Y2QtYzY5MjNkZmMwMzFl"},
		{"auto", user + "mS-DS-ConsistencyGuid: niTPPMR4wUKFS5gJ9CuDSg==\n", ownID, "bmlUUFBNUjR3VUtGUzVnSjlDdURTZz09"}, // stored as text
		{"objectguid", user + object + own, id, guid64},
		{"objectGUID", user + own, "", ""},
		{"MS-DS-ConsistencyGUID", user + object + own, ownID, other64},
		{"mS-DS-ConsistencyGuid", group + object + own, ownID, other64},
		{"mS-DS-ConsistencyGuid", user + object, "", ""},
		{"mS-DS-ConsistencyGuid", user + object + "mS-DS-ConsistencyGuid:< file:///x\n", "", ""},
		{"employeeID", user + object + own + "employeeID: 00417\n", "employeeID", "00417"},
		{"EmployeeId", user + "employeeID: 00417\n", "EmployeeId", "00417"},
		{"employeeID", user + object, "", ""},
		{"employeeID", user + object + "employeeID:\n", "", ""},
		{"employeeID", user + object + "employeeID:< file:///x\n", "", ""},
		{"employeeID", user + "employeeID:: SsO2cmc=\n", "employeeID", "Jörg"},
		{"msExchMailboxGuid", user + "msExchMailboxGuid:: " + other64 + "\n", "msExchMailboxGuid", other64},
		// attributes that are read in any case
		{"mail", user + object + "mail: a@x\n", "mail", "a@x"},
		{"SAMAccountName", user + object + "sAMAccountName: ada\n", "SAMAccountName", "ada"},
		{"objectSid", user + object + "objectSid:: " + userSID + "\n", "objectSid", userSID},
		{"userPrincipalName", user + object, "", ""},
		{"mailNickname", user + "mailNickname: ada\n", "mailNickname", "ada"},
		{"objectClass", user + object, "objectClass", "user"},
	} {
		o := mustStage(t, test.anchor, test.lines)
		if o.Anchor.Attribute != test.attribute || string(o.Anchor.Value) != test.value {
			t.Errorf("%s of %q is %s %q, want %s %q", test.anchor, test.lines, o.Anchor.Attribute, o.Anchor.Value, test.attribute, test.value)
		}
	}
}

// An attribute that is the source anchor is staged under its own name, too.
func TestAnchorThatIsReadAnyway(t *testing.T) {
	o := mustStage(t, "mail", "objectClass: user\nmail: a@x\nsAMAccountName: ada")
	if o.Mail.String() != "a@x" || o.SAMAccountName.String() != "ada" {
		t.Errorf("mail %q, sAMAccountName %q", o.Mail, o.SAMAccountName)
	}
}

// The name of the anchor is in every row, so it must be a valid name. Passwords are
// never read.
func TestAnchorName(t *testing.T) {
	for _, name := range []string{
		"a b", `x"y`, "x,y", "x\ny", "=cmd", "x;binary", "1.2.840", "-x", "ünicode", "x\x00", "extension_x", "x'y", "x:",
		"userPassword", "USERPASSWORD", "unicodePwd", "dBCSPwd", "ntPwdHistory", "lmPwdHistory", "supplementalCredentials", "ms-Mcs-AdmPwd", "cascadeLegacyPwd",
		"ms-Mcs-AdmPwdExpirationTime", "msLAPS-Password", "mslaps-EncryptedPassword", "msDS-ManagedPassword", "unixUserPassword", "msSFU30Password",
	} {
		for _, scope := range []bool{false, true} {
			if _, err := New("users.ldf", Options{Anchor: name, Simulation: scope}); err == nil {
				t.Errorf("%q is accepted as an anchor", name)
			}
		}
	}
	for _, name := range []string{"", "auto", "employeeID", "msDS-cloudExtensionAttribute1", "x500uniqueIdentifier", "azAZ-09"} {
		if _, err := New("users.ldf", Options{Anchor: name}); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestObjectGUID(t *testing.T) {
	for _, line := range []string{
		"objectGUID:: " + guid64, "objectGUID: " + guid, "objectGUID: " + strings.ToUpper(guid), "objectGUID: {" + guid + "}", "OBJECTGUID:: " + guid64, "objectGUID;binary:: " + guid64,
	} {
		if o := mustStage(t, AnchorAuto, line); o.ObjectGUID.Value.String() != guid || o.ObjectGUID.Presence != directory.Present {
			t.Errorf("%q gives %v", line, o.ObjectGUID)
		}
	}
	for _, line := range []string{
		"objectGUID:: AAECAwQFBgcICQoLDA0O", "objectGUID: System.Byte[]", "objectGUID: PrintableGUID-16", "objectGUID: " + guid[1:],
		"objectGUID: d08f810ba35c49a8a4cdc6923dfc031e", "objectGUID: " + guid64,
	} {
		o, errs := stage(t, AnchorAuto, "dn: CN=a,DC=x\nmail: a@x\n"+line+"\n\n")
		if o.ObjectGUID.Presence != directory.Lost || o.Anchor.Value != nil {
			t.Errorf("%q gives %v", line, o.ObjectGUID)
		}
		checkRejected(t, errs, "users.ldf:3: objectGUID: value is not a GUID")
	}
}

// checkRejected expects one error, with a hint.
func checkRejected(t *testing.T, errs []error, want string) {
	t.Helper()
	var value *ValueError
	if len(errs) != 1 || !errors.As(errs[0], &value) || !strings.HasPrefix(value.Error(), want) || value.Hint.IsZero() || value.Unwrap() == nil {
		t.Errorf("errors %q, want %q", errs, want)
	}
}

// Two different values of a single-valued attribute mean that two records were
// joined. Neither is used.
func TestSecondValue(t *testing.T) {
	for _, test := range []struct{ anchor, lines, want string }{
		{"auto", "objectGUID:: " + guid64 + "\nobjectGUID:: " + other64, "users.ldf:3: objectGUID: second value"},
		{"auto", "mS-DS-ConsistencyGuid:: " + guid64 + "\nmS-DS-ConsistencyGuid:: " + other64, "users.ldf:3: mS-DS-ConsistencyGuid: second value"},
		{"auto", "userPrincipalName: a@x\nuserPrincipalName: b@x", "users.ldf:3: userPrincipalName: second value"},
		{"auto", "sAMAccountName: a\nsAMAccountName: b", "users.ldf:3: sAMAccountName: second value"},
		{"auto", "objectSid:: " + userSID + "\nobjectSid: S-1-5-18", "users.ldf:3: objectSid: second value"},
		{"employeeID", "employeeID: 1\nemployeeID: 2", "users.ldf:3: employeeID: second value"},
	} {
		o, errs := stage(t, test.anchor, "dn: CN=a,DC=x\n"+test.lines+"\n\n")
		checkRejected(t, errs, test.want)
		if o.Anchor.Value != nil || o.UserPrincipalName.Presence == directory.Present || o.SAMAccountName.Presence == directory.Present {
			t.Errorf("%q gives %+v", test.lines, o)
		}
	}
	same := "objectGUID:: " + guid64 + "\nobjectGUID: " + guid + "\nmail: a@x\nmail: a@x"
	if o := mustStage(t, AnchorAuto, same); o.ObjectGUID.Value.String() != guid || o.Mail.String() != "a@x" {
		t.Errorf("the same value twice gives %v", o)
	}
}

func TestSID(t *testing.T) {
	want := mustStage(t, AnchorAuto, "objectSid:: "+userSID)
	got := mustStage(t, AnchorAuto, "objectSid: "+userTxt)
	if got.ObjectSID.String() != want.ObjectSID.String() || want.ObjectSID.Presence != directory.Present {
		t.Errorf("text gives %x, octets %x", got.ObjectSID.Value, want.ObjectSID.Value)
	}
	o, errs := stage(t, AnchorAuto, "dn: CN=a,DC=x\nobjectSid: S-1-five\n\n")
	checkRejected(t, errs, "users.ldf:2: objectSid: ")
	if o.ObjectSID.Presence != directory.Lost {
		t.Errorf("got %v", o.ObjectSID)
	}
}

// The extended DN control writes <GUID=...>;<SID=...>; before the name.
func TestExtendedName(t *testing.T) {
	for dn, want := range map[string]string{
		"<GUID=" + guid + ">;<SID=" + userTxt + ">;CN=a,DC=x":                              "CN=a,DC=x",
		"<GUID=53c45a01630b410fb6c40051b0f389f4>;<SID=010500000000000515000000>;CN=a,DC=x": "CN=a,DC=x",
		"<GUID=" + guid + ">;CN=a>;b,DC=x":                                                 "CN=a>;b,DC=x",
		"<GUID=" + guid + ">;":                                                             "",
		"CN=a>;b,DC=x":                                                                     "CN=a>;b,DC=x",
		"<unescaped>;CN=a,DC=x":                                                            "<unescaped>;CN=a,DC=x",
		"<GUID=no end":                                                                     "<GUID=no end",
		`CN=\<a\>\;b,DC=x`:                                                                 `CN=\<a\>\;b,DC=x`,
	} {
		s, err := New("users.ldf", Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := new(directory.Object)
		if _, errs := s.Stage(o, &records.Record{Line: 1, DN: []byte(dn)}); len(errs) > 0 || o.DN.String() != want {
			t.Errorf("%s gives %q, %v", dn, o.DN, errs)
		}
	}
}

// A name in the container of deleted objects shows that an object is deleted, even
// if isDeleted was not exported.
func TestDeletedName(t *testing.T) {
	for dn, want := range map[string]bool{
		`CN=Gone\0ADEL:d73e4016-ef7a-4059-8eb5-baa74a47ee4e,CN=Deleted Objects,DC=x`: true,
		`CN=a\0adel:d73e4016-ef7a-4059-8eb5-baa74a47ee4e,DC=x`:                       true,
		`CN=a,OU=Gone\0ADEL:d73e4016-ef7a-4059-8eb5-baa74a47ee4e,DC=x`:               false,
		`CN=a,CN=Deleted Objects,DC=x`:                                               false,
	} {
		o := new(directory.Object)
		s, _ := New("users.ldf", Options{})
		if s.Stage(o, &records.Record{Line: 1, DN: []byte(dn)}); o.IsDeleted != want {
			t.Errorf("%s: deleted %v", dn, o.IsDeleted)
		}
	}
}

// Not exported, empty, present and lost are four different states.
func TestPresence(t *testing.T) {
	for line, want := range map[string]directory.Presence{
		"objectClass: user":       directory.NotExported,
		"ATTRIBUTE:":              directory.Empty,
		"ATTRIBUTE::":             directory.Empty,
		"ATTRIBUTE: x@y":          directory.Present,
		"ATTRIBUTE:< file:///x":   directory.Lost,
		"ATTRIBUTE:: /////w==":    directory.Lost, // not UTF-8
		"ATTRIBUTE: x\nmember: y": directory.Present,
	} {
		for _, name := range []string{"mail", "userPrincipalName", "sAMAccountName", "displayName", "proxyAddresses", "userAccountControl", "mailNickname"} {
			o, errs := stage(t, AnchorAuto, "dn: CN=a,DC=x\n"+strings.ReplaceAll(line, "ATTRIBUTE", name)+"\n\n")
			got := map[string]directory.Presence{
				"mail": o.Mail.Presence, "userPrincipalName": o.UserPrincipalName.Presence, "sAMAccountName": o.SAMAccountName.Presence,
				"displayName": o.DisplayName.Presence, "proxyAddresses": o.ProxyAddresses.Presence, "userAccountControl": o.UserAccountControl.Presence,
				"mailNickname": o.MailNickname.Presence,
			}[name]
			if got != want {
				t.Errorf("%s with %q: %v, want %v", name, line, got, want)
			}
			if rejected := strings.Contains(line, "/////w"); rejected != (len(errs) > 0) {
				t.Errorf("%s with %q: errors %q", name, line, errs)
			}
		}
	}
	o, _ := stage(t, AnchorAuto, "dn: CN=a,DC=x\nproxyAddresses: smtp:a@x\nproxyAddresses:: /////w==\nproxyAddresses: smtp:b@x\n\n")
	if o.ProxyAddresses.Presence != directory.Lost || len(o.ProxyAddresses.Values) != 2 {
		t.Errorf("one lost address of three: %v", o.ProxyAddresses)
	}
	o = mustStage(t, AnchorAuto, "proxyAddresses:: c210cDpqw7ZyZ0B4") // smtp:jörg@x
	if o.ProxyAddresses.Presence != directory.Present || len(o.ProxyAddresses.Values) != 1 || string(o.ProxyAddresses.Values[0]) != "smtp:jörg@x" {
		t.Errorf("an address in Base64: %v %q", o.ProxyAddresses.Presence, o.ProxyAddresses.Values)
	}
}

func TestFlags(t *testing.T) {
	o := mustStage(t, AnchorAuto, "isDeleted: TRUE", "isCriticalSystemObject: TRUE")
	if !o.IsDeleted || !o.IsCriticalSystemObject {
		t.Errorf("%+v", o)
	}
	if o := mustStage(t, AnchorAuto, "isDeleted: FALSE"); o.IsDeleted {
		t.Error("FALSE is read as TRUE")
	}
}

// A stager stages a whole file. Nothing of an object remains in the next.
func TestNothingStays(t *testing.T) {
	s, err := New("users.ldf", Options{Simulation: true})
	if err != nil {
		t.Fatal(err)
	}
	ldif := "dn: CN=a,DC=x\nobjectClass: computer\ngroupType: 2\nobjectGUID: nothing\nmail: a@x\nproxyAddresses: smtp:a@x\nisDeleted: TRUE\n\ndn: CN=b,DC=x\n\n"
	file, err := exportfile.New("users.ldf", strings.NewReader(ldif), records.Options{Attributes: s.Attributes()})
	if err != nil {
		t.Fatal(err)
	}
	o := new(directory.Object)
	errs := 0
	for record := range file.All() {
		_, rejected := s.Stage(o, record)
		errs += len(rejected)
	}
	if errs != 1 || o.Class != directory.UnknownClass || o.Mail.Presence != 0 || o.ProxyAddresses.Presence != 0 || o.IsDeleted || o.ObjectGUID.Presence != 0 {
		t.Errorf("%d errors, %+v", errs, o)
	}
}

// Staging a record does not allocate.
func TestStageAllocations(t *testing.T) {
	s, err := New("users.ldf", Options{})
	if err != nil {
		t.Fatal(err)
	}
	ldif := "dn: CN=a,DC=x\nobjectClass: user\nobjectGUID:: " + guid64 + "\nmail: a@x\nsAMAccountName: a\nobjectSid:: " + userSID + "\nproxyAddresses: smtp:a@x\n\n"
	file, err := exportfile.New("users.ldf", strings.NewReader(ldif), records.Options{Attributes: s.Attributes()})
	if err != nil {
		t.Fatal(err)
	}
	for record, err := range file.All() {
		if err != nil {
			t.Fatal(err)
		}
		o := new(directory.Object)
		if n := testing.AllocsPerRun(100, func() { s.Stage(o, record) }); n > 0 {
			t.Errorf("%v allocations", n)
		}
	}
}
