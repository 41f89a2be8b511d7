package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hardmatch/convert"
	"hardmatch/directory"
	"hardmatch/text/texttest"
)

func present(s string) directory.Text {
	return directory.Text{Presence: directory.Present, Value: []byte(s)}
}

// ada is an object with all attributes.
func ada() *directory.Object {
	guid, err := convert.ParseGUID("d08f810b-a35c-49a8-a4cd-c6923dfc031e")
	if err != nil {
		panic(err)
	}
	return &directory.Object{
		Origin: directory.Origin{File: "users.ldf", Line: 7}, Side: directory.OnPremises, Class: directory.User,
		DN: present("CN=Ada Lindqvist,OU=Staff,DC=contoso,DC=local"), ObjectClass: present("user"), SAMAccountName: present("ada"),
		UserPrincipalName: present("ada@contoso.com"), Mail: present("ada@contoso.com"), DisplayName: present("Ada Lindqvist"),
		ProxyAddresses:  directory.Texts{Presence: directory.Present, Values: [][]byte{[]byte("SMTP:ada@contoso.com"), []byte("X500:/o=a;b\\c")}},
		ObjectGUID:      directory.GUID{Presence: directory.Present, Value: guid},
		ConsistencyGUID: present("0123456789abcde"),
		ObjectSID:       present("\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00"),
		Anchor:          directory.SourceAnchor{Attribute: "objectGUID", Value: []byte("C4GP0FyjqEmkzcaSPfwDHg==")},
		IsDeleted:       true,
	}
}

func written(t testing.TB, format string, objects ...*directory.Object) string {
	t.Helper()
	var b bytes.Buffer
	l, err := NewObjectList(&b, format)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		if err := l.Write(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const adaJSON = `{"dn":"CN=Ada Lindqvist,OU=Staff,DC=contoso,DC=local","objectClass":"user","sAMAccountName":"ada",` +
	`"userPrincipalName":"ada@contoso.com","mail":"ada@contoso.com","displayName":"Ada Lindqvist",` +
	`"proxyAddresses":["SMTP:ada@contoso.com","X500:/o=a;b\\c"],"objectGUID":"d08f810b-a35c-49a8-a4cd-c6923dfc031e",` +
	`"mS-DS-ConsistencyGuid":"MDEyMzQ1Njc4OWFiY2Rl","objectSid":"S-1-5-32-544","anchorAttribute":"objectGUID",` +
	`"immutableId":"C4GP0FyjqEmkzcaSPfwDHg==","isDeleted":true,"side":"onPremises","origin":{"file":"users.ldf","line":7}}`

func TestListFormats(t *testing.T) {
	const header = "dn,objectClass,sAMAccountName,userPrincipalName,mail,displayName,proxyAddresses,objectGUID,mS-DS-ConsistencyGuid,objectSid,anchorAttribute,immutableId,isDeleted,id,onPremisesSyncEnabled,onPremisesImmutableId,deletedDateTime,side,file,line\r\n"
	const row = `"CN=Ada Lindqvist,OU=Staff,DC=contoso,DC=local",user,ada,ada@contoso.com,ada@contoso.com,Ada Lindqvist,SMTP:ada@contoso.com;X500:/o=a\;b\\c,` +
		"d08f810b-a35c-49a8-a4cd-c6923dfc031e,MDEyMzQ1Njc4OWFiY2Rl,S-1-5-32-544,objectGUID,C4GP0FyjqEmkzcaSPfwDHg==,true,,,,,onPremises,users.ldf,7\r\n"
	const line = "C4GP0FyjqEmkzcaSPfwDHg==  ada@contoso.com                   CN=Ada Lindqvist,OU=Staff,DC=contoso,DC=local\n"
	for format, want := range map[string][3]string{
		"ndjson": {"", adaJSON + "\n", adaJSON + "\n" + adaJSON + "\n"},
		"json": {`{"schema":"hardmatch.list/1","objects":[` + "\n]}\n", `{"schema":"hardmatch.list/1","objects":[` + "\n" + adaJSON + "\n]}\n",
			`{"schema":"hardmatch.list/1","objects":[` + "\n" + adaJSON + ",\n" + adaJSON + "\n]}\n"},
		"csv":  {header, header + row, header + row + row},
		"text": {"", line, line + line},
	} {
		for n, w := range want {
			if got := written(t, format, slices.Repeat([]*directory.Object{ada()}, n)...); got != w {
				t.Errorf("%s of %d:\n%s\nwant\n%s", format, n, got, w)
			}
		}
	}
	if _, err := NewObjectList(io.Discard, "xml"); err == nil || !strings.Contains(err.Error(), "ndjson") {
		t.Errorf("xml: %v", err)
	}
}

// A cloud object has names and states of its own.
func TestCloudObject(t *testing.T) {
	cloud := func(enabled, immutableID directory.Text) *directory.Object {
		return &directory.Object{
			Origin: directory.Origin{File: "users.json", Line: 1, Offset: 77}, Side: directory.Cloud, Class: directory.User,
			UserPrincipalName: present("ada@contoso.com"), ID: present("87d349ed-44d7-43e1-9a83-5f2406dee5bd"),
			OnPremisesSyncEnabled: enabled, OnPremisesImmutableID: immutableID, DeletedDateTime: directory.Text{Presence: directory.Empty},
		}
	}
	const start = `{"userPrincipalName":"ada@contoso.com",`
	const end = `"side":"cloud","origin":{"file":"users.json","line":1,"offset":77}}`
	for _, test := range []struct {
		enabled, immutableID directory.Text
		json, csv            string
	}{
		{present("true"), present("+C4P0FyjqEmkzcaSPfwDHg=="),
			`"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","onPremisesSyncEnabled":true,"onPremisesImmutableId":"+C4P0FyjqEmkzcaSPfwDHg==","deletedDateTime":null,`,
			"true,+C4P0FyjqEmkzcaSPfwDHg=="},
		{directory.Text{Presence: directory.Empty}, present("=1+1"),
			`"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","onPremisesSyncEnabled":null,"onPremisesImmutableId":"=1+1","deletedDateTime":null,`, `,"'=1+1"`},
		{directory.Text{}, directory.Text{Presence: directory.Lost},
			`"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","deletedDateTime":null,"lost":["onPremisesImmutableId"],`, `,`},
	} {
		o := cloud(test.enabled, test.immutableID)
		if got := string(new(objectEncoder).append(nil, o)); got != start+test.json+end {
			t.Errorf("%s\nwant %s", got, start+test.json+end)
		}
		want := ",,,ada@contoso.com,,,,,,,,,,87d349ed-44d7-43e1-9a83-5f2406dee5bd," + test.csv + ",,cloud,users.json,1\r\n"
		if _, got, _ := strings.Cut(written(t, "csv", o), "\r\n"); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
	if got, want := written(t, "text", cloud(present("true"), present("C4GP0FyjqEmkzcaSPfwDHg=="))),
		"-                         ada@contoso.com                   87d349ed-44d7-43e1-9a83-5f2406dee5bd\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// An attribute that was not exported has no key, an empty one is null, and a lost one is
// only in the list lost.
func TestPresenceInJSON(t *testing.T) {
	for _, test := range []struct {
		p    directory.Presence
		want string
	}{
		{directory.NotExported, `{"side":"onPremises","origin":{"file":"","line":0}}`},
		{directory.Lost, `{"lost":["dn","objectClass","sAMAccountName","userPrincipalName","mail","displayName","proxyAddresses","objectGUID",` +
			`"mS-DS-ConsistencyGuid","objectSid"],"side":"onPremises","origin":{"file":"","line":0}}`},
		{directory.Empty, `{"dn":null,"objectClass":null,"sAMAccountName":null,"userPrincipalName":null,"mail":null,"displayName":null,` +
			`"proxyAddresses":null,"objectGUID":null,"mS-DS-ConsistencyGuid":null,"objectSid":null,"side":"onPremises","origin":{"file":"","line":0}}`},
	} {
		text := directory.Text{Presence: test.p}
		o := &directory.Object{
			Side: directory.OnPremises, DN: text, ObjectClass: text, SAMAccountName: text, UserPrincipalName: text, Mail: text, DisplayName: text, ConsistencyGUID: text, ObjectSID: text,
			ProxyAddresses: directory.Texts{Presence: test.p}, ObjectGUID: directory.GUID{Presence: test.p},
		}
		if got := string(new(objectEncoder).append(nil, o)); got != test.want {
			t.Errorf("%v: %s\nwant %s", test.p, got, test.want)
		}
		if got, want := written(t, "text", o), "-                         -                                 \n"; got != want {
			t.Errorf("%v: %q, want %q", test.p, got, want)
		}
	}
	for _, format := range []string{"json", "ndjson"} {
		if s := written(t, format, new(directory.Object)); !json.Valid([]byte(s)) {
			t.Errorf("%s: %s", format, s)
		}
	}
}

// hostileObject returns an object whose attributes are all s.
func hostileObject(s string) *directory.Object {
	o := ada()
	for _, t := range []*directory.Text{&o.DN, &o.ObjectClass, &o.SAMAccountName, &o.UserPrincipalName, &o.Mail, &o.DisplayName, &o.ObjectSID} {
		*t = present(s)
	}
	o.ProxyAddresses.Values = [][]byte{[]byte(s), []byte("smtp:x"), []byte(s)}
	o.Origin.File = s
	o.Anchor = directory.SourceAnchor{Attribute: "employeeID", Value: []byte(s)}
	o.OnPremisesImmutableID, o.DeletedDateTime = present(s), present(s)
	return o
}

// No value changes the number of rows and fields.
func TestHostileValues(t *testing.T) {
	for _, s := range texttest.HostileValues {
		s = strings.ToValidUTF8(s, "\ufffd")
		o := hostileObject(s)
		var row struct {
			DN, DisplayName, ImmutableID string
			ProxyAddresses               []string
			Origin                       struct{ File string }
		}
		line := written(t, "ndjson", o)
		if err := json.Unmarshal([]byte(line), &row); err != nil || strings.Count(line, "\n") != 1 {
			t.Errorf("%q: %s: %v", s, line, err)
		}
		if row.DN != s || row.DisplayName != s || row.ImmutableID != s || row.Origin.File != s || !slices.Equal(row.ProxyAddresses, []string{s, "smtp:x", s}) {
			t.Errorf("%q came back as %+v", s, row)
		}
		checkCSV(t, s, written(t, "csv", o, o))
		if text := written(t, "text", o); strings.Count(text, "\n") != 1 || strings.ContainsFunc(strings.TrimSuffix(text, "\n"), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q as text: %q", s, text)
		}
	}
}

// checkCSV reads two rows back. Go's reader makes a line feed of CR LF in a cell.
func checkCSV(t *testing.T, s, doc string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(doc)).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%q: %d rows, %v", s, len(rows), err)
	}
	want := strings.ReplaceAll(s, "\r\n", "\n")
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		want = "'" + want // a formula becomes text
	}
	for _, column := range []int{0, 1, 2, 3, 4, 5, 11, 15, 16, 18} {
		if rows[1][column] != want || rows[2][column] != want {
			t.Errorf("%q in column %s came back as %q", s, rows[0][column], rows[1][column])
		}
	}
}

// The Base64 of octets is unchanged, whatever it begins with.
func TestAnchorInCSV(t *testing.T) {
	o := ada()
	o.Anchor.Value = []byte("+4GP0FyjqEmkzcaSPfwDHg==")
	if s := written(t, "csv", o); !strings.Contains(s, ",objectGUID,+4GP0FyjqEmkzcaSPfwDHg==,") {
		t.Error(s)
	}
}

func TestTextName(t *testing.T) {
	o := ada()
	o.UserPrincipalName = directory.Text{}
	if s := written(t, "text", o); !strings.Contains(s, "==  ada        ") {
		t.Error(s)
	}
	o.SAMAccountName = present(strings.Repeat("ü", 40))
	if s := written(t, "text", o); !strings.Contains(s, "üü  CN=Ada") {
		t.Error(s)
	}
}

// After an error of the writer, every call returns it.
func TestWriteError(t *testing.T) {
	full := errors.New("disk full")
	l, err := NewObjectList(failingWriter{full}, "ndjson")
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if err = l.Write(ada()); err != nil {
			break
		}
	}
	if err != full || l.Close() != full {
		t.Errorf("got %v", err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// A million objects cost no more memory than one.
func TestListAllocations(t *testing.T) {
	o := ada()
	for _, format := range ListFormats {
		l, err := NewObjectList(io.Discard, format)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(2000, func() { l.Write(o) }); n > 0 {
			t.Errorf("%s: %v allocations an object", format, n)
		}
	}
}

// The same objects give the same bytes.
func TestSameBytes(t *testing.T) {
	for _, format := range ListFormats {
		first, second := written(t, format, ada(), hostileObject("x")), written(t, format, ada(), hostileObject("x"))
		if first != second {
			t.Errorf("%s differs between two runs", format)
		}
	}
}
