package ldifparse

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func attribute(name, value string) Attribute {
	base, options, _ := strings.Cut(name, ";")
	return Attribute{Description: &Description{Name: base, Options: options}, Value: []byte(value)}
}

func octets(values ...string) (all [][]byte) {
	for _, v := range values {
		all = append(all, []byte(v))
	}
	return all
}

// changeRecords are records of each kind, in an order that a directory accepts.
func changeRecords() []*Record {
	return []*Record{
		{ChangeType: "add", DN: []byte("CN=Ann,DC=x"), Attributes: []Attribute{
			attribute("cn", "Ann"), attribute("displayName", "Ann Lé"),
			attribute("description", strings.Repeat("0123456789", 20)),
			attribute("info", " : < trailing "), attribute("comment", "two\nlines")}},
		{ChangeType: "add", DN: []byte("CN=Jörg,DC=x"), Attributes: []Attribute{attribute("cn", "Jörg")}},
		{Kind: Change, ChangeType: "modify", DN: []byte("CN=Ann,DC=x"), Mods: []Mod{
			{Op: "add", Name: "mail", Values: octets("a@x", "b@x", "ö@x")},
			{Op: "delete", Name: "comment"},
			{Op: "delete", Name: "displayName", Values: octets("Ann Lé")},
			{Op: "replace", Name: "mS-DS-ConsistencyGuid", Values: octets("\x00\x01\xff\xfe")}}},
		{Kind: Change, ChangeType: "modrdn", DN: []byte("CN=Ann,DC=x"), NewRDN: []byte("CN=Anne"), DeleteOldRDN: true},
		{Kind: Change, ChangeType: "moddn", DN: []byte("CN=Anne,DC=x"), NewRDN: []byte("CN=Änne"), NewSuperior: []byte("DC=y")},
		{Kind: Change, ChangeType: "delete", DN: []byte("CN=Jörg,DC=x"), Controls: []string{"1.2.840.113556.1.4.805 true"}},
	}
}

func write(t *testing.T, o WriterOptions, records ...*Record) string {
	t.Helper()
	var b strings.Builder
	w := NewWriter(&b, o)
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestWriter(t *testing.T) {
	const want = `dn: CN=Ann,DC=x
changetype: add
cn: Ann
displayName:: QW5uIEzDqQ==
description: 012345678901234567890123456789012345678901234567890123456789012
 345678901234567890123456789012345678901234567890123456789012345678901234567
 89012345678901234567890123456789012345678901234567890123456789
info:: IDogPCB0cmFpbGluZyA=
comment:: dHdvCmxpbmVz

dn:: Q049SsO2cmcsREM9eA==
changetype: add
cn:: SsO2cmc=

dn: CN=Ann,DC=x
changetype: modify
add: mail
mail: a@x
mail: b@x
mail:: w7ZAeA==
-
delete: comment
-
delete: displayName
displayName:: QW5uIEzDqQ==
-
replace: mS-DS-ConsistencyGuid
mS-DS-ConsistencyGuid:: AAH//g==
-

dn: CN=Ann,DC=x
changetype: modrdn
newrdn: CN=Anne
deleteoldrdn: 1

dn: CN=Anne,DC=x
changetype: moddn
newrdn:: Q049w4RubmU=
deleteoldrdn: 0
newsuperior: DC=y

dn:: Q049SsO2cmcsREM9eA==
control: 1.2.840.113556.1.4.805 true
changetype: delete

`
	got := write(t, WriterOptions{}, changeRecords()...)
	if d := differ(got, want); d != "" {
		t.Errorf("%s", d)
	}
	crlf := write(t, WriterOptions{CRLF: true, Version: true}, changeRecords()...)
	if d := differ(crlf, "version: 1\r\n"+strings.ReplaceAll(want, "\n", "\r\n")); d != "" {
		t.Errorf("with CRLF and version: %s", d)
	}
	for _, width := range []int{-1, 1, 20, 40, 1000} {
		folded := write(t, WriterOptions{Width: width}, changeRecords()...)
		if d := differ(blur(dumpString(folded)), blur(dumpString(want))); d != "" {
			t.Errorf("width %d: %s", width, d)
		}
	}
}

func TestWriterValues(t *testing.T) {
	for _, test := range []struct{ value, want string }{
		{"", "a:"},
		{"x", "a: x"},
		{" x", "a:: IHg="},
		{"x ", "a:: eCA="},
		{":x", "a:: Ong="},
		{"<x", "a:: PHg="},
		{"#x", "a: #x"},
		{"x:<y", "a: x:<y"},
		{"-", "a: -"},
		{"\x00", "a:: AA=="},
		{"x\ny", "a:: eAp5"},
		{"x\ry", "a:: eA15"},
		{"x\ty", "a:: eAl5"},
		{"\x1b[31m", "a:: G1szMW0="},
		{"\x7f", "a:: fw=="},
		{"é", "a:: w6k="},
		{"\xff", "a:: /w=="},
		{"\ufeff", "a:: 77u/"},
		{"$(x)`y`;'\"", "a: $(x)`y`;'\""},
	} {
		got := write(t, WriterOptions{}, &Record{DN: []byte("CN=x"), Attributes: []Attribute{attribute("a", test.value)}})
		if want := "dn: CN=x\n" + test.want + "\n\n"; got != want {
			t.Errorf("%q: got %q, want %q", test.value, got, want)
		}
	}
}

func TestWriterFold(t *testing.T) {
	long := strings.Repeat("n", 30)
	for _, test := range []struct {
		width       int
		name, value string
		want        string
	}{
		{20, "name", "12345678901234", "name: 12345678901234"},
		{20, "name", "123456789012345", "name: 12345678901234\n 5"},
		{20, "name", "1234567890123456789012345678901234", "name: 12345678901234\n 5678901234567890123\n 4"},
		{20, long, "123", long + ": 1\n 23"},
		{20, long, "\x00\x00", long + ":: A\n AA="},
		{20, long, "", long + ":"},
		{-1, "name", strings.Repeat("x", 5000), "name: " + strings.Repeat("x", 5000)},
	} {
		r := &Record{Attributes: []Attribute{attribute(test.name, test.value)}}
		got := write(t, WriterOptions{Width: test.width}, r)
		if want := "dn:\n" + test.want + "\n\n"; got != want {
			t.Errorf("%s: %s: got %q, want %q", test.name, test.value, got, want)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	url := attribute("jpegPhoto", "file:///etc/passwd")
	url.Form = URL
	entry := func(attributes ...Attribute) *Record { return &Record{Attributes: attributes} }
	modify := func(op, name string, values ...string) *Record {
		return &Record{Kind: Change, ChangeType: "modify", Mods: []Mod{{Op: op, Name: name, Values: octets(values...)}}}
	}
	for name, test := range map[string]struct {
		record *Record
		cause  error
	}{
		"URL":                   {entry(url), ErrURL},
		"name with a line":      {entry(attribute("a: b\nchangetype", "delete")), ErrName},
		"name with a CR":        {entry(attribute("a\r", "x")), ErrName},
		"name with a colon":     {entry(attribute("a:", "x")), ErrName},
		"name with a blank":     {entry(attribute("a b", "x")), ErrName},
		"name that continues":   {entry(attribute(" a", "x")), ErrName},
		"name not ASCII":        {entry(attribute("é", "x")), ErrName},
		"no name":               {entry(attribute("", "x")), ErrName},
		"comment":               {entry(attribute("#a", "x")), ErrName},
		"options with a line":   {entry(attribute("a;x\ny", "x")), ErrName},
		"dn as a name":          {entry(attribute("DN", "x")), ErrName},
		"changetype as a name":  {entry(attribute("changeType", "delete")), ErrName},
		"control as a name":     {entry(attribute("control", "1.2")), ErrName},
		"dn to modify":          {modify("replace", "dn", "x"), ErrName},
		"name to modify":        {modify("replace", "a\n-", "x"), ErrName},
		"operation":             {modify("re\nplace", "a", "x"), ErrKind},
		"upper case operation":  {modify("Replace", "a", "x"), ErrKind},
		"add nothing":           {modify("add", "a"), ErrKind},
		"increment by nothing":  {modify("increment", "a"), ErrKind},
		"reference":             {&Record{Kind: Reference}, ErrKind},
		"done":                  {&Record{Kind: Done}, ErrKind},
		"changetype":            {&Record{Kind: Change, ChangeType: "ntdsschemaadd"}, ErrKind},
		"changetype and a line": {&Record{Kind: Change, ChangeType: "delete\n"}, ErrKind},
		"no changetype":         {&Record{Kind: Change}, ErrKind},
		"entry that deletes":    {&Record{ChangeType: "delete"}, ErrKind},
		"attributes of a delete": {&Record{Kind: Change, ChangeType: "delete",
			Attributes: []Attribute{attribute("a", "x")}}, ErrKind},
		"no new RDN":          {&Record{Kind: Change, ChangeType: "modrdn"}, ErrKind},
		"control of content":  {&Record{Controls: []string{"1.2"}}, ErrKind},
		"control with a line": {&Record{ChangeType: "add", Controls: []string{"1.2\ndn: x"}}, ErrKind},
		"control URL":         {&Record{ChangeType: "add", Controls: []string{"1.2 true:< file:///x"}}, ErrKind},
		"control OID":         {&Record{ChangeType: "add", Controls: []string{"oid true"}}, ErrKind},
		"control criticality": {&Record{ChangeType: "add", Controls: []string{"1.2 maybe"}}, ErrKind},
		"no control":          {&Record{ChangeType: "add", Controls: []string{""}}, ErrKind},
	} {
		var b strings.Builder
		w := NewWriter(&b, WriterOptions{Version: true})
		if err := w.Write(test.record); !errors.Is(err, test.cause) || b.Len() > 0 {
			t.Errorf("%s: got %v and wrote %q, want %v", name, err, b.String(), test.cause)
		}
		if err := w.Write(&Record{DN: []byte("CN=x")}); err != nil || b.String() != "version: 1\ndn: CN=x\n\n" {
			t.Errorf("%s: after it, got %v and wrote %q", name, err, b.String())
		}
	}
}

func TestWriterMixed(t *testing.T) {
	content, change := &Record{DN: []byte("CN=a")}, changeRecords()[0]
	for _, pair := range [][2]*Record{{content, change}, {change, content}} {
		w := NewWriter(io.Discard, WriterOptions{})
		if err := w.Write(pair[0]); err != nil {
			t.Error(err)
		}
		if err := w.Write(pair[1]); err != ErrMixed {
			t.Errorf("got %v, want %v", err, ErrMixed)
		}
	}
}

func TestWriterError(t *testing.T) {
	broken := io.ErrClosedPipe
	w := NewWriter(iotest.TruncateWriter(failingWriter{broken}, 0), WriterOptions{})
	if err := w.Write(changeRecords()[0]); err != nil {
		t.Error(err) // the writer truncates silently
	}
	w = NewWriter(failingWriter{broken}, WriterOptions{})
	for range 2 {
		if err := w.Write(changeRecords()[0]); err != broken {
			t.Errorf("got %v, want %v", err, broken)
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestLdapmodify reads the output of the writer with ldapmodify, without a server.
func TestLdapmodify(t *testing.T) {
	program, err := exec.LookPath("ldapmodify")
	if err != nil {
		t.Skip("ldapmodify is not installed: package ldap-utils")
	}
	for _, o := range []WriterOptions{{}, {Version: true}, {CRLF: true}, {Version: true, CRLF: true, Width: 20}, {Width: -1}} {
		file := filepath.Join(t.TempDir(), "changes.ldif")
		if err := os.WriteFile(file, []byte(write(t, o, changeRecords()...)), 0o666); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, "-n", "-v", "-f", file).CombinedOutput()
		if err != nil {
			t.Errorf("%+v: %v\n%s", o, err, out)
		}
		for _, want := range []string{
			`adding new entry "CN=Ann,DC=x"`, `adding new entry "CN=Jörg,DC=x"`, "\tb@x\n",
			strings.Repeat("0123456789", 20), "deleting entry", "delete displayName:", "delete comment:",
			`new RDN: "CN=Anne" (do not keep`, `new RDN: "CN=Änne" (keep`, "mS-DS-ConsistencyGuid",
		} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%+v: no %s in\n%s", o, want, out)
			}
		}
	}
}

// TestLdbmodify changes a database of ldb and reads it back.
func TestLdbmodify(t *testing.T) {
	program, err := exec.LookPath("ldbmodify")
	if err != nil {
		t.Skip("ldbmodify is not installed: package ldb-tools")
	}
	for _, o := range []WriterOptions{{}, {Width: 20}, {Width: -1}} {
		records := changeRecords()
		records[4].DeleteOldRDN = true // ldbmodify supports nothing else
		dir := t.TempDir()
		file, url := filepath.Join(dir, "changes.ldif"), "tdb://"+filepath.Join(dir, "db")
		if err := os.WriteFile(file, []byte(write(t, o, records...)), 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(program, "-H", url, file).CombinedOutput(); err != nil {
			t.Fatalf("%+v: %v\n%s", o, err, out)
		}
		out, err := exec.Command("ldbsearch", "-H", url).Output()
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for r, err := range Read(strings.NewReader(string(out)), Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			dumpRecord(&got, r)
		}
		const want = `entry  "CN=Änne,DC=y"
cn = "Ann"
description = "` + "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" + `"
info =b64 " : < trailing "
mail = "a@x"
mail = "b@x"
mail =b64 "ö@x"
mS-DS-ConsistencyGuid =b64 "\x00\x01\xff\xfe"
distinguishedName =b64 "CN=Änne,DC=y"
`
		if d := differ(blur(got.String()), want); d != "" {
			t.Errorf("%+v: %s\n%s", o, d, out)
		}
	}
}
