package xmlexport_test

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"

	"golang.org/x/text/encoding/charmap"
)

const clixmlUser = `<Obj RefId="0"><Props><S N="DistinguishedName">CN=Jörg,DC=contoso</S><S N="mail">joerg@contoso.com</S></Props></Obj>`

func TestXMLRefused(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"web page", "<!DOCTYPE html>\n<html><body>Sign in to your account</body></html>", "this is a web page, probably a sign-in page"},
		{"web page without type", "\n <html lang=en>", "this is a web page"},
		{"old web page", "<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", "this is a web page"},
		{"other", "<?xml version=\"1.0\"?>\n<gpo/>", "this is XML that is neither CLIXML nor of csexport"},
		{"broken", "<", "neither CLIXML nor"},
	} {
		_, err := exporttest.Read([]byte(test.data), records.Options{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// An error in the XML ends the reading. The objects before it are read.
func TestXMLBroken(t *testing.T) {
	for _, test := range []struct{ name, data, err, note string }{
		{"entity", exporttest.CLIXML(clixmlUser, `<Obj><Props><S N="unicodePwd">&Pa55;</S></Props></Obj>`), "users.ldf:3:37: this is not well-formed XML: invalid character entity; nothing", ""},
		{"ampersand", exporttest.CLIXML(clixmlUser, `<Obj><Props><S N="unicodePwd">a&Pa55 b</S></Props></Obj>`), "users.ldf:3:37: this is not well-formed XML: invalid character entity; nothing", ""},
		{"wrong end", exporttest.CLIXML(clixmlUser, `<Obj><Props></Obj></Props>`), "users.ldf:3:19: an end tag closes an element that is not open", ""},
		{"DOCTYPE", exporttest.CLIXML(clixmlUser, `<!DOCTYPE x [<!ENTITY a "b">]>`), "a document type declaration", ""},
		{"control character", exporttest.CLIXML(clixmlUser, "<Obj><Props><S N=\"mail\">\x01</S></Props></Obj>"), "illegal character code U+0001", ""},
		{"nesting", exporttest.CLIXML(clixmlUser, strings.Repeat("<Obj><LST>", 600)), "elements are nested more than 1000 deep", ""},
		{"long tag", exporttest.CLIXML(clixmlUser, `<Obj N="`+strings.Repeat("x", 70<<10)+`">`), "a tag takes more than 64 KiB", ""},
		{"many attributes", exporttest.CLIXML(clixmlUser, `<Obj `+strings.Repeat(`a="" `, 20<<10)+`>`), "a tag takes more than 64 KiB", ""},
		{"not UTF-8", exporttest.CLIXML(clixmlUser, "<Obj><Props><S N=\"mail\">\xff</S></Props></Obj>"), "the text is not in the encoding that the file has so far", ""},
		{"cut in a tag", exporttest.CLIXML(clixmlUser) + "<Objs><Ob", "", "!4: the file ends before the end of its XML: it is cut"},
		{"cut in a value", exporttest.CLIXML(clixmlUser) + "<Objs>\n<Obj><Props><S N=\"mail\">a", "", "!5: the file ends inside the element S: it is cut, and the object there is not read"},
		{"cut after an object", strings.TrimSuffix(exporttest.CLIXML(clixmlUser), "</Objs>\n"), "", "!3: the file ends before the end of its XML: it is cut"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := exporttest.MustRead(t, []byte(test.data), records.Options{})
			errs := strings.Join(r.Errs, "\n")
			if len(r.Rows) != 1 || r.NoteTexts() != test.note || !strings.Contains(errs, test.err) || (errs == "") != (test.err == "") || !r.Incomplete() {
				t.Errorf("%d rows, notes %q, errors %q", len(r.Rows), r.NoteTexts(), r.Errs)
			}
		})
	}
}

// An object with an error is skipped, and those after it are read.
func TestXMLObjectBroken(t *testing.T) {
	large := `<Obj><Props><S N="mail">` + strings.Repeat("x", 9<<20) + `</S><S N="displayName">` + strings.Repeat("x", 9<<20) + `</S></Props></Obj>`
	for _, test := range []struct{ name, object, want string }{
		{"Base64", "<Obj><Props>\n<BA N=\"mail\">A</BA></Props></Obj>", "users.ldf:4: the value is not Base64"},
		{"NUL", "<Obj><Props><S N=\"mail\">a_x0000_</S></Props></Obj>", "users.ldf:3: NUL in a text value"},
		{"byte", "<Obj><Props><Obj N=\"mail\"><LST><By>256</By></LST></Obj></Props></Obj>", "users.ldf:3: a byte is not a number from 0 to 255"},
		{"size", large, "the values of one object take more than 16 MiB"},
	} {
		r := exporttest.MustRead(t, []byte(exporttest.CLIXML(clixmlUser, test.object, clixmlUser)), records.Options{})
		if len(r.Rows) != 2 || len(r.Errs) != 1 || !strings.HasPrefix(r.Errs[0], "users.ldf:") || !strings.Contains(r.Errs[0], test.want) {
			t.Errorf("%s: %d rows, errors %q", test.name, len(r.Rows), r.Errs)
		}
	}
}

func TestXMLEncoding(t *testing.T) {
	const declared = `<?xml version="1.0" encoding="%s"?>` + "\n"
	far := strings.Repeat("<Obj/>", 20<<10) // so long that New does not see what follows
	latin := func(s string) string {
		out, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	document := exporttest.CLIXML(clixmlUser)
	for _, test := range []struct{ name, data, option, encoding string }{
		{"UTF-8", document, "", "UTF-8"},
		{"UTF-8 with mark", "\ufeff" + document, "", "UTF-8"},
		{"declared UTF-8", fmt.Sprintf(declared, "utf-8") + document, "", "UTF-8"},
		{"UTF-16", string(exporttest.Encode(t, exporttest.UTF16LEBOM, document)), "", "UTF-16LE"},
		{"declared UTF-16", string(exporttest.Encode(t, exporttest.UTF16LEBOM, fmt.Sprintf(declared, "utf-16")+document)), "", "UTF-16LE"},
		{"declared code page", latin(fmt.Sprintf(declared, "Windows-1252") + document), "", "windows-1252"},
		{"declared code page, and another choice of the user", latin(fmt.Sprintf(declared, "ISO-8859-2") + document), "windows-1252", "windows-1252"},
		{"code page", latin(document), "", "windows-1252"},
		{"code page far away", latin(exporttest.CLIXML(far, clixmlUser)), "", "windows-1252"},
		{"code page chosen by the user", latin(document), "1252", "windows-1252"},
	} {
		r := exporttest.MustRead(t, []byte(test.data), records.Options{Encoding: test.option})
		if len(r.Rows) != 1 || !strings.HasPrefix(r.Rows[0], "dn=CN=Jörg,DC=contoso|") || r.Encoding != test.encoding {
			t.Errorf("%s: %s: %q, errors %q", test.name, r.Encoding, r.Rows, r.Errs)
		}
	}
}

// The offset of a record is that of its object, except in UTF-16.
func TestXMLOffset(t *testing.T) {
	latin, _ := charmap.Windows1252.NewEncoder().String(exporttest.CLIXML(clixmlUser, clixmlUser))
	for _, data := range []string{exporttest.CLIXML(clixmlUser, "  "+clixmlUser), "\ufeff" + exporttest.CLIXML(clixmlUser, clixmlUser), "#< CLIXML\r\n" + exporttest.CLIXML(clixmlUser+clixmlUser), latin} {
		f, err := exportfile.New("x", iotest.HalfReader(strings.NewReader(data)), records.Options{Attributes: exporttest.DefaultAttributes})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for record, err := range f.All() {
			if err != nil {
				t.Fatal(err)
			}
			n++
			if at := data[record.Offset:]; !strings.HasPrefix(at, `<Obj RefId`) || strings.Count(data[:record.Offset], "\n") != record.Line-1 {
				t.Errorf("%.20q: line %d, offset %d: %.20q", data, record.Line, record.Offset, at)
			}
		}
		if n != 2 {
			t.Errorf("%.20q: %d records", data, n)
		}
	}
}

// Wherever a file is cut, the records before the cut are read, and the file is
// incomplete.
func TestXMLCut(t *testing.T) {
	for _, name := range []string{"clixml/aduser.txtar", "csexport/directory.txtar"} {
		data := exporttest.GoldenInput(t, name)
		whole := exporttest.MustRead(t, data, exporttest.GoldenOptions)
		for n := 120; n < len(data)-20; n += 7 {
			r, err := exporttest.Read(data[:n], exporttest.GoldenOptions)
			if err != nil {
				t.Fatalf("%s: %d: %v", name, n, err)
			}
			if len(r.Rows) > len(whole.Rows) || !slices.Equal(r.Rows, whole.Rows[:len(r.Rows)]) || !strings.Contains(r.NoteTexts(), "it is cut") {
				t.Fatalf("%s: %d octets: %q, notes %q, errors %q", name, n, r.Rows, r.NoteTexts(), r.Errs)
			}
		}
	}
}

// Memory does not grow with a value, a tag or the file.
func TestXMLMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of megabytes")
	}
	for _, test := range []struct{ name, start, repeated string }{
		{"one value", `<Objs ><Obj><Props><S N="mail">`, "x"},
		{"one tag", `<Objs ><Obj N="`, "x"},
		{"a comment", `<Objs ><!-- `, "x"},
		{"white space", `<Objs >`, " "},
		{"empty values", `<Objs ><Obj><Props>`, `<Nil N="mail"/>`},
		{"entities", `<Objs ><Obj><Props><S N="mail">`, `&lt;`},
		{"nested lists", `<Objs ><Obj><Props>`, `<Obj N="mail" RefId="1"><LST>`},
		{"types", `<Objs >`, `<Obj><TN RefId="1"><T>x</T></TN></Obj>`},
	} {
		src := io.MultiReader(strings.NewReader(test.start), exporttest.RepeatReader(test.repeated, 24<<20))
		if peak := exporttest.PeakMemory(t, src); peak > 150<<20 {
			t.Errorf("%s: %d MiB", test.name, peak>>20)
		}
	}
}

func FuzzXML(f *testing.F) {
	for _, name := range []string{"clixml/aduser.txtar", "clixml/graph.txtar", "clixml/page.txtar", "csexport/cloud.txtar", "csexport/directory.txtar"} {
		f.Add(exporttest.GoldenInput(f, name))
	}
	f.Add(exporttest.Encode(f, exporttest.UTF16LEBOM, exporttest.CLIXML(clixmlUser)))
	f.Fuzz(exporttest.CheckPieces)
}

func TestXMLCorpus(t *testing.T) {
	const dir = "../../../shared/corpus/_constructed/"
	for name, want := range map[string]string{
		"Get-ADUser-Export-Clixml.utf16le.xml": "CLIXML (Get-ADUser)", "csexport-fx.xml": "csexport XML",
	} {
		data, err := os.ReadFile(dir + name)
		if err != nil {
			t.Skip(err)
		}
		if r := exporttest.MustRead(t, data, exporttest.GoldenOptions); r.Format != want || len(r.Rows) != 1 || len(r.Errs) > 0 {
			t.Errorf("%s: %s: %q, errors %q", name, r.Format, r.Rows, r.Errs)
		}
	}
}

// Each file holds an export and everything that is read from it.
func TestGolden(t *testing.T) { exporttest.Golden(t, "*/*.txtar") }

// Names may be spelt in any number of ways, and count for the memory limit as
// values do.
func TestLongNames(t *testing.T) {
	if testing.Short() {
		t.Skip("reads tens of megabytes")
	}
	property := `<S N="mail` + strings.Repeat("-", 50_000) + `">a@x</S>`
	r := exporttest.MustRead(t, []byte("<Objs><Obj><Props>"+strings.Repeat(property, 400)+"</Props></Obj></Objs>"), exporttest.GoldenOptions)
	if len(r.Errs) != 1 || !strings.HasSuffix(r.Errs[0], records.ErrTooLarge.Error()) {
		t.Errorf("%d rows, errors %q", len(r.Rows), r.Errs)
	}
}
