package console_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"

	"golang.org/x/text/encoding/unicode"
)

// Text with colons or dashes of its own is not a list or table.
func TestConsoleRefused(t *testing.T) {
	for name, data := range map[string]string{
		"one property":      "mail : ada@contoso.com\n",
		"no identity":       "id : 7\n",
		"uneven":            "DistinguishedName : CN=Ada,DC=contoso\nObjectGUID : d08f810b-a35c-49a8-a4cd-c6923dfc031e\n",
		"YAML":              "- id: d08f810b-a35c-49a8-a4cd-c6923dfc031e\n  mail: a@contoso.com\n  displayName: Ada\n",
		"YAML config":       "mail: a@contoso.com\nserver: x\ndisplayName: Ada\nid: d08f810b-a35c-49a8-a4cd-c6923dfc031e\n",
		"mail":              "From: ada@contoso.com\nTo: ben@contoso.com\nSubject: mail\n\nmail: see above\nDear Ben,\n",
		"passwd":            "root:x:0:0:root:/root:/bin/bash\nmail:x:8:8:mail:/var/mail:/usr/sbin/nologin\n",
		"log":               "2025-01-01 12:00:00 INFO id : d08f810b-a35c-49a8-a4cd-c6923dfc031e\n2025-01-01 12:00:01 INFO mail : x\n",
		"prose":             "The attributes are these:\nmail: an address\nand displayName: a name\n",
		"prose of dashes":   "Mail\n----\nWe send it daily.\n",
		"other table":       "Name  Status\n----  ------\nSpooler  Running\n",
		"Markdown":          "Property | Value\n---------|-------\nsize | 7\n",
		"settings":          "Name                           Value\n----                           -----\nPSVersion                      5.1.19041\n",
		"only a transcript": "**********************\nPowerShell transcript start\nUsername: CONTOSO\\ada\n**********************\n",
	} {
		if r, err := exporttest.Read([]byte(data), exporttest.GoldenOptions); err == nil || !strings.Contains(err.Error(), "not an export that hardmatch knows") {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}

// The same text gives the same result in every encoding and with every line end.
func TestConsoleEncoding(t *testing.T) {
	for _, name := range []string{"list", "doubled", "m365", "markdown", "tables", "wrap", "wide", "adsi"} {
		text := string(exporttest.GoldenInput(t, name+".txtar"))
		want := exporttest.MustRead(t, []byte(text), exporttest.GoldenOptions)
		for ending, data := range map[string][]byte{
			"CRLF": []byte(strings.ReplaceAll(text, "\n", "\r\n")), "CRCRLF": []byte(strings.ReplaceAll(text, "\n", "\r\r\n")),
			"CR": []byte(strings.ReplaceAll(text, "\n", "\r")), "no last line end": []byte(strings.TrimRight(text, "\n")),
			"UTF-16": exporttest.Encode(t, exporttest.UTF16LEBOM, strings.ReplaceAll(text, "\n", "\r\n")), "mark": append([]byte("\ufeff"), text...),
			"UTF-16 the other way": exporttest.Encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text),
		} {
			r := exporttest.MustRead(t, data, exporttest.GoldenOptions)
			r.Notes = slices.DeleteFunc(r.Notes, func(n records.Note) bool { return n.Rule == records.Cut && !n.Incomplete })
			if !slices.Equal(r.Rows, want.Rows) || !slices.Equal(r.Lines, want.Lines) || !slices.Equal(r.Errs, want.Errs) || r.NoteTexts() != want.NoteTexts() {
				t.Errorf("%s, %s: %q, errors %q, notes %q", name, ending, r.Rows, r.Errs, r.NoteTexts())
			}
		}
	}
}

// A file is recognised by its beginning, which may end anywhere in a line.
func TestConsoleBeginning(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a file once for each octet of an object")
	}
	one := "DistinguishedName : CN=Ada,DC=contoso,DC=com\nObjectGUID        : d08f810b-a35c-49a8-a4cd-c6923dfc031e\n\n"
	all := strings.Repeat(one, 2*records.HeadSize/len(one))
	for shift := range len(one) {
		for _, mark := range []string{"", "\ufeff"} {
			if _, err := exporttest.Read([]byte(mark+strings.Repeat("\n", shift)+all), exporttest.GoldenOptions); err != nil {
				t.Errorf("after %d lines with %q: %v", shift, mark, err)
			}
		}
	}
}

// A letter of a code page is one column wide, and an ellipsis is one octet.
func TestConsoleCodePage(t *testing.T) {
	table := "DisplayName Mail          ObjectClass\n----------- ----          -----------\nJ\xf6rg Gr\xfc\x85   j@contoso.com user\n\xdcnal M\xfc.    u@contoso.com user\n"
	r := exporttest.MustRead(t, []byte(table), records.Options{Encoding: "windows-1252"})
	if want := []string{"dn=|displayName:<=|mail=j@contoso.com|objectClass=user|", "dn=|displayName=Ünal Mü.|mail=u@contoso.com|objectClass=user|"}; !slices.Equal(r.Rows, want) || len(r.Errs) > 0 {
		t.Errorf("%q, errors %q", r.Rows, r.Errs)
	}
}

// The lengths of the lines of a value show how it was wrapped.
func TestConsoleWrapped(t *testing.T) {
	const full = "\n\nmail        : m\ninfo        : 0123456789012345678901234567890123456789\n              0123456789\n"
	list := func(lines ...string) string {
		return "ObjectClass : user\nDisplayName : " + strings.Join(lines, "\n              ") + full
	}
	for _, test := range []struct{ name, data, want string }{
		{"at a word, which was kept", list("Ada Lovelace of the ", "Analytical Engine in London"), "displayName=Ada Lovelace of the Analytical Engine in London|"},
		{"at a word, which was trimmed", list("Ada Lovelace of the Analytical", "Engine-and-all-that"), "displayName=Ada Lovelace of the Analytical Engine-and-all-that|"},
		{"within a word", list("0123456789012345678901234567890123456789", "01234"), "displayName=012345678901234567890123456789012345678901234|"},
		{"a line break", list("Ada", "Lovelace"), "displayName=Ada\nLovelace|"},
		{"an empty line", list("Ada", "", "Lovelace"), "displayName=Ada\nLovelace|"},
		{"undecidable", strings.TrimSuffix(list("Ada Lovelace of London", "Analytical"), full) + "\n", "displayName:<=|"},
		{"a word that would have fitted on the next line", "ObjectClass : user\nDisplayName : ab cdefgh\n              xyz\n", "displayName:<=|"},
		{"a word that is wider than a line", "ObjectClass : user\nDisplayName : ab cdefgh\n              wxyz\n", "displayName=ab cdefghwxyz|"},
		{"a name of as many letters as there is room", list("Ada Lovelace of the Analytical", "Enginetwo"), "displayName=Ada Lovelace of the Analytical Enginetwo|"},
		{"a line break although the next word fits", list("Ada Lovelace of the Analytical", "Engine-1"), "displayName=Ada Lovelace of the Analytical\nEngine-1|"},
		{"one letter less than full", list("012345678901234567890123456789012345678", "x"), "displayName=012345678901234567890123456789012345678 x|"},
		{"three lines, at words", list("Ada Lovelace of the Analytical", "012345678901234567890123456789012345678", "x"), "displayName=Ada Lovelace of the Analytical 012345678901234567890123456789012345678 x|"},
		{"a blank that was kept in the second line", list("0123456789012345678901234567890123456789", "Ada ", "Lovelace"), "displayName=0123456789012345678901234567890123456789Ada Lovelace|"},
		{"two blanks that were kept", list("Ada  ", "Lovelace"), "displayName=Ada\nLovelace|"},
		{"a blank that was kept in the first line", list("Ada ", "0123456789012345678901234567890123456789", "x"), "displayName=Ada 0123456789012345678901234567890123456789x|"},
		{"two full lines", "ObjectClass : user\nDisplayName : ab cdefgh\n              xyz\ninfo        : 123456789\n              x\n", "displayName=ab cdefghxyz|"},
		{"one full line", "ObjectClass : user\nDisplayName : ab cdefgh\n              xyz\ninfo        : 123\n              x\ncity        : 1234\n              y\n", "displayName:<=|"},
		{"full lines that do not continue", "ObjectClass : user\nDisplayName : ab cdefgh\n              xyz\ninfo        : 123456789\ncity        : 123456789\nname        : x\n", "displayName:<=|"},
		{"within a list of names", strings.TrimSuffix(list("Ada Lovelace, Staff of London,", "Contoso"), full) + "\n", "displayName:<=|"},
		{"a name without a comma", strings.TrimSuffix(list("Ada Lovelace, Staff of London", "DC=contoso"), full) + "\n", "displayName:<=|"},
		{"within a name", strings.TrimSuffix(list("CN=Ada Lovelace,OU=Staff of London,", "DC=contoso"), full) + "\n", "displayName=CN=Ada Lovelace,OU=Staff of London,DC=contoso|"},
	} {
		r := exporttest.MustRead(t, []byte(test.data), records.Options{Attributes: []string{"objectClass", "displayName", "mail"}})
		if len(r.Rows) == 0 || r.Rows[0] != "dn=|objectClass=user|"+test.want || len(r.Errs) > 0 {
			t.Errorf("%s: %q, errors %q", test.name, r.Rows, r.Errs)
		}
	}
}

// Collections are split if that is safe.
func TestConsoleValue(t *testing.T) {
	for value, want := range map[string]string{
		"":                                       "=",
		"{}":                                     "=",
		"{ada}":                                  "=ada",
		"{a, b c}":                               "=a =b c",
		"{smtp:a@x, x500:/o=A, Inc, SMTP:b@x}":   "=smtp:a@x =x500:/o=A, Inc =SMTP:b@x",
		"{a, b, c, d...}":                        "=a =b =c =d :<=",
		"{a, b, c, d\u2026}":                     "=a =b =c =d :<=",
		"{a, b, c, \u2026}":                      "=a =b =c :<=",
		"{a, bcd...":                             "=a :<=",
		"{1, 2, 255}":                            "::=\x01\x02\xff",
		"{1 2 255}":                              "::=\x01\x02\xff",
		"{1, 2, 3, 4...}":                        ":<=",
		"{1, 256}":                               "=1 =256",
		"{7}":                                    "=7",
		"{7, 8}":                                 "::=\x07\x08",
		"{, a}":                                  "= =a",
		"{...}":                                  ":<=",
		"{":                                      ":<=",
		"{a, bcd":                                "=a :<=",
		"{a b}":                                  "=a b",
		"abc...":                                 ":<=",
		"abc\u2026":                              ":<=",
		"System.Byte[]":                          ":<=",
		"{@{a=b; c=d}}":                          ":<=",
		`["a","b"]`:                              "=a =b",
		`["a"`:                                   ":<=",
		`[]`:                                     "=",
		`{"a":1}`:                                ":<=",
		"{0b818fd0-5ca3-a849-a4cd-c6923dfc031e}": "={0b818fd0-5ca3-a849-a4cd-c6923dfc031e}",
	} {
		data := "ObjectClass    : user\nProxyAddresses : " + value + "\n"
		r := exporttest.MustRead(t, []byte(data), records.Options{Attributes: []string{"objectClass", "proxyAddresses"}, Lists: []string{"proxyAddresses"}})
		got := strings.ReplaceAll(strings.Trim(strings.TrimPrefix(strings.Join(r.Rows, ""), "dn=|objectClass=user|"), "|"), "|proxyAddresses", " ")
		if got = strings.TrimPrefix(got, "proxyAddresses"); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}

// A line or value that is too long is refused, and the text after it is read.
func TestConsoleLongLine(t *testing.T) {
	object := "mail       : a@x\nObjectGUID : 0b818fd0-5ca3-a849-a4cd-c6923dfc031e\n\n"
	long := strings.Repeat("x", 3<<20)
	many := "mail       : x\n" + strings.Repeat("             "+strings.Repeat("y", 900)+"\n", 2000) + "\n"
	for name, data := range map[string]string{"line": object + long + "\n\n" + object, "last line": object + object + long, "value": object + many + object} {
		r := exporttest.MustRead(t, []byte(data), exporttest.GoldenOptions)
		if len(r.Rows) != 2 || len(r.Errs) != 1 || !strings.Contains(r.Errs[0], "longer than 1024 KiB") {
			t.Errorf("%s: %d rows, errors %.200q", name, len(r.Rows), r.Errs)
		}
	}
}

func TestConsoleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of megabytes")
	}
	const object = "mail       : a@x\nObjectGUID : 0b818fd0-5ca3-a849-a4cd-c6923dfc031e\n"
	const table = "mail       ObjectGUID\n----       ----------\n"
	for name, parts := range map[string][2]string{
		"line": {object + "\n", "x"}, "blank": {object, "\n"}, "wrapped": {object, "             x\n"}, "keys": {object, "xObjectxxx : y\n"},
		"records": {"", object}, "rows": {table, "\u3042 x\n"}, "tables": {table, table}, "braces": {object + "mail       : {", ", "},
		"wrapped rows": {table + "0123456789 x\n", "           x\n"},
	} {
		t.Run(name, func(t *testing.T) {
			src := io.MultiReader(strings.NewReader(parts[0]), exporttest.RepeatReader(parts[1], 6<<20))
			if peak := exporttest.PeakMemory(t, src); peak > 100<<20 {
				t.Errorf("%d MiB", peak>>20)
			}
		})
	}
}

// A value or row that continues for longer than any line is not collected.
func TestConsoleEndless(t *testing.T) {
	const object = "mail        : a@x\ndisplayName : Ada\n"
	const table = "mail displayName objectClass\n---- ----------- -----------\na@xx bbbbbbbbbbb user\n"
	for name, data := range map[string]string{
		"deleted name": object + strings.Repeat("DEL:d08f810b-a35c-49a8-a4cd-c6923dfc031e\n", 30_000),
		"row":          table + strings.Repeat("     bbbbbbbbbbb\n", 100_000),
	} {
		r := exporttest.MustRead(t, []byte(data), exporttest.GoldenOptions)
		if len(r.Errs) != 1 || !strings.HasSuffix(r.Errs[0], "the line or value is longer than 1024 KiB") || len(r.Rows) != 0 {
			t.Errorf("%s: %d rows, errors %q", name, len(r.Rows), r.Errs)
		}
	}
}

// A table with too many columns is refused once, not at every line.
func TestConsoleColumns(t *testing.T) {
	const table = "mail  displayName objectClass\n----- ----------- -----------\na@xx  Ada         user\n"
	data := table + "\n\nmail " + strings.Repeat("a ", 300) + "\n---- " + strings.Repeat("- ", 300) + "\nb@xx\n\n\n" + table
	r := exporttest.MustRead(t, []byte(data), exporttest.GoldenOptions)
	if len(r.Rows) != 2 || len(r.Errs) != 1 || !strings.Contains(r.Errs[0], "users.ldf:6: the table has more than 256 columns") {
		t.Errorf("rows %q, errors %q", r.Rows, r.Errs)
	}
	for n, ok := range map[int]bool{256: true, 257: false} {
		wide := "mail id " + strings.Repeat("a ", n-2) + "\n---- -- " + strings.Repeat("- ", n-2) + "\nb@xx 1\n"
		if _, err := exporttest.Read([]byte(wide), exporttest.GoldenOptions); (err == nil) != ok {
			t.Errorf("a table of %d columns alone: %v", n, err)
		}
		if r := exporttest.MustRead(t, []byte(table+"\n"+wide), exporttest.GoldenOptions); (len(r.Errs) == 0) != ok {
			t.Errorf("a table of %d columns: errors %q", n, r.Errs)
		}
	}
}

func FuzzConsole(f *testing.F) {
	for _, name := range []string{"list", "doubled", "m365", "markdown", "tables", "wrap", "wide", "adsi"} {
		f.Add(exporttest.GoldenInput(f, name+".txtar"))
	}
	f.Add(exporttest.Encode(f, exporttest.UTF16LEBOM, string(exporttest.GoldenInput(f, "list.txtar"))))
	f.Fuzz(exporttest.CheckPieces)
}

// Every table and list in the documentation of Microsoft Entra PowerShell and of
// CLI for Microsoft 365 is read, or its edited rows are refused.
func TestConsoleCorpus(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/corpus/MicrosoftDocs__entra-powershell-docs/*.txt")
	more, _ := filepath.Glob("../../../shared/corpus/pnp__cli-microsoft365/*.txt")
	if files = append(files, more...); len(files) == 0 {
		t.Skip("no corpus")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := exporttest.Read(data, exporttest.GoldenOptions)
		switch {
		case strings.HasSuffix(name, "Get-EntraUser-11.txt"): // a table of numbers
		case err != nil || !strings.HasPrefix(r.Format, "text ("):
			t.Errorf("%s: %v", name, err)
		case len(r.Rows)+len(r.Errs) != max(1, bytes.Count(data, []byte("\n"))-2) && strings.Contains(r.Format, "Table"):
			t.Errorf("%s: %q, errors %q", name, r.Rows, r.Errs)
		case len(r.Rows)+len(r.Errs) == 0:
			t.Errorf("%s: nothing", name)
		}
	}
}

// Each file holds an export and everything that is read from it.
func TestGolden(t *testing.T) { exporttest.Golden(t, "*.txtar") }
