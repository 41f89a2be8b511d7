package exportfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// ldifde is an export as ldifde writes it, of users with these names.
func ldifde(names ...string) string {
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, "dn: CN=%s,OU=Personal,DC=contoso,DC=com\r\nchangetype: add\r\nobjectClass: user\r\n", name)
		fmt.Fprintf(&b, "description: a value that nobody wants\r\nobjectGUID:: %s\r\n", "C4GP0FyjqEmkzcaSPfwDHg==")
		fmt.Fprintf(&b, "displayName: %s\r\nsAMAccountName: user%d\r\n\r\n", name, i)
	}
	return b.String()
}

func encode(t testing.TB, e encoding.Encoding, text string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	utf16LE    = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE    = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	utf16LEBOM = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	utf16BEBOM = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	german     = ldifde("Anna Schmidt", "Jörg Müller", "Änne Groß", "Zoë Løvås", "Łukasz", "Ünal Öztürk")
	western    = ldifde("Anna Schmidt", "Jörg Müller", "Änne Groß", "Zoë Lacroix", "André Garçon", "Ünal Öztürk")
	russian    = ldifde("Anna Schmidt", "Иван Петров", "Наталья Щёголева", "Юрий Цой")
)

// The same text in each encoding gives the same rows, and what was only assumed
// is said.
func TestEncodings(t *testing.T) {
	for _, test := range []struct {
		name, text string
		encoding   encoding.Encoding
		force      string
		want       string
		assumed    bool
	}{
		{"ASCII", ldifde("Anna Schmidt", "Bob"), unicode.UTF8, "", "ASCII", false},
		{"UTF-8", german, unicode.UTF8, "", "UTF-8", false},
		{"UTF-8 with BOM", german, unicode.UTF8BOM, "", "UTF-8", false},
		{"UTF-16LE", german, utf16LE, "", "UTF-16LE", false},
		{"UTF-16LE with BOM", german, utf16LEBOM, "", "UTF-16LE", false},
		{"UTF-16BE", german, utf16BE, "", "UTF-16BE", false},
		{"UTF-16BE with BOM", german, utf16BEBOM, "", "UTF-16BE", false},
		{"UTF-16LE Cyrillic", russian, utf16LE, "", "UTF-16LE", false},
		{"1252", western, charmap.Windows1252, "", "windows-1252", true},
		{"1252 with an apostrophe", ldifde("Sean O’Brien", "Zoë"), charmap.Windows1252, "", "windows-1252", true},
		{"850", western, charmap.CodePage850, "", "cp850", true},
		{"437", western, charmap.CodePage437, "", "cp850", true}, // they agree in these letters
		{"1251", russian, charmap.Windows1251, "", "windows-1251", true},
		{"866", russian, charmap.CodePage866, "", "cp866", true},
		{"866 in capitals", ldifde("ИВАН ПЕТРОВ"), charmap.CodePage866, "", "cp866", true},
		{"1251 in capitals", ldifde("ИВАН ПЕТРОВ"), charmap.Windows1251, "", "windows-1251", true},
		{"1252 by flag", western, charmap.Windows1252, "1252", "windows-1252", false},
		{"1250 by flag", german[:strings.Index(german, "dn: CN=Zoë")], charmap.Windows1250, "cp1250", "windows-1250", false},
		{"437 by flag", western, charmap.CodePage437, "437", "cp437", false},
		{"UTF-8 by flag", german, unicode.UTF8, "utf8", "UTF-8", false},
		{"UTF-8 with BOM by flag", german, unicode.UTF8BOM, "utf-8", "UTF-8", false},
		{"UTF-16LE with BOM by flag", german, utf16LEBOM, "utf-16", "UTF-16LE", false},
		{"UTF-16BE by flag", german, utf16BE, "UTF-16BE", "UTF-16BE", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := mustRead(t, []byte(test.text), Options{})
			r := mustRead(t, encode(t, test.encoding, test.text), Options{Encoding: test.force})
			r.noFault(t)
			if !slices.Equal(r.rows, want.rows) || !slices.Equal(r.lines, want.lines) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(r.rows, "\n"), strings.Join(want.rows, "\n"))
			}
			notes := ""
			if test.assumed {
				notes = "the encoding is assumed to be " + test.want
			}
			if r.Encoding != test.want || r.notes() != notes || r.Format != "LDIF (ldifde)" || r.LineEnds != "CRLF" {
				t.Errorf("%s, %s, %s; notes %q", r.Format, r.Encoding, r.LineEnds, r.notes())
			}
		})
	}
}

// Which code page it is may show far behind the beginning of the file.
func TestLateCodePage(t *testing.T) {
	text := strings.Repeat(ldifde("Anna Schmidt"), 2000) + ldifde("Jörg Müller")
	for _, test := range []struct {
		encoding encoding.Encoding
		want     string
	}{{charmap.Windows1252, "windows-1252"}, {charmap.CodePage850, "cp850"}, {unicode.UTF8, "UTF-8"}} {
		r := mustRead(t, encode(t, test.encoding, text), Options{})
		r.noFault(t)
		if r.Encoding != test.want || !strings.Contains(r.rows[2000], "displayName=Jörg Müller|") {
			t.Errorf("%s: %q", r.Encoding, r.rows[2000])
		}
	}
}

func TestLineEnds(t *testing.T) {
	want := mustRead(t, []byte(german), Options{})
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r", "CRCRLF": "\r\r\n"} {
		for coding, e := range map[string]encoding.Encoding{"UTF-8": unicode.UTF8, "UTF-16LE": utf16LEBOM} {
			r := mustRead(t, encode(t, e, strings.ReplaceAll(german, "\r\n", end)), Options{})
			r.noFault(t)
			if !slices.Equal(r.rows, want.rows) || !slices.Equal(r.lines, want.lines) {
				t.Errorf("%s, %s: got\n%s", name, coding, strings.Join(r.rows, "\n"))
			}
			if r.LineEnds != name || r.Encoding != coding {
				t.Errorf("%s, %s: taken for %s, %s", name, coding, r.LineEnds, r.Encoding)
			}
		}
	}
	r := mustRead(t, encode(t, charmap.CodePage850, strings.ReplaceAll(western, "\r\n", "\r")), Options{})
	if r.Encoding != "cp850" || r.LineEnds != "CR" {
		t.Errorf("taken for %s, %s", r.Encoding, r.LineEnds)
	}
}

// Files that were joined although their encodings differ. What stands before the
// change is delivered, and the error names the octet at which the next begins.
func TestEncodingChange(t *testing.T) {
	first, second := ldifde("Jörg Müller", "Anna Schmidt"), ldifde("Änne Groß", "Ünal")
	for _, test := range []struct {
		name          string
		first, second encoding.Encoding
	}{
		{"UTF-8 then UTF-16LE with BOM", unicode.UTF8, utf16LEBOM},
		{"UTF-8 then UTF-16LE", unicode.UTF8, utf16LE},
		{"UTF-8 then UTF-16BE", unicode.UTF8, utf16BE},
		{"UTF-8 then UTF-16BE with BOM", unicode.UTF8, utf16BEBOM},
		{"UTF-8 with BOM then UTF-16LE", unicode.UTF8BOM, utf16LE},
		{"1252 then UTF-16LE with BOM", charmap.Windows1252, utf16LEBOM},
		{"UTF-16LE with BOM then UTF-8", utf16LEBOM, unicode.UTF8},
		{"UTF-16LE with BOM then UTF-8 with BOM", utf16LEBOM, unicode.UTF8BOM},
		{"UTF-16LE then 1252", utf16LE, charmap.Windows1252},
		{"UTF-16BE then 850", utf16BE, charmap.CodePage850},
		{"UTF-8 then 1252", unicode.UTF8, charmap.Windows1252},
		{"1252 then UTF-8", charmap.Windows1252, unicode.UTF8},
		{"UTF-8 with BOM then 850", unicode.UTF8BOM, charmap.CodePage850},
	} {
		for _, repeat := range []int{1, 1000} { // the change lies in what New looks at, or behind it
			t.Run(fmt.Sprint(test.name, repeat), func(t *testing.T) {
				a := encode(t, test.first, strings.Repeat(first, repeat))
				data := append(bytes.Clone(a), encode(t, test.second, second)...)
				r := mustRead(t, data, Options{})
				if len(r.rows) != 2*repeat || !r.Incomplete() {
					t.Errorf("%d records, want %d; incomplete %v", len(r.rows), 2*repeat, r.Incomplete())
				}
				want := fmt.Sprintf("at byte %d", len(a))
				if len(r.errs) != 1 || !strings.Contains(r.errs[0], want) || !strings.Contains(r.errs[0], "the encoding changes") {
					t.Errorf("errors %q, want one that says %q", r.errs, want)
				}
				if strings.Contains(r.notes(), "it is cut") {
					t.Errorf("reading ended, not the file: %s", r.notes())
				}
			})
		}
	}
}

// A file may change from ASCII to anything, since it is that as well.
func TestEncodingOfMostlyASCII(t *testing.T) {
	back := ldifde("Anna") + ldifde("Jörg") + ldifde("Bob")
	r := mustRead(t, encode(t, charmap.Windows1252, back), Options{})
	r.noFault(t)
	if len(r.rows) != 3 {
		t.Errorf("%d records", len(r.rows))
	}
}

// --encoding says what a file is, also where the file says otherwise.
func TestForcedEncoding(t *testing.T) {
	r := mustRead(t, encode(t, charmap.Windows1252, western), Options{Encoding: "850"})
	if r.Encoding != "cp850" || !strings.Contains(r.rows[1], "J÷rg") {
		t.Errorf("%s: %s", r.Encoding, r.rows[1])
	}
	r = mustRead(t, encode(t, charmap.Windows1252, western), Options{Encoding: "utf-8"})
	if len(r.rows) != 1 || len(r.errs) != 5 || !strings.Contains(r.errs[0], "not UTF-8") || strings.Contains(r.errs[0], "changes") {
		t.Errorf("%d records, errors %q", len(r.rows), r.errs)
	}
	if _, err := read([]byte(western), Options{Encoding: "klingon"}); err == nil {
		t.Error("no error for an unknown encoding")
	}
	if _, err := read([]byte(western), Options{Encoding: "utf-16"}); err == nil {
		t.Error("8-bit text passes for UTF-16")
	}
}
