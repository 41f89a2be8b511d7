package exportfile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// A file is one to be packed.
type file struct{ name, text string }

func packed(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, err := w.Create(f.name)
		if err == nil {
			_, err = io.WriteString(m, f.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const xmlns = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// xlsx packs a workbook of sheets, which are named A, B and so on, in this order.
func xlsx(t testing.TB, texts string, sheets ...string) string {
	t.Helper()
	files := []file{{"[Content_Types].xml", xmlns + "<Types/>"}}
	var names, targets strings.Builder
	for i, rows := range sheets {
		fmt.Fprintf(&names, `<sheet name="%c" sheetId="%d" r:id="rId%d"/>`, 'A'+i, i+1, i+7)
		fmt.Fprintf(&targets, `<Relationship Id="rId%d" Type="worksheet" Target="worksheets/sheet%d.xml"/>`, i+7, len(sheets)-i)
		files = append(files, file{fmt.Sprintf("xl/worksheets/sheet%d.xml", len(sheets)-i), xmlns + `<worksheet><dimension ref="A1"/><sheetData>` + rows + `</sheetData></worksheet>`})
	}
	files = append(files, file{"xl/workbook.xml", xmlns + `<workbook xmlns:r="r"><sheets>` + names.String() + `</sheets></workbook>`},
		file{"xl/_rels/workbook.xml.rels", xmlns + `<Relationships>` + targets.String() + `</Relationships>`})
	if texts != "" {
		files = append(files, file{"xl/sharedStrings.xml", xmlns + texts})
	}
	return packed(t, files...)
}

// inline is a row of cells that hold their text themselves.
func inline(number int, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, c := range cells {
		if c != "" {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, number, c)
		}
	}
	return b.String() + "</row>"
}

func TestXLSX(t *testing.T) {
	const texts = `<sst><si><t>mail</t></si><si><r><t>display</t></r><r><t xml:space="preserve">Name</t></r></si><si><t>雪</t><rPh sb="0" eb="1"><t>ユキ</t></rPh><phoneticPr fontId="1"/></si></sst>`
	for _, test := range []struct {
		name, data, format string
		rows               []string
		notes              string
	}{
		{"kinds of cells", xlsx(t, texts, `<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c><c t="inlineStr"><is><t>id</t></is></c><c t="str"><v>accountEnabled</v></c></row>`+
			`<row r="3"><c r="B3" t="inlineStr"><is><t>a@x</t></is></c><c r="D3" t="s"><v>2</v></c><c r="E3"><f>1+1</f><v>2</v></c><c r="F3" t="b"><v>1</v></c></row>`+
			`<row r="7"><c r="B7" t="e"><v>#NAME?</v></c><c r="D7" t="str"><v>A_x000D_b</v></c><c r="E7"><v>9.2233720368547758E+18</v></c></row><row r="8"/>`), "XLSX",
			[]string{"dn=|mail=a@x|displayName=雪|id=2|accountEnabled=TRUE|", "dn=|mail:<=|displayName=A\rb|id:<=|accountEnabled=|"},
			"!7: 1 value of mail lost on export: the file has #NAME? instead\n!7: 1 value of id lost on export: the file has 9.2233720368547758E+18 instead"},
		{"csvde", xlsx(t, "", inline(1, "DN", "objectGUID", "proxyAddresses")+inline(2, "CN=Ada,DC=x", "X'0b818fd05ca3a849a4cdc6923dfc031e'", `SMTP:a@x;X500:/o=a\;b`)), "XLSX (csvde)",
			[]string{"dn=CN=Ada,DC=x|objectGUID::=" + octetsX + "|proxyAddresses=SMTP:a@x|proxyAddresses=X500:/o=a;b|"}, ""},
		{"title", xlsx(t, "", inline(1, "Users")+inline(3, "mail", "id")+inline(4, "a@x", "1")+inline(5, "id", "mail")+inline(6, "2", "b@x")), "XLSX",
			[]string{"dn=|mail=a@x|id=1|", "dn=|id=2|mail=b@x|"}, ""},
		{"further sheets", xlsx(t, "", inline(1, "a note"), inline(1, "mail", "id")+inline(2, "a@x", "1"), inline(1, "mail", "id"), ""), "XLSX",
			[]string{"dn=|mail=a@x|id=1|"}, "!only sheet B was read, not C"},
		{"references left out", xlsx(t, "", "<row><c t=\"inlineStr\"><is><t>mail</t></is></c></row><row><c t=\"inlineStr\"><is><t>a@x</t></is></c></row>"), "XLSX", []string{"dn=|mail=a@x|"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustReadTable(t, test.data)
			if r.Format != test.format || !slices.Equal(r.rows, test.rows) || r.notes() != test.notes || len(r.errs) > 0 {
				t.Errorf("format %s\nrows\n%s\nwant\n%s\nnotes\n%s\nerrors %q", r.Format, strings.Join(r.rows, "\n"), strings.Join(test.rows, "\n"), r.notes(), r.errs)
			}
		})
	}
	r := mustReadTable(t, xlsx(t, "", inline(5, "mail", "id")+inline(9, "a@x", "1")))
	if r.noFault(t); !slices.Equal(r.lines, []int{9}) || r.Encoding != "UTF-8" {
		t.Errorf("lines %d, encoding %s", r.lines, r.Encoding)
	}
}

// What is wrong with a workbook is said when it is opened, or at the row.
func TestXLSXFaults(t *testing.T) {
	const head = `<row r="1"><c r="A1" t="inlineStr"><is><t>mail</t></is></c></row>`
	for _, test := range []struct{ name, data, want string }{
		{"DOCTYPE", xlsx(t, `<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>`, head), "users.ldf: the workbook has a document type declaration"},
		{"entity", xlsx(t, "", `<row><c t="str"><v>&lol;</v></c></row>`), "users.ldf: sheet A: the workbook is damaged: invalid character entity &lol;"},
		{"name", xlsx(t, "", "<a\xff/>"), `users.ldf: sheet A: the workbook is damaged: invalid XML name: a\xff`},
		{"nothing wanted", xlsx(t, "", inline(1, "a", "b")), "users.ldf: no sheet of this workbook has a header"},
		{"no sheets", packed(t, file{"xl/workbook.xml", "<workbook/>"}, file{"xl/_rels/workbook.xml.rels", "<Relationships/>"}), "users.ldf: the workbook is damaged"},
		{"no relationships", packed(t, file{"xl/workbook.xml", "<workbook/>"}), "users.ldf: the workbook is damaged"},
		{"no such text", xlsx(t, "", head+`<row r="2"><c t="s"><v>7</v></c></row>`), "users.ldf:2: the workbook is damaged: there is no text 7"},
		{"columns go back", xlsx(t, "", head+`<row r="2"><c r="B2"/><c r="A2"/></row>`), "users.ldf:2: the workbook is damaged: there is a cell A2"},
		{"rows go back", xlsx(t, "", head+`<row r="3"/><row r="2"/>`), "users.ldf:3: the workbook is damaged: row 2 stands behind row 3"},
		{"XML ends", xlsx(t, "", head+`<row r="2"><c><v>1</v></c></sheetData>`+"<"), "users.ldf:2: the workbook is damaged"},
		{"large cell", xlsx(t, "", head+`<row r="2"><c t="str"><v>`+strings.Repeat("x", maxRecord+1)+`</v></c></row>`), "users.ldf:2: the values of one object take more than 16 MiB"},
		{"endless list of sheets", packed(t, file{"xl/workbook.xml", strings.Repeat(`<sheet name="A" id="1"/>`, 1<<20)}, file{"xl/_rels/workbook.xml.rels", `<Relationship/>`}),
			"users.ldf: the workbook is damaged: its list of sheets takes more than 16 MiB"},
		{"large names", xlsx(t, `<sst><si><t>`+strings.Repeat("x", 1<<20)+`</t></si></sst>`, `<row r="1">`+strings.Repeat(`<c t="s"><v>0</v></c>`, maxSheetColumns)+`</row>`), "users.ldf: no sheet of this workbook has a header"},
		{"Word", packed(t, file{"[Content_Types].xml", ""}, file{"word/document.xml", ""}), "users.ldf: this is a Word document"},
		{"ODS", packed(t, file{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}), "users.ldf: this is an OpenDocument file"},
		{"ZIP", packed(t, file{"users.ldf", oneEntry}), "users.ldf: this is a ZIP archive"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := readFrom(strings.NewReader(test.data), tableOptions)
			got := fmt.Sprint(err)
			if err == nil {
				got = strings.Join(r.errs, "\n")
			}
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if e, ok := err.(*ReadError); ok && e.Hint == "" {
				t.Errorf("no hint what to do about %q", err)
			}
		})
	}
}

// Of very many sheets not each is named, and none is read twice.
func TestXLSXSheets(t *testing.T) {
	head := inline(1, "mail", "id")
	r := mustReadTable(t, xlsx(t, "", slices.Repeat([]string{head}, 40)...))
	if want := "!only sheet A was read, not B, C, D, E, F, G, H, I, J, K and 29 more"; r.notes() != want {
		t.Errorf("notes %q", r.notes())
	}
	r = mustReadTable(t, packed(t, file{"xl/workbook.xml", strings.Repeat(`<sheet name="A" id="1"/>`, 1000)},
		file{"xl/_rels/workbook.xml.rels", `<Relationship Id="1" Target="s.xml"/>`}, file{"xl/s.xml", head + inline(2, "a@x")}))
	if r.noFault(t); len(r.rows) != 1 {
		t.Errorf("rows %q", r.rows)
	}
}

// FuzzXLSX reads anything as the rows and the texts of a workbook.
func FuzzXLSX(f *testing.F) {
	f.Add(`<sst><si><t>mail</t></si></sst>`, `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>`)
	f.Add("", inline(1, "DN", "mail")+inline(2, "CN=a", "a_x000D_@x"))
	f.Fuzz(func(t *testing.T, texts, rows string) {
		r, err := readFrom(strings.NewReader(xlsx(t, texts, rows)), tableOptions)
		if err == nil && (len(r.errs) > r.Skipped || r.Records != len(r.rows)) {
			t.Errorf("%d rows and %d errors, counted %d and %d", len(r.rows), len(r.errs), r.Records, r.Skipped)
		}
	})
}
