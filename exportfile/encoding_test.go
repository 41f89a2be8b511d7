package exportfile_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// The same text in each encoding gives the same rows, and an assumed encoding gives
// a note.
func TestEncodings(t *testing.T) {
	for _, test := range []struct {
		name, text string
		encoding   encoding.Encoding
		force      string
		want       string
		assumed    bool
	}{
		{"ASCII", exporttest.LDIFDE("Anna Schmidt", "Bob"), unicode.UTF8, "", "ASCII", false},
		{"UTF-8", exporttest.German, unicode.UTF8, "", "UTF-8", false},
		{"UTF-8 with BOM", exporttest.German, unicode.UTF8BOM, "", "UTF-8", false},
		{"UTF-16LE", exporttest.German, exporttest.UTF16LE, "", "UTF-16LE", false},
		{"UTF-16LE with BOM", exporttest.German, exporttest.UTF16LEBOM, "", "UTF-16LE", false},
		{"UTF-16BE", exporttest.German, exporttest.UTF16BE, "", "UTF-16BE", false},
		{"UTF-16BE with BOM", exporttest.German, exporttest.UTF16BEBOM, "", "UTF-16BE", false},
		{"UTF-16LE Cyrillic", exporttest.Russian, exporttest.UTF16LE, "", "UTF-16LE", false},
		{"1252", exporttest.Western, charmap.Windows1252, "", "windows-1252", true},
		{"1252 with an apostrophe", exporttest.LDIFDE("Sean O’Brien", "Zoë"), charmap.Windows1252, "", "windows-1252", true},
		{"850", exporttest.Western, charmap.CodePage850, "", "cp850", true},
		{"437", exporttest.Western, charmap.CodePage437, "", "cp850", true}, // both code pages have these letters
		{"1251", exporttest.Russian, charmap.Windows1251, "", "windows-1251", true},
		{"866", exporttest.Russian, charmap.CodePage866, "", "cp866", true},
		{"866 in capitals", exporttest.LDIFDE("ИВАН ПЕТРОВ"), charmap.CodePage866, "", "cp866", true},
		{"1251 in capitals", exporttest.LDIFDE("ИВАН ПЕТРОВ"), charmap.Windows1251, "", "windows-1251", true},
		{"1252 by flag", exporttest.Western, charmap.Windows1252, "1252", "windows-1252", false},
		{"1250 by flag", exporttest.German[:strings.Index(exporttest.German, "dn: CN=Zoë")], charmap.Windows1250, "cp1250", "windows-1250", false},
		{"437 by flag", exporttest.Western, charmap.CodePage437, "437", "cp437", false},
		{"UTF-8 by flag", exporttest.German, unicode.UTF8, "utf8", "UTF-8", false},
		{"UTF-8 with BOM by flag", exporttest.German, unicode.UTF8BOM, "utf-8", "UTF-8", false},
		{"UTF-16LE with BOM by flag", exporttest.German, exporttest.UTF16LEBOM, "utf-16", "UTF-16LE", false},
		{"UTF-16BE by flag", exporttest.German, exporttest.UTF16BE, "UTF-16BE", "UTF-16BE", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := exporttest.MustRead(t, []byte(test.text), records.Options{})
			r := exporttest.MustRead(t, exporttest.Encode(t, test.encoding, test.text), records.Options{Encoding: test.force})
			r.CheckComplete(t)
			if !slices.Equal(r.Rows, want.Rows) || !slices.Equal(r.Lines, want.Lines) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(r.Rows, "\n"), strings.Join(want.Rows, "\n"))
			}
			notes := ""
			if test.assumed {
				notes = "the encoding is assumed to be " + test.want
			}
			if r.Encoding != test.want || r.NoteTexts() != notes || r.Format != "LDIF (ldifde)" || r.LineEnds != "CRLF" {
				t.Errorf("%s, %s, %s; notes %q", r.Format, r.Encoding, r.LineEnds, r.NoteTexts())
			}
		})
	}
}

// The first letter that shows the code page may be far from the beginning of the
// file.
func TestLateCodePage(t *testing.T) {
	text := strings.Repeat(exporttest.LDIFDE("Anna Schmidt"), 2000) + exporttest.LDIFDE("Jörg Müller")
	for _, test := range []struct {
		encoding encoding.Encoding
		want     string
	}{{charmap.Windows1252, "windows-1252"}, {charmap.CodePage850, "cp850"}, {unicode.UTF8, "UTF-8"}} {
		r := exporttest.MustRead(t, exporttest.Encode(t, test.encoding, text), records.Options{})
		r.CheckComplete(t)
		if r.Encoding != test.want || !strings.Contains(r.Rows[2000], "displayName=Jörg Müller|") {
			t.Errorf("%s: %q", r.Encoding, r.Rows[2000])
		}
	}
}

func TestLineEnds(t *testing.T) {
	want := exporttest.MustRead(t, []byte(exporttest.German), records.Options{})
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r", "CRCRLF": "\r\r\n"} {
		for coding, e := range map[string]encoding.Encoding{"UTF-8": unicode.UTF8, "UTF-16LE": exporttest.UTF16LEBOM} {
			r := exporttest.MustRead(t, exporttest.Encode(t, e, strings.ReplaceAll(exporttest.German, "\r\n", end)), records.Options{})
			r.CheckComplete(t)
			if !slices.Equal(r.Rows, want.Rows) || !slices.Equal(r.Lines, want.Lines) {
				t.Errorf("%s, %s: got\n%s", name, coding, strings.Join(r.Rows, "\n"))
			}
			if r.LineEnds != name || r.Encoding != coding {
				t.Errorf("%s, %s: detected %s, %s", name, coding, r.LineEnds, r.Encoding)
			}
		}
	}
	r := exporttest.MustRead(t, exporttest.Encode(t, charmap.CodePage850, strings.ReplaceAll(exporttest.Western, "\r\n", "\r")), records.Options{})
	if r.Encoding != "cp850" || r.LineEnds != "CR" {
		t.Errorf("detected %s, %s", r.Encoding, r.LineEnds)
	}
}

// Files may have been joined although their encodings differ. The records before
// the change are delivered, and the error states the octet at which the second
// encoding begins.
func TestEncodingChange(t *testing.T) {
	first, second := exporttest.LDIFDE("Jörg Müller", "Anna Schmidt"), exporttest.LDIFDE("Änne Groß", "Ünal")
	for _, test := range []struct {
		name          string
		first, second encoding.Encoding
	}{
		{"UTF-8 then UTF-16LE with BOM", unicode.UTF8, exporttest.UTF16LEBOM},
		{"UTF-8 then UTF-16LE", unicode.UTF8, exporttest.UTF16LE},
		{"UTF-8 then UTF-16BE", unicode.UTF8, exporttest.UTF16BE},
		{"UTF-8 then UTF-16BE with BOM", unicode.UTF8, exporttest.UTF16BEBOM},
		{"UTF-8 with BOM then UTF-16LE", unicode.UTF8BOM, exporttest.UTF16LE},
		{"1252 then UTF-16LE with BOM", charmap.Windows1252, exporttest.UTF16LEBOM},
		{"UTF-16LE with BOM then UTF-8", exporttest.UTF16LEBOM, unicode.UTF8},
		{"UTF-16LE with BOM then UTF-8 with BOM", exporttest.UTF16LEBOM, unicode.UTF8BOM},
		{"UTF-16LE then 1252", exporttest.UTF16LE, charmap.Windows1252},
		{"UTF-16BE then 850", exporttest.UTF16BE, charmap.CodePage850},
		{"UTF-8 then 1252", unicode.UTF8, charmap.Windows1252},
		{"1252 then UTF-8", charmap.Windows1252, unicode.UTF8},
		{"UTF-8 with BOM then 850", unicode.UTF8BOM, charmap.CodePage850},
	} {
		for _, repeat := range []int{1, 1000} { // the change is in the part that New reads, or after it
			t.Run(fmt.Sprint(test.name, repeat), func(t *testing.T) {
				a := exporttest.Encode(t, test.first, strings.Repeat(first, repeat))
				data := append(bytes.Clone(a), exporttest.Encode(t, test.second, second)...)
				r := exporttest.MustRead(t, data, records.Options{})
				if len(r.Rows) != 2*repeat || !r.Incomplete() {
					t.Errorf("%d records, want %d; incomplete %v", len(r.Rows), 2*repeat, r.Incomplete())
				}
				want := fmt.Sprintf("at byte %d", len(a))
				if len(r.Errs) != 1 || !strings.Contains(r.Errs[0], want) || !strings.Contains(r.Errs[0], "the encoding changes") {
					t.Errorf("errors %q, want one with %q", r.Errs, want)
				}
				if strings.Contains(r.NoteTexts(), "it is cut") {
					t.Errorf("reading ended, not the file: %s", r.NoteTexts())
				}
			})
		}
	}
}

// A file may change from ASCII to any encoding, because ASCII is part of each.
func TestEncodingOfMostlyASCII(t *testing.T) {
	back := exporttest.LDIFDE("Anna") + exporttest.LDIFDE("Jörg") + exporttest.LDIFDE("Bob")
	r := exporttest.MustRead(t, exporttest.Encode(t, charmap.Windows1252, back), records.Options{})
	r.CheckComplete(t)
	if len(r.Rows) != 3 {
		t.Errorf("%d records", len(r.Rows))
	}
}

// The option decides the encoding, even if the file shows another one.
func TestForcedEncoding(t *testing.T) {
	r := exporttest.MustRead(t, exporttest.Encode(t, charmap.Windows1252, exporttest.Western), records.Options{Encoding: "850"})
	if r.Encoding != "cp850" || !strings.Contains(r.Rows[1], "J÷rg") {
		t.Errorf("%s: %s", r.Encoding, r.Rows[1])
	}
	r = exporttest.MustRead(t, exporttest.Encode(t, charmap.Windows1252, exporttest.Western), records.Options{Encoding: "utf-8"})
	if len(r.Rows) != 1 || len(r.Errs) != 5 || !strings.Contains(r.Errs[0], "not UTF-8") || strings.Contains(r.Errs[0], "changes") {
		t.Errorf("%d records, errors %q", len(r.Rows), r.Errs)
	}
	if _, err := exporttest.Read([]byte(exporttest.Western), records.Options{Encoding: "klingon"}); err == nil {
		t.Error("no error for an unknown encoding")
	}
	if _, err := exporttest.Read([]byte(exporttest.Western), records.Options{Encoding: "utf-16"}); err == nil {
		t.Error("8-bit text is accepted as UTF-16")
	}
}
