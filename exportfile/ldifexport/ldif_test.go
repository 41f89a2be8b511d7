package ldifexport_test

import (
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

const (
	oneEntry     = "dn: CN=a,DC=x\nmail: a@x\n\n"
	head         = "# extended LDIF\n#\n# LDAPv3\n#\n\n"
	searchResult = "# search result\nsearch: 2\nresult: 0 Success\n\n"
)

// Notes state what a file shows about its completeness.
func TestNotes(t *testing.T) {
	many := strings.Repeat(oneEntry, 1000)
	for _, test := range []struct{ name, data, notes string }{
		{"no notes", oneEntry, ""},
		{"whole", head + oneEntry + searchResult + "# numResponses: 2\n# numEntries: 1\n", ""},
		{"counts less than there is", oneEntry + oneEntry + head + oneEntry + searchResult + "# numResponses: 2\n# numEntries: 1\n", ""},
		{"counts more than there is", head + oneEntry + searchResult + "# numResponses: 6\n# numEntries: 5\n", "!the file states that it has 5 entries, but holds 1: it is cut"},
		{"both of two counts", strings.Repeat(head+oneEntry+searchResult+"# numEntries: 1\n\n", 2), ""},
		{"one of two is cut", head + oneEntry + searchResult + "# numEntries: 3\n\n" + head + oneEntry + oneEntry + searchResult + "# numEntries: 2\n\n",
			"!the file states that it has 5 entries, but holds 3: it is cut"},
		{"no result", head + oneEntry, "!the file ends before the search result that ldapsearch writes last: it is cut"},
		{"ldbsearch", "# record 1\n" + oneEntry + "# returned 1 records\n# 1 entries\n# 0 referrals\n", ""},
		{"ldbsearch cut", "# record 1\n" + oneEntry, "!the file ends before the count of records that ldbsearch writes last: it is cut"},
		{"ldbsearch counts", "# record 1\n" + oneEntry + "# returned 4 records\n# 2 entries\n# 2 referrals\n", "!the file states that it has 2 entries, but holds 1: it is cut"},
		{"size limit", head + oneEntry + "# search result\nsearch: 2\nresult: 4 Size limit exceeded\n\n# numEntries: 1\n",
			"!10: the search failed with result 4 Size limit exceeded: objects are missing"},
		{"referral", head + "# search result\nsearch: 2\nresult: 10 Referral\nmatchedDN: DC=x\n\n", "!7: the search failed with result 10 Referral: objects are missing"},
		{"result text", head + "# search result\nsearch: 2\nresult: 1 \x1b[2Jerror\n\n", `!7: the search failed with result 1 \x1b[2Jerror: objects are missing`},
		{"changes", oneEntry + "dn: CN=b,DC=x\nchangetype: modify\nreplace: mail\nmail: b@x\n-\n\ndn: CN=c,DC=x\nchangetype: delete\n\n",
			"!4: 2 records change objects (modify, delete, rename): an export has none, and they are not applied"},
		{"a change", "dn: CN=b,DC=x\nchangetype: delete\n\n", "!1: 1 record changes objects (modify, delete, rename): an export has none, and they are not applied"},
		{"letters lost", "dn: CN=J?rg,DC=x\nmail: a@x\n\ndn: CN=Zo?,DC=x\nmail: b@x\n\n",
			`1: 2 values with question marks in a file of pure ASCII, as in "CN=J?rg,DC=x": letters were lost on export`},
		{"a question", "dn: CN=J?rg,DC=x\nmail: a@x\ndisplayName: Jürg\n\n", ""},
		{"URL", "dn: CN=a,DC=x\nobjectGUID:< file:///etc/passwd\nmail: a@x\n\n", "!2: 1 value, of objectGUID, is in another file, which is not read"},
		{"URLs", "dn: CN=a,DC=x\nmail: a@x\nobjectGUID:< file:///etc/passwd\nmail:< http://x/\njpegPhoto:< file:///a\n\n",
			"!3: 2 values, such as one of objectGUID, are in other files, which are not read"},
		{"range", "dn: CN=a,DC=x\nproxyAddresses;range=0-1499: smtp:a@x\n\n", "!2: proxyAddresses;range=0-1499: the server sent only a part of the values"},
		{"rest of a range", "dn: CN=a,DC=x\nproxyAddresses;Range=1500-*: smtp:a@x\n\n", "!2: proxyAddresses;Range=1500-*: the server sent only a part of the values"},
		{"whole range", "dn: CN=a,DC=x\nproxyAddresses;range=0-*: smtp:a@x\n\n", ""},
		{"range of an unwanted attribute", "dn: CN=a,DC=x\nmember;range=0-1499: CN=b\nmail: a@x\n\n", ""},
		{"names alone", "dn: CN=a,DC=x\nmail:\nobjectGUID:\n\n", "!the file holds names of attributes without their values"},
		{"nothing wanted", "dn: CN=a,DC=x\n\ndn: CN=b,DC=x\nchangetype: add\n\n", "the records hold none of the attributes that hardmatch reads"},
		{"a thousand", many, "the file holds exactly 1000 records, which is all that Active Directory sends without paging: objects may be missing"},
		{"a thousand and a result", head + many + searchResult, ""},
		{"a thousand and one", many + oneEntry, ""},
		{"inside a line", "dn: CN=a,DC=x\nmail: a@x", "!1: the file ends in the middle of a line: its last record may be cut"},
		{"inside a name", "dn: CN=a,DC=x", "!1: the file ends in the middle of a line: its last record may be cut\nthe records hold none of the attributes that hardmatch reads"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := exporttest.MustRead(t, []byte(test.data), records.Options{})
			if r.NoteTexts() != test.notes || len(r.Errs) > 0 {
				t.Errorf("got\n%s\nwant\n%s\nerrors %q", r.NoteTexts(), test.notes, r.Errs)
			}
			if r.Incomplete() != strings.Contains(test.notes, "!") {
				t.Errorf("Incomplete is %v", r.Incomplete())
			}
			for _, n := range r.Notes {
				if n.Incomplete && n.Hint.IsZero() {
					t.Errorf("%q has no hint", n.Text)
				}
			}
		})
	}
}

// Entries that are not objects of the directory give no records: the root DSE, the
// entries that hold the indexes of ldb, referrals and results.
func TestNoObjects(t *testing.T) {
	r := exporttest.MustRead(t, []byte("# record 1\ndn: @INDEX:CN:A\nIDX: x\n\n# record 2\ndn: @ROOTDSE\nmail: x\n\n# record 3\ndn: CN=a,DC=x\nmail: a@x\n\n"+
		"# Referral\nref: ldap:///CN=Configuration,DC=x\n\n# returned 4 records\n# 3 entries\n# 1 referrals\n"), records.Options{})
	if r.CheckComplete(t); !slices.Equal(r.Rows, []string{"dn=CN=a,DC=x|mail=a@x|"}) {
		t.Errorf("rows %q", r.Rows)
	}
	for _, name := range []string{"ldapsearch-rootdse.ldif", "ldapsearch-refused.ldif"} {
		if r := exporttest.MustRead(t, exporttest.Fixture(t, name), records.Options{}); len(r.Rows) > 0 || r.Records > 0 {
			t.Errorf("%s: rows %q", name, r.Rows)
		}
	}
}

// A keyword of LDIF before the dn, where it does not belong, is not an attribute of
// the entry.
func TestKeywordsBeforeName(t *testing.T) {
	r := exporttest.MustRead(t, []byte("changetype: add\nref: ldap://x\nmail: a@x\ndn: CN=a,DC=x\n\n"), records.Options{})
	if r.CheckComplete(t); !slices.Equal(r.Rows, []string{"dn=CN=a,DC=x|mail=a@x|"}) {
		t.Errorf("rows %q", r.Rows)
	}
}

// A cut may be the reason why the last record cannot be read.
func TestBrokenByCut(t *testing.T) {
	for _, end := range []string{"dn: CN=b,DC=x\nma", "dn: CN=b,DC=x\nmail:: YQ", "dn: CN=b,DC=x\nobjectGUID:: YWJj\n YW", "d"} {
		r := exporttest.MustRead(t, []byte(oneEntry+end), records.Options{})
		if want := "!the file ends in the middle of a line of the record that could not be read: it is cut"; r.NoteTexts() != want || len(r.Errs) != 1 {
			t.Errorf("%q: notes %q, errors %q", end, r.NoteTexts(), r.Errs)
		}
	}
	for _, text := range []string{"dn: CN=b,DC=x\nma\n", "dn: CN=b,DC=x\nma\n\n" + strings.TrimSpace(oneEntry) + "\n"} {
		if r := exporttest.MustRead(t, []byte(oneEntry+text), records.Options{}); r.NoteTexts() != "" || len(r.Errs) != 1 {
			t.Errorf("%q: notes %q, errors %q", text, r.NoteTexts(), r.Errs)
		}
	}
}

// A record that cannot be read does not hide the others.
func TestBrokenRecords(t *testing.T) {
	text := oneEntry + "dn: CN=b,DC=x\nobjectGUID:: not Base64, or is it\n\n" + oneEntry + "mail: nobody@x\n\n" + oneEntry + "dn: CN=c,DC=x\nmail\n"
	r := exporttest.MustRead(t, []byte(text), records.Options{})
	if len(r.Rows) != 3 || r.Records != 3 || r.Skipped != 3 || !r.Incomplete() {
		t.Errorf("%d rows, skipped %d", len(r.Rows), r.Skipped)
	}
	for i, want := range []string{"users.ldf:5:14: value after :: is not Base64", "users.ldf:10:1: record without a dn", "users.ldf:16:1: no colon"} {
		if i >= len(r.Errs) || !strings.HasPrefix(r.Errs[i], want) {
			t.Errorf("errors %q, want %q", r.Errs, want)
			break
		}
	}
}

// Text from a file is shortened and made printable in messages.
func TestLongMessage(t *testing.T) {
	r := exporttest.MustRead(t, []byte(oneEntry+"# search result\nsearch: 2\nresult: 4 "+strings.Repeat("x", 1<<20)+"\n"), records.Options{})
	if text := r.NoteTexts(); len(text) > 500 || !strings.Contains(text, "xxx...: objects are missing") {
		t.Errorf("%d octets: %.300q", len(text), text)
	}
	r = exporttest.MustRead(t, []byte(oneEntry+"dn: CN=J\ufffdrg"+strings.Repeat("x", 1<<20)+"\n\n"), records.Options{})
	if text := r.NoteTexts(); len(text) > 500 || !strings.Contains(text, "as in \"CN=J\ufffdrg") {
		t.Errorf("%d octets: %.300q", len(text), text)
	}
}

// A record may be as large as in any other format.
func TestLargeRecord(t *testing.T) {
	text := oneEntry + "dn: CN=b,DC=x\nmail: " + strings.Repeat("x", records.MaxRecord) + "\n\n" + oneEntry
	r := exporttest.MustRead(t, []byte(text), records.Options{})
	if len(r.Rows) != 2 || len(r.Errs) != 1 || !strings.HasSuffix(r.Errs[0], records.ErrTooLarge.Error()) {
		t.Errorf("%d rows, errors %q", len(r.Rows), r.Errs)
	}
}

// A NUL in Base64 is data. A NUL in the file itself breaks the record, but not the
// encoding: text in another encoding would also have NULs in attribute names.
func TestNUL(t *testing.T) {
	r := exporttest.MustRead(t, []byte("dn:: Q049YQBiLERDPXg=\nmail:: YQBi\n\ndn: CN=b,DC=x\nmail: a\x00b\n\n"+oneEntry), records.Options{})
	if want := []string{"dn=CN=a\x00b,DC=x|mail::=a\x00b|", "dn=CN=a,DC=x|mail=a@x|"}; !slices.Equal(r.Rows, want) {
		t.Errorf("rows %q", r.Rows)
	}
	if !slices.Equal(r.Errs, []string{"users.ldf:5:1: NUL in a text value"}) || r.Skipped != 1 {
		t.Errorf("errors %q", r.Errs)
	}
}

// A loop that ends early adds no notes, because nothing is decided before the end.
func TestLeftEarly(t *testing.T) {
	f, err := exportfile.New("users.ldf", strings.NewReader(head+oneEntry+oneEntry+searchResult), records.Options{Attributes: exporttest.DefaultAttributes})
	if err != nil {
		t.Fatal(err)
	}
	for range f.All() {
		break
	}
	if f.Incomplete() {
		t.Errorf("incomplete: %+v", f.Notes)
	}
}

// If the server sent only some values of an attribute, these are delivered, with a
// lost value for the rest.
func TestPartialValues(t *testing.T) {
	r := exporttest.MustRead(t, []byte("dn: CN=a,DC=x\nproxyAddresses;range=0-1: smtp:a@x\nproxyAddresses;range=0-1: smtp:b@x\nmail: a@x\n\ndn: CN=b,DC=x\nmail: b@x\n\n"), records.Options{})
	want := []string{"dn=CN=a,DC=x|proxyAddresses=smtp:a@x|proxyAddresses=smtp:b@x|mail=a@x|proxyAddresses:<=|", "dn=CN=b,DC=x|mail=b@x|"}
	if !slices.Equal(r.Rows, want) {
		t.Errorf("%q", r.Rows)
	}
}
