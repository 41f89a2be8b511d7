package table_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
)

func TestXLSX(t *testing.T) {
	const texts = `<sst><si><t>mail</t></si><si><r><t>display</t></r><r><t xml:space="preserve">Name</t></r></si><si><t>雪</t><rPh sb="0" eb="1"><t>ユキ</t></rPh><phoneticPr fontId="1"/></si></sst>`
	for _, test := range []struct {
		name, data, format string
		rows               []string
		notes              string
	}{
		{"kinds of cells", exporttest.Workbook(t, texts, `<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c><c t="inlineStr"><is><t>id</t></is></c><c t="str"><v>accountEnabled</v></c></row>`+
			`<row r="3"><c r="B3" t="inlineStr"><is><t>a@x</t></is></c><c r="D3" t="s"><v>2</v></c><c r="E3"><f>1+1</f><v>2</v></c><c r="F3" t="b"><v>1</v></c></row>`+
			`<row r="7"><c r="B7" t="e"><v>#NAME?</v></c><c r="D7" t="str"><v>A_x000D_b</v></c><c r="E7"><v>9.2233720368547758E+18</v></c></row><row r="8"/>`), "XLSX",
			[]string{"dn=|mail=a@x|displayName=雪|id=2|accountEnabled=TRUE|", "dn=|mail:<=|displayName=A\rb|id:<=|accountEnabled=|"},
			"!7: 1 value of mail lost on export: the file has #NAME? instead\n!7: 1 value of id lost on export: the file has 9.2233720368547758E+18 instead"},
		{"csvde", exporttest.Workbook(t, "", exporttest.Row(1, "DN", "objectGUID", "proxyAddresses")+exporttest.Row(2, "CN=Ada,DC=x", "X'0b818fd05ca3a849a4cdc6923dfc031e'", `SMTP:a@x;X500:/o=a\;b`)), "XLSX (csvde)",
			[]string{"dn=CN=Ada,DC=x|objectGUID::=" + octetsX + "|proxyAddresses=SMTP:a@x|proxyAddresses=X500:/o=a;b|"}, ""},
		{"title", exporttest.Workbook(t, "", exporttest.Row(1, "Users")+exporttest.Row(3, "mail", "id")+exporttest.Row(4, "a@x", "1")+exporttest.Row(5, "id", "mail")+exporttest.Row(6, "2", "b@x")), "XLSX",
			[]string{"dn=|mail=a@x|id=1|", "dn=|id=2|mail=b@x|"}, ""},
		{"further sheets", exporttest.Workbook(t, "", exporttest.Row(1, "a note"), exporttest.Row(1, "mail", "id")+exporttest.Row(2, "a@x", "1"), exporttest.Row(1, "mail", "id"), ""), "XLSX",
			[]string{"dn=|mail=a@x|id=1|"}, "!only sheet B was read, not C"},
		{"references left out", exporttest.Workbook(t, "", "<row><c t=\"inlineStr\"><is><t>mail</t></is></c></row><row><c t=\"inlineStr\"><is><t>a@x</t></is></c></row>"), "XLSX", []string{"dn=|mail=a@x|"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustReadTable(t, test.data)
			if r.Format != test.format || !slices.Equal(r.Rows, test.rows) || r.NoteTexts() != test.notes || len(r.Errs) > 0 {
				t.Errorf("format %s\nrows\n%s\nwant\n%s\nnotes\n%s\nerrors %q", r.Format, strings.Join(r.Rows, "\n"), strings.Join(test.rows, "\n"), r.NoteTexts(), r.Errs)
			}
		})
	}
	r := mustReadTable(t, exporttest.Workbook(t, "", exporttest.Row(5, "mail", "id")+exporttest.Row(9, "a@x", "1")))
	if r.CheckComplete(t); !slices.Equal(r.Lines, []int{9}) || r.Encoding != "UTF-8" {
		t.Errorf("lines %d, encoding %s", r.Lines, r.Encoding)
	}
}

// A fault in a workbook is an error of opening it, or of the row.
func TestXLSXFaults(t *testing.T) {
	const head = `<row r="1"><c r="A1" t="inlineStr"><is><t>mail</t></is></c></row>`
	for _, test := range []struct{ name, data, want string }{
		{"DOCTYPE", exporttest.Workbook(t, `<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>`, head), "users.ldf: the workbook has a document type declaration"},
		{"entity", exporttest.Workbook(t, "", `<row><c t="str"><v>&lol;</v></c></row>`), "users.ldf: sheet A: the workbook is damaged: invalid character entity &lol;"},
		{"name", exporttest.Workbook(t, "", "<a\xff/>"), `users.ldf: sheet A: the workbook is damaged: invalid XML name: a\xff`},
		{"nothing wanted", exporttest.Workbook(t, "", exporttest.Row(1, "a", "b")), "users.ldf: no sheet of this workbook has a header"},
		{"no sheets", exporttest.Pack(t, "xl/workbook.xml", "<workbook/>", "xl/_rels/workbook.xml.rels", "<Relationships/>"), "users.ldf: the workbook is damaged"},
		{"no relationships", exporttest.Pack(t, "xl/workbook.xml", "<workbook/>"), "users.ldf: the workbook is damaged"},
		{"no such text", exporttest.Workbook(t, "", head+`<row r="2"><c t="s"><v>7</v></c></row>`), "users.ldf:2: the workbook is damaged: there is no text 7"},
		{"columns go back", exporttest.Workbook(t, "", head+`<row r="2"><c r="B2"/><c r="A2"/></row>`), "users.ldf:2: the workbook is damaged: there is a cell A2"},
		{"rows go back", exporttest.Workbook(t, "", head+`<row r="3"/><row r="2"/>`), "users.ldf:3: the workbook is damaged: row 2 follows row 3"},
		{"XML ends", exporttest.Workbook(t, "", head+`<row r="2"><c><v>1</v></c></sheetData>`+"<"), "users.ldf:2: the workbook is damaged"},
		{"large cell", exporttest.Workbook(t, "", head+`<row r="2"><c t="str"><v>`+strings.Repeat("x", records.MaxRecord+1)+`</v></c></row>`), "users.ldf:2: the values of one object take more than 16 MiB"},
		{"endless list of sheets", exporttest.Pack(t, "xl/workbook.xml", strings.Repeat(`<sheet name="A" id="1"/>`, 1<<20), "xl/_rels/workbook.xml.rels", `<Relationship/>`),
			"users.ldf: the workbook is damaged: its list of sheets takes more than 16 MiB"},
		{"large names", exporttest.Workbook(t, `<sst><si><t>`+strings.Repeat("x", 1<<20)+`</t></si></sst>`, `<row r="1">`+strings.Repeat(`<c t="s"><v>0</v></c>`, 1<<14)+`</row>`), "users.ldf: no sheet of this workbook has a header"},
		{"Word", exporttest.Pack(t, "[Content_Types].xml", "", "word/document.xml", ""), "users.ldf: this is a Word document"},
		{"ODS", exporttest.Pack(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "users.ldf: this is an OpenDocument file"},
		{"ZIP", exporttest.Pack(t, "users.ldf", "dn: CN=a,DC=x\nmail: a@x\n\n"), "users.ldf: this is a ZIP archive"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && slices.Contains([]string{"large cell", "endless list of sheets", "large names"}, test.name) {
				t.Skip("takes a second for its megabytes")
			}
			r, err := exporttest.ReadFrom(strings.NewReader(test.data), exporttest.TableOptions)
			got := fmt.Sprint(err)
			if err == nil {
				got = strings.Join(r.Errs, "\n")
			}
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if e, ok := err.(*records.ReadError); ok && e.Hint.IsZero() {
				t.Errorf("no hint what to do about %q", err)
			}
		})
	}
}

// Of very many sheets only some are named, and no part is read twice.
func TestXLSXSheets(t *testing.T) {
	head := exporttest.Row(1, "mail", "id")
	r := mustReadTable(t, exporttest.Workbook(t, "", slices.Repeat([]string{head}, 40)...))
	if want := "!only sheet A was read, not B, C, D, E, F, G, H, I, J, K and 29 more"; r.NoteTexts() != want {
		t.Errorf("notes %q", r.NoteTexts())
	}
	r = mustReadTable(t, exporttest.Pack(t, "xl/workbook.xml", strings.Repeat(`<sheet name="A" id="1"/>`, 1000),
		"xl/_rels/workbook.xml.rels", `<Relationship Id="1" Target="s.xml"/>`, "xl/s.xml", head+exporttest.Row(2, "a@x")))
	if r.CheckComplete(t); len(r.Rows) != 1 {
		t.Errorf("rows %q", r.Rows)
	}
}

// FuzzXLSX reads anything as the rows and the texts of a workbook.
func FuzzXLSX(f *testing.F) {
	f.Add(`<sst><si><t>mail</t></si></sst>`, `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>`)
	f.Add("", exporttest.Row(1, "DN", "mail")+exporttest.Row(2, "CN=a", "a_x000D_@x"))
	f.Fuzz(func(t *testing.T, texts, rows string) {
		r, err := exporttest.ReadFrom(strings.NewReader(exporttest.Workbook(t, texts, rows)), exporttest.TableOptions)
		if err == nil && (len(r.Errs) > r.Skipped || r.Records != len(r.Rows)) {
			t.Errorf("%d rows and %d errors, counted %d and %d", len(r.Rows), len(r.Errs), r.Records, r.Skipped)
		}
	})
}
