package ldifparse

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// records reads a file of the corpus and returns a dump of each record without
// its positions. Errors fail the test.
func records(t *testing.T, file ...string) (dumps []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{corpus(t)}, file...)...))
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range Read(bytes.NewReader(text), Options{}) {
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var b strings.Builder
		dumpRecord(&b, r)
		dumps = append(dumps, strings.Replace(blur(b.String()), " unterminated", "", 1))
	}
	return dumps
}

// TestPythonLDAP compares with the records that the tests of python-ldap expect.
func TestPythonLDAP(t *testing.T) {
	dir := filepath.Join(corpus(t), "python-ldap__python-ldap", "t_ldif")
	files, _ := filepath.Glob(filepath.Join(dir, "*.expected.json"))
	if len(files) != 23 {
		t.Errorf("%d pairs, want 23", len(files))
	}
	for _, file := range files {
		var want struct {
			Records [][]json.RawMessage
			Kwargs  struct {
				Ignored []string `json:"ignored_attr_types"`
				Max     int      `json:"max_entries"`
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		input, err := os.Open(strings.TrimSuffix(file, ".expected.json") + ".ldif")
		if err != nil {
			t.Fatal(err)
		}
		defer input.Close()
		var got []string
		for r, err := range Read(input, Options{}) {
			if err != nil {
				t.Errorf("%s: %v", file, err)
			} else if got = append(got, pythonView(r, want.Kwargs.Ignored)); len(got) == want.Kwargs.Max {
				break
			}
		}
		var expected []string
		for _, record := range want.Records {
			expected = append(expected, pythonRecord(t, record))
		}
		if !slices.Equal(got, expected) {
			t.Errorf("%s: got\n%s\nwant\n%s", file, got, expected)
		}
	}
}

// pythonView spells a record so that [pythonRecord] can spell it, too: attributes
// in the order of their names, values in that of the file.
func pythonView(r *Record, ignored []string) string {
	out := fmt.Sprintf("%q", r.DN)
	for _, m := range r.Mods {
		out += fmt.Sprintf(" %d %s %q", slices.Index(modOps, m.Op), m.Name, m.Values)
	}
	var names []string
	values := map[string][][]byte{}
	for _, a := range r.Attributes {
		if !slices.Contains(ignored, a.Name) {
			names = append(names, a.Name)
			values[a.Name] = append(values[a.Name], a.Value)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		out += fmt.Sprintf(" %s %q", name, values[name])
	}
	return out
}

// pythonRecord spells an entry [dn, {name: values}] or a change
// [dn, [[operation, name, values or null]], controls]. A value is a string of
// ASCII or {"hex": octets}.
func pythonRecord(t *testing.T, record []json.RawMessage) string {
	var dn string
	var entry map[string][]any
	var mods [][]any
	r := &Record{}
	if err := json.Unmarshal(record[0], &dn); err != nil {
		t.Fatal(err)
	}
	r.DN = []byte(dn)
	if json.Unmarshal(record[1], &entry) == nil {
		for name, values := range entry {
			for _, v := range values {
				r.Attributes = append(r.Attributes, Attribute{Description: &Description{Name: name}, Value: pythonValue(v)})
			}
		}
		return pythonView(r, nil)
	}
	if err := json.Unmarshal(record[1], &mods); err != nil {
		t.Fatal(err)
	}
	for _, m := range mods {
		mod := Mod{Op: modOps[int(m[0].(float64))], Name: m[1].(string)} // ldap.MOD_ADD is 0, and so on
		values, _ := m[2].([]any)
		for _, v := range values {
			mod.Values = append(mod.Values, pythonValue(v))
		}
		r.Mods = append(r.Mods, mod)
	}
	return pythonView(r, nil)
}

func pythonValue(v any) []byte {
	if octets, ok := v.(map[string]any); ok {
		v, _ := hex.DecodeString(octets["hex"].(string))
		return v
	}
	return []byte(v.(string))
}

// TestRewritten compares files with what the programs of these projects made of
// them.
func TestRewritten(t *testing.T) {
	perl := []string{"perl-ldap__perl-ldap", "data"}
	ldaptive := []string{"vt-middleware__ldaptive", "integration", "src", "test", "resources", "org", "ldaptive"}
	for _, pair := range []struct {
		dir     []string
		in, out string
	}{
		{perl, "00-in.ldif", "00-cmp.ldif"},
		{ldaptive, "multipleEntriesIn.ldif", "multipleEntriesOut.ldif"},
	} {
		in, out := records(t, append(pair.dir, pair.in)...), records(t, append(pair.dir, pair.out)...)
		if d := differ(withoutPhotos(in), withoutPhotos(out)); d != "" || len(in) == 0 {
			t.Errorf("%s, %s: %s", pair.in, pair.out, d)
		}
	}
	in, out := records(t, append(ldaptive, "dfisher.ldif")...), records(t, append(ldaptive, "dfisher.sorted.ldif")...)
	if len(in) != 1 || len(out) != 1 || sortLines(in[0]) != sortLines(out[0]) {
		t.Errorf("dfisher: got\n%s\nwant, in any order,\n%s", in, out)
	}
}

// withoutPhotos removes the photos, which ldaptive read from URLs.
func withoutPhotos(dumps []string) string {
	lines := strings.SplitAfter(strings.Join(dumps, ""), "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "jpegPhoto") }), "")
}

func sortLines(s string) string {
	lines := strings.Split(s, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestOpenLDAP counts the records that the tests of slapd expect from ldapsearch.
func TestOpenLDAP(t *testing.T) {
	dir := []string{"openldap__openldap", "tests", "data"}
	for file, want := range map[string]string{
		"referrals.out": "entry entry done 0 entry done 0 done 10 entry done 0 entry reference reference done 0 " +
			"entry entry entry reference reference done 0 done 10 done 10 done 10 done 10 done 10 done 10",
		"lang-out.ldif": "entry entry entry entry",
		"chainref.out":  "entry",
	} {
		var got []string
		for _, r := range records(t, append(dir, file)...) {
			word, _, _ := strings.Cut(r, " ")
			if _, result, ok := strings.Cut(r, "    result "); ok {
				word += " " + strings.Fields(result)[0]
			}
			got = append(got, strings.TrimSpace(word))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", file, strings.Join(got, " "), want)
		}
	}
	in, out := records(t, append(dir, "test-dn.ldif")...), records(t, append(dir, "dn.out")...)
	if len(in) == 0 || len(out) == 0 {
		t.Error("test-dn.ldif and dn.out: no records")
	}
}

// TestRFC2849 reads the seven examples of the RFC.
func TestRFC2849(t *testing.T) {
	for n, want := range []string{
		1: `"cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com"|cn = "Babs Jensen"|"cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com"`,
		2: `description = "Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions."`,
		3: `description =b64 "What a careful reader you are!  This value is base-64-encoded because it has a control character in it (a CR).\r  By the way, you should really get out more."`,
		4: `"ou=営業部,o=Airius"|ou ;lang-ja;phonetic =b64 "えいぎょうぶ"|ou ;lang-en = "Sales"|title ;lang-ja =b64 "営業部 部長"`,
		5: `jpegphoto =url "file:///usr/local/directory/photos/hjensen.jpg"`,
		6: `entry  add "cn=Fiona|change  delete "cn=Robert|change  modrdn|newrdn "cn=Paula Jensen" delete old true|newrdn "ou=Product Development Accountants" delete old false|newsuperior "ou=Accounting|replace telephonenumber "+1 408 555 1234" "+1 408 555 5678"|delete facsimiletelephonenumber "+1 408 555 9876"|replace postaladdress`,
		7: `change  delete "ou=Product Development|control "1.2.840.113556.1.4.805 true"`,
	} {
		if n == 0 {
			continue
		}
		got := strings.Join(records(t, "tapmodo__node-ldif", "rfc", fmt.Sprintf("example%d.ldif", n)), "")
		for rest, part := got, ""; want != ""; {
			part, want, _ = strings.Cut(want, "|")
			var ok bool
			if _, rest, ok = strings.Cut(rest, part); !ok {
				t.Errorf("example %d: no %s in its place in\n%s", n, part, got)
			}
		}
	}
}
