package exportfile_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// A file that is not an export is refused, and the error names what it is.
func TestRefused(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", "the file is empty"},
		{"blank", " \r\n\r\n", "the file is empty"},
		{"empty UTF-16", "\xff\xfe", "the file is empty"},
		{"empty UTF-8 with BOM", "\xef\xbb\xbf\n", "the file is empty"},
		{"UTF-32", "\xff\xfe\x00\x00d\x00\x00\x00", "UTF-32"},
		{"ZIP, cut", "PK\x03\x04\x14\x00\x06\x00\x08\x00", "the archive is damaged or cut"},
		{"AD Explorer", "win-ad-ob\x00\x00\x01", "an AD Explorer snapshot"},
		{"event log", "ElfFile\x00\x00\x00", "an event log"},
		{"PDF", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"},
		{"PFX", "0\x82\x0a\x00\x02\x01\x03\x30\x82\x00", "a PFX file"},
		{"XLS", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "an old Office file"},
		{"roadrecon.db", "SQLite format 3\x00\x10\x00", "an SQLite database"},
		{"7z", "7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive"},
		{"RAR", "Rar!\x1a\x07\x01\x00", "a RAR archive"},
		{"zstd", "\x28\xb5\x2f\xfd\x04\x00", "compressed with zstd"},
		{"xz", "\xfd7zXZ\x00\x00\x04", "compressed with xz"},
		{"bzip2", "BZh91AY&SY", "compressed with bzip2"},
		{"tar", strings.Repeat("users.ldf\x00", 26)[:257] + "ustar\x0000", "a tar archive"},
		{"zeros", strings.Repeat("\x00", 600), "a binary file"},
		{"ldifde log", "Connecting to \"dc1.contoso.com\"\r\nLogging in as current user using SSPI\r\nExporting directory to file users.ldf\r\n", "the log of ldifde or csvde"},
		{"names", "CN=Ada,OU=Staff,DC=contoso,DC=local\nCN=Bob,DC=contoso,DC=local\n", "a list of names without attributes"},
		{"prose", "Dear Bob,\nplease find attached\n", "not an export that hardmatch knows"},
		{"CSV without its header", "\"CN=Ada,OU=Staff,DC=contoso,DC=local\",user,Ada\r\n", "CSV without the header"},
		{"portal CSV without its header", "ada@contoso.com,Ada,d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", "CSV without the header"},
		{"Format-Table in CSV", "\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\",\"pageHeaderEntry\"\r\n", "the layout of a table"},
		{"passwd", "root:x:0:0:root:/root:/bin/bash\n", "not an export that hardmatch knows"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := exporttest.Read([]byte(test.data), records.Options{})
			var refusal *records.ReadError
			switch {
			case !errors.As(err, &refusal):
				t.Fatalf("got %v", err)
			case !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "users.ldf: "):
				t.Errorf("got %q, want %q", err, test.want)
			case refusal.Hint.IsZero():
				t.Errorf("no hint what to do about %q", err)
			}
		})
	}
}

// LDIF is recognised by its first lines, whatever is above them.
func TestRecognised(t *testing.T) {
	for _, head := range []string{
		"dn: CN=Ada,DC=contoso\n", "dn:CN=Ada,DC=contoso\n", "dn:: Q049QWRhLERDPWNvbnRvc28=\n", "dn: \n CN=Ada,DC=contoso\n", "dn:\r\n CN=Ada,DC=contoso\r\n",
		"version: 1\n\ndn: CN=Ada\n", "version: 1\ndn: CN=Ada\n", "# extended LDIF\n#\n# LDAPv3\n\ndn: CN=Ada\n\nresult: 0 Success\n",
		"# record 1\ndn: CN=Ada\n\n# returned 1 records\n", "\n\ndn: CN=Ada\n", "# a remark\n\ndn: CN=Ada\n", "description: sorted\ndn: CN=Ada\n",
		"\ufeffdn: CN=Ada\n", "\ufeff# a remark\ndn: CN=Ada\n",
	} {
		r, err := exporttest.Read([]byte(head), records.Options{})
		if err != nil {
			t.Errorf("%q: %v", head, err)
			continue
		}
		if len(r.Rows) != 1 || !strings.HasPrefix(r.Rows[0], "dn=CN=Ada") {
			t.Errorf("%q: rows %q, errors %q", head, r.Rows, r.Errs)
		}
	}
}

func TestWriter(t *testing.T) {
	for name, want := range map[string]string{
		"ldapsearch-plain.ldif": "LDIF (ldapsearch)", "ldapsearch-LLL.ldif": "LDIF", "ldbsearch-file.ldif": "LDIF (ldbsearch)",
		"samba-tool-user-show-attrs.txt": "LDIF",
	} {
		if r := exporttest.MustRead(t, exporttest.Fixture(t, name), records.Options{}); r.Format != want {
			t.Errorf("%s: %s", name, r.Format)
		}
	}
}

// These files imitate what Windows writes; see their INDEX.
func TestConstructed(t *testing.T) {
	const dir = "../../shared/corpus/_constructed/"
	open := func(name string) []byte {
		data, err := os.ReadFile(dir + name)
		if err != nil {
			t.Skipf("%v", err)
		}
		return data
	}
	for _, name := range []string{"ldifde-u.utf16le-bom.ldf", "ldifde-u.utf16le-nobom.ldf"} {
		r := exporttest.MustRead(t, open(name), records.Options{Attributes: []string{"cn", "objectSid", "memberOf"}})
		r.CheckComplete(t) // complete without a final line end: the padding of its Base64 shows that
		if len(r.Rows) != 3 || r.NoteTexts() != "" || strings.Count(r.Rows[0], "memberOf=CN=") != 3 || r.Encoding != "UTF-16LE" || r.LineEnds != "CRLF" || r.Format != "LDIF (ldifde)" {
			t.Errorf("%s: %q, %s, %s, %s, notes %q", name, r.Rows, r.Format, r.Encoding, r.LineEnds, r.NoteTexts())
		}
	}
	r := exporttest.MustRead(t, open("concat-utf8-then-utf16.ldf"), records.Options{})
	if len(r.Errs) != 1 || !strings.Contains(r.Errs[0], "the encoding changes at byte") || !r.Incomplete() || len(r.Rows) == 0 {
		t.Errorf("%d records, errors %q", len(r.Rows), r.Errs)
	}
	for name, rows := range map[string]int{
		"Get-ADUser-Export-Csv-5.1.csv": 2, "Get-ADUser-Export-Csv-UseCulture-semicolon.csv": 2,
		"Get-MgUser-Export-Csv-no-Property.csv": 1, "Get-MsolUser-Export-Csv.csv": 1,
	} {
		if r := exporttest.MustRead(t, open(name), records.Options{}); len(r.Rows) != rows || r.Skipped > 0 || r.Format != "CSV (Export-Csv)" {
			t.Errorf("%s: %s, rows %q, errors %q", name, r.Format, r.Rows, r.Errs)
		}
	}
}

// The source may fail, and may deliver its octets one by one.
func TestSource(t *testing.T) {
	data := exporttest.Fixture(t, "ldapsearch-plain.ldif")
	want := exporttest.MustRead(t, data, records.Options{})
	r, err := exporttest.ReadFrom(iotest.OneByteReader(strings.NewReader(string(data))), records.Options{})
	if err != nil || !slices.Equal(r.Rows, want.Rows) {
		t.Errorf("octet by octet: %d rows, %v", len(r.Rows), err)
	}
	for _, at := range []int{0, 3, 2000, len(data) - 1} {
		broken := errors.New("the cable is cut")
		src := iotest.DataErrReader(exporttest.FailingReader(data[:at], broken))
		r, err := exporttest.ReadFrom(src, records.Options{})
		switch {
		case err != nil:
			if at > 100 || !errors.Is(err, broken) {
				t.Errorf("after %d octets: %v", at, err)
			}
		case len(r.Errs) != 1 || !strings.Contains(r.Errs[0], broken.Error()) || !r.Incomplete():
			t.Errorf("after %d octets: errors %q", at, r.Errs)
		case at == 2000 && len(r.Rows) < 3:
			t.Errorf("after %d octets: %d rows", at, len(r.Rows))
		}
	}
}

// Arbitrary octets are refused or read. If anything was not read, the file is
// incomplete. Nothing panics.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"ldapsearch-deleted.ldif", "ldapsearch-refused.ldif", "ldapsearch-t.ldif", "samba-tool-user-show-attrs.txt"} {
		f.Add(exporttest.Fixture(f, name))
	}
	f.Add(exporttest.Encode(f, exporttest.UTF16LEBOM, exporttest.German))
	f.Add(append(exporttest.Encode(f, unicode.UTF8, exporttest.German), exporttest.Encode(f, exporttest.UTF16LE, exporttest.German)...))
	f.Add(exporttest.Encode(f, charmap.Windows1252, exporttest.Western))
	f.Add([]byte(strings.ReplaceAll(exporttest.German, "\r\n", "\r")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := exporttest.Read(data, records.Options{})
		if err != nil {
			var refusal *records.ReadError
			if !errors.As(err, &refusal) {
				t.Errorf("%T", err)
			}
			return
		}
		if r.Records != len(r.Rows) || len(r.Errs) > r.Skipped {
			t.Errorf("counted %d and %d, got %d and %d", r.Records, r.Skipped, len(r.Rows), len(r.Errs))
		}
		if len(r.Errs) > 0 && !r.Incomplete() {
			t.Errorf("not incomplete in spite of %q", r.Errs)
		}
		if again := exporttest.MustRead(t, data, records.Options{}); !slices.Equal(again.Rows, r.Rows) {
			t.Error("another reading gives other rows")
		}
	})
}
