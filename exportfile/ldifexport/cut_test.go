package ldifexport_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

// excerpt returns the first n entries of an export and everything after its last
// entry, with matching counts.
func excerpt(t testing.TB, name string, n int) []byte {
	t.Helper()
	data := exporttest.Fixture(t, name)
	starts := regexp.MustCompile(`(?m)^(# (record|.*, contoso\.local$).*\n( .*\n)?)?dn:`).FindAllIndex(data, -1)
	end := bytes.LastIndex(data, []byte("\n\n"))
	for _, trailer := range []string{"\n# search reference", "\n# Referral", "\n# refldap"} {
		if at := bytes.Index(data, []byte(trailer)); at >= 0 {
			end = at
			break
		}
	}
	out := append(bytes.Clone(data[:starts[n][0]]), data[end+1:]...)
	count := fmt.Appendf(nil, "${1}%d${2}", n)
	return regexp.MustCompile(`(# numEntries: |# )\d+( entries|)\n`).ReplaceAll(out, append(count, '\n'))
}

// An unnoticedCut is a cut after which the records before it count as all.
type unnoticedCut struct {
	at  int
	row string // the last one
}

// cutEverywhere cuts an export at every octet. After any cut, the records before
// the damaged one must be there, and nothing may be missing unless the file counts
// as incomplete. It returns the cuts for which this is not so.
func cutEverywhere(t *testing.T, data []byte) (unnoticed []unnoticedCut) {
	t.Helper()
	whole := exporttest.MustRead(t, data, records.Options{Key: "objectGUID"})
	if whole.CheckComplete(t); len(whole.Rows) < 4 {
		t.Fatalf("%d rows", len(whole.Rows))
	}
	for at := range data {
		r, err := exporttest.Read(data[:at], records.Options{Key: "objectGUID"})
		if err != nil {
			if at > 400 {
				t.Errorf("cut at %d: %v", at, err)
			}
			continue
		}
		n := max(0, len(r.Rows)-1)
		if !slices.Equal(r.Rows[:n], whole.Rows[:n]) {
			t.Errorf("cut at %d: row before the last differs", at)
		}
		if !r.Incomplete() && !slices.Equal(r.Rows, whole.Rows) {
			row := ""
			if len(r.Rows) > 0 {
				row = r.Rows[n]
			}
			unnoticed = append(unnoticed, unnoticedCut{at, row})
		}
	}
	return unnoticed
}

// Every cut is noticed in exports that end with a count or a result.
func TestCutWithTrailer(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a file once for each of its octets")
	}
	_, body, _ := bytes.Cut(excerpt(t, "ldapsearch-plain.ldif", 8), []byte("#\n\n"))
	body, _, _ = bytes.Cut(body, []byte("# search result\n"))
	l := "version: 1\n\n#\n# LDAPv3\n# base <DC=contoso,DC=local> with scope subtree\n#\n\n" + string(body) +
		"# search result\n\n# numResponses: 9\n# numEntries: 8\n"
	for name, data := range map[string][]byte{
		"ldapsearch":    excerpt(t, "ldapsearch-plain.ldif", 8),
		"ldapsearch -L": []byte(l),
		"ldbsearch":     excerpt(t, "ldbsearch-file.ldif", 8),
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range cutEverywhere(t, data) {
				if s.row != "" || s.at > len("version: 1\n\n#\n# LDAPv") { // only the first line is left: 0 records
					t.Errorf("the cut is not noticed at %d, after %q", s.at, data[max(0, s.at-40):s.at])
				}
			}
		})
	}
}

// ldapsearch -LLL and ldifde write no trailer. A cut inside a line is noticed. A cut
// at a line end is noticed if the last record lacks objectGUID and all others have it.
// These cuts cannot be noticed:
//
//   - between two records: such a file is a valid export of fewer objects;
//   - at the end of a line after objectGUID in the last record: values may really be
//     absent, and files made by hand end without an empty line;
//   - at the padding of a Base64 value, for the same reason;
//   - in the second record, because the only other record may be of another kind.
func TestCutWithoutTrailer(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a file once for each of its octets")
	}
	names := make([]string, 8)
	for i := range names {
		names[i] = fmt.Sprintf("Jörg Müller %d with a name that is longer than one line of LDIF has room for", i)
	}
	for name, data := range map[string][]byte{
		"ldapsearch -LLL":  excerpt(t, "ldapsearch-LLL.ldif", 12),
		"ldifde":           []byte(exporttest.LDIFDE(names...)),
		"ldifde, UTF-16LE": exporttest.Encode(t, exporttest.UTF16LEBOM, exporttest.LDIFDE(names[:4]...)),
	} {
		t.Run(name, func(t *testing.T) {
			all := exporttest.MustRead(t, data, records.Options{}).Rows
			between := 0
			for _, s := range cutEverywhere(t, data) {
				switch {
				case s.row == "" || slices.Contains(all, s.row):
					between++
				case s.row == "" || strings.Contains(s.row, "objectGUID::="):
				case strings.HasPrefix(all[0], s.row), strings.HasPrefix(all[1], s.row):
				default:
					t.Errorf("the cut is not noticed at %d, which leaves %s", s.at, s.row)
				}
				before := data[max(0, s.at-4):s.at]
				if text := strings.Trim(string(before), "\x00\r"); !strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "=") {
					if !bytes.HasSuffix(before, []byte("\r")) && !bytes.HasSuffix(before, []byte("\r\x00")) {
						t.Errorf("the cut is not noticed at %d, inside a line", s.at)
					}
				}
			}
			t.Logf("%d records, %d unnoticed cuts between two", len(all), between)
		})
	}
}

// A file that was made by hand often ends without an empty line. That alone does
// not show a cut.
func TestNoFalseAlarm(t *testing.T) {
	const guid = "objectGUID:: C4GP0FyjqEmkzcaSPfwDHg==\n"
	for _, text := range []string{
		"dn: CN=a\n" + guid,
		"dn: CN=a\n",
		"dn: CN=a\n\ndn: CN=b\n\ndn: CN=c\n\ndn: CN=d\n",
		"dn: CN=a\n" + guid + "\ndn: CN=b\n",
		"dn: CN=a\n" + guid + "\ndn: CN=b\n\ndn: CN=c\n" + guid + "\ndn: CN=d\nmail: d@contoso.com\n",
		"dn: CN=a\n" + guid + "\ndn: CN=b\n" + guid + "\ndn: CN=c\n" + guid + "mail: c@contoso.com\n",
		"dn: CN=a\n" + guid + "\ndn: CN=b\n" + guid + "\ndn: CN=c\n" + guid + "\ndn: CN=d\nmail: d@contoso.com\n\n",
		"dn: CN=a\n" + guid + "\ndn: CN=b\n" + guid + "\ndn: CN=c\n" + guid + "\ndn: CN=d\nmail: d@contoso.com\n\r\n",
		"dn: CN=a\n" + guid + "\ndn: CN=b\n" + guid + "\ndn: CN=c\n" + guid + "\ndn: CN=d\nmail: d@contoso.com\n\n# the end\n",
	} {
		r := exporttest.MustRead(t, []byte(text), records.Options{Key: "objectGUID"})
		if r.CheckComplete(t); t.Failed() {
			t.Fatalf("in %q", text)
		}
	}
	r := exporttest.MustRead(t, []byte("dn: CN=a\n"+guid+"\ndn: CN=b\n"+guid+"\ndn: CN=c\n"+guid+"\ndn: CN=d\nmail: d@contoso.com\n"), records.Options{Key: "objectGUID"})
	if want := "!10: the file ends inside its last record, which has no objectGUID, unlike all others: it is cut"; r.NoteTexts() != want {
		t.Errorf("notes %q, want %q", r.NoteTexts(), want)
	}
}
