package exportfile

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// What is no export is refused by its name, so that nobody looks for users in it.
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
		{"prose", "Dear Bob,\nplease find attached\n", "no export that hardmatch knows"},
		{"CSV without its header", "\"CN=Ada,OU=Staff,DC=contoso,DC=local\",user,Ada\r\n", "CSV without the header"},
		{"portal CSV without its header", "ada@contoso.com,Ada,d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", "CSV without the header"},
		{"Format-Table in CSV", "\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\",\"pageHeaderEntry\"\r\n", "the layout of a table"},
		{"passwd", "root:x:0:0:root:/root:/bin/bash\n", "no export that hardmatch knows"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := read([]byte(test.data), Options{})
			var refusal *ReadError
			switch {
			case !errors.As(err, &refusal):
				t.Fatalf("got %v", err)
			case !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "users.ldf: "):
				t.Errorf("got %q, want %q", err, test.want)
			case refusal.Hint == "":
				t.Errorf("no hint what to do about %q", err)
			}
		})
	}
}

// LDIF is known by its first lines, whatever stands above them.
func TestRecognised(t *testing.T) {
	for _, head := range []string{
		"dn: CN=Ada,DC=contoso\n", "dn:CN=Ada,DC=contoso\n", "dn:: Q049QWRhLERDPWNvbnRvc28=\n", "dn: \n CN=Ada,DC=contoso\n", "dn:\r\n CN=Ada,DC=contoso\r\n",
		"version: 1\n\ndn: CN=Ada\n", "version: 1\ndn: CN=Ada\n", "# extended LDIF\n#\n# LDAPv3\n\ndn: CN=Ada\n\nresult: 0 Success\n",
		"# record 1\ndn: CN=Ada\n\n# returned 1 records\n", "\n\ndn: CN=Ada\n", "# a remark\n\ndn: CN=Ada\n", "description: sorted\ndn: CN=Ada\n",
		"\ufeffdn: CN=Ada\n", "\ufeff# a remark\ndn: CN=Ada\n",
	} {
		r, err := read([]byte(head), Options{})
		if err != nil {
			t.Errorf("%q: %v", head, err)
			continue
		}
		if len(r.rows) != 1 || !strings.HasPrefix(r.rows[0], "dn=CN=Ada") {
			t.Errorf("%q: rows %q, errors %q", head, r.rows, r.errs)
		}
	}
}

func TestWriter(t *testing.T) {
	for name, want := range map[string]string{
		"ldapsearch-plain.ldif": "LDIF (ldapsearch)", "ldapsearch-LLL.ldif": "LDIF", "ldbsearch-file.ldif": "LDIF (ldbsearch)",
		"samba-tool-user-show-attrs.txt": "LDIF",
	} {
		if r := mustRead(t, fixture(t, name), Options{}); r.Format != want {
			t.Errorf("%s: %s", name, r.Format)
		}
	}
}

// The files that were made after what Windows writes, see their INDEX.
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
		r := mustRead(t, open(name), Options{Attributes: []string{"cn", "objectSid", "memberOf"}})
		r.noFault(t) // also though the last line has no end: the padding of its Base64 shows that it is whole
		if len(r.rows) != 3 || r.notes() != "" || strings.Count(r.rows[0], "memberOf=CN=") != 3 || r.Encoding != "UTF-16LE" || r.LineEnds != "CRLF" || r.Format != "LDIF (ldifde)" {
			t.Errorf("%s: %q, %s, %s, %s, notes %q", name, r.rows, r.Format, r.Encoding, r.LineEnds, r.notes())
		}
	}
	r := mustRead(t, open("concat-utf8-then-utf16.ldf"), Options{})
	if len(r.errs) != 1 || !strings.Contains(r.errs[0], "the encoding changes at byte") || !r.Incomplete() || len(r.rows) == 0 {
		t.Errorf("%d records, errors %q", len(r.rows), r.errs)
	}
	for name, rows := range map[string]int{
		"Get-ADUser-Export-Csv-5.1.csv": 2, "Get-ADUser-Export-Csv-UseCulture-semicolon.csv": 2,
		"Get-MgUser-Export-Csv-no-Property.csv": 1, "Get-MsolUser-Export-Csv.csv": 1,
	} {
		if r := mustRead(t, open(name), Options{}); len(r.rows) != rows || r.Skipped > 0 || r.Format != "CSV (Export-Csv)" {
			t.Errorf("%s: %s, rows %q, errors %q", name, r.Format, r.rows, r.errs)
		}
	}
}

// The source may fail, and may give its octets one by one.
func TestSource(t *testing.T) {
	data := fixture(t, "ldapsearch-plain.ldif")
	want := mustRead(t, data, Options{})
	r, err := readFrom(iotest.OneByteReader(strings.NewReader(string(data))), Options{})
	if err != nil || !slices.Equal(r.rows, want.rows) {
		t.Errorf("octet by octet: %d rows, %v", len(r.rows), err)
	}
	for _, at := range []int{0, 3, 2000, len(data) - 1} {
		broken := errors.New("the cable is cut")
		src := iotest.DataErrReader(&failing{data: data[:at], err: broken})
		r, err := readFrom(src, Options{})
		switch {
		case err != nil:
			if at > 100 || !errors.Is(err, broken) {
				t.Errorf("after %d octets: %v", at, err)
			}
		case len(r.errs) != 1 || !strings.Contains(r.errs[0], broken.Error()) || !r.Incomplete():
			t.Errorf("after %d octets: errors %q", at, r.errs)
		case at == 2000 && len(r.rows) < 3:
			t.Errorf("after %d octets: %d rows", at, len(r.rows))
		}
	}
}

// failing fails once, and then seems to have ended.
type failing struct {
	data []byte
	err  error
}

func (f *failing) Read(p []byte) (int, error) {
	n := copy(p, f.data)
	if f.data = f.data[n:]; n > 0 {
		return n, nil
	}
	err := f.err
	f.err = nil
	if err == nil {
		return 0, errEOF
	}
	return 0, err
}

var errEOF = func() error { _, err := strings.NewReader("").Read(make([]byte, 1)); return err }()

// Arbitrary octets are refused or read, and told as incomplete if anything of
// them was not; nothing panics.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"ldapsearch-deleted.ldif", "ldapsearch-refused.ldif", "ldapsearch-t.ldif", "samba-tool-user-show-attrs.txt"} {
		f.Add(fixture(f, name))
	}
	f.Add(encode(f, utf16LEBOM, german))
	f.Add(append(encode(f, unicode.UTF8, german), encode(f, utf16LE, german)...))
	f.Add(encode(f, charmap.Windows1252, western))
	f.Add([]byte(strings.ReplaceAll(german, "\r\n", "\r")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := read(data, Options{})
		if err != nil {
			var refusal *ReadError
			if !errors.As(err, &refusal) {
				t.Errorf("%T", err)
			}
			return
		}
		if r.Records != len(r.rows) || len(r.errs) > r.Skipped {
			t.Errorf("counted %d and %d, got %d and %d", r.Records, r.Skipped, len(r.rows), len(r.errs))
		}
		if len(r.errs) > 0 && !r.Incomplete() {
			t.Errorf("not incomplete in spite of %q", r.errs)
		}
		if again := mustRead(t, data, Options{}); !slices.Equal(again.rows, r.rows) {
			t.Error("another reading gives other rows")
		}
	})
}
