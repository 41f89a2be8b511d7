package jsonexport_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"hardmatch/exportfile"
	"hardmatch/exportfile/encoding"
	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/jsonexport"
	"hardmatch/exportfile/records"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"hardmatch/hint"
)

// A value becomes one field for each text in it.
func TestJSONValues(t *testing.T) {
	for value, want := range map[string]string{
		`"a@x"`: "=a@x", `""`: "=", `null`: "=", `true`: "=true", `false`: "=false", `-1.50e3`: "=-1.50e3", `0`: "=0",
		`"O\u0027Brien\\\/\""`: `=O'Brien\/"`, `"\ud83d\ude00"`: "=😀", `"\ud83d"`: "=\ufffd", `"a\u0000b"`: "=a\x00b",
		`[]`: "=", "[\r\n\r\n]": "=", `["a"]`: "=a", `["a","b"]`: "=a|mail=b", `["a",null,"",true,7]`: "=a|mail=|mail=|mail=true|mail=7", `[null]`: "=",
		`[104,105]`: "::=hi", `[0]`: "::=\x00", `[ 255 , 1 ]`: "::=\xff\x01", `[256]`: "=256", `[104,256]`: "=104|mail=256", `[1.5]`: "=1.5", `[-1]`: "=-1", `[1,"a"]`: "=1|mail=a", `["1"]`: "=1", `[1e1]`: "=1e1",
		`[[1],[ 2]]`: "=[1]|mail=[ 2]", `[{"a": 1},{}]`: `={"a": 1}|mail={}`, `{"a": "\u0027"}`: `={"a": "\u0027"}`, `{}`: "=", "{ \r\n }": "=",
		`{"value":["a","b"],"Count":2}`: "=a|mail=b", `{"value":[],"Count":0}`: "=", `{"value":[104,105],"Count":2}`: "::=hi", `{"value":"a"}`: `={"value":"a"}`,
		`{"value":"\/Date(1605771872777)\/","DisplayHint":2,"DateTime":"x"}`: "=2020-11-19T07:44:32.777Z", `"\/Date(1605771872777+0200)\/"`: "=2020-11-19T07:44:32.777Z", `"/Date(1605771872777)/"`: "=/Date(1605771872777)/",
		`{"BinaryLength":28,"AccountDomainSid":{"Value":"S-1-5"},"Value":"S-1-5-7"}`: "=S-1-5-7", `{"BinaryLength":28}`: `={"BinaryLength":28}`,
		`{"value":{"value":"a","Count":1},"Count":1}`: `={"value":"a","Count":1}`, `[{"value":"SMTP:a@x","category":"PropertyConflict"}]`: `={"value":"SMTP:a@x","category":"PropertyConflict"}`,
		`"System.Object[]"`: ":<=", `["@{value=x; category=y}"]`: ":<=", `"2022-06-27T10:29:29.0922053Z"`: "=2022-06-27T10:29:29.0922053Z",
	} {
		r := exporttest.MustRead(t, []byte(`{"mail":`+value+`,"objectClass":"user"}`), records.Options{})
		if want = "dn=|mail" + want + "|objectClass=user|"; !slices.Equal(r.Rows, []string{want}) || len(r.Errs) > 0 {
			t.Errorf("%s: rows %q, want %q; errors %q", value, r.Rows, want, r.Errs)
		}
	}
}

// The distinguished name is not among the fields.
func TestJSONNames(t *testing.T) {
	for value, want := range map[string]string{`"CN=a\\, b,DC=x"`: `CN=a\, b,DC=x`, `null`: "", `{"a":1}`: "", `["CN=a"]`: "CN=a"} {
		for _, name := range []string{"DistinguishedName", "dn", `\u0064n`} {
			r := exporttest.MustRead(t, []byte(`{"`+name+`":`+value+`,"mail":"a@x"}`), records.Options{})
			if want := "dn=" + want + "|mail=a@x|"; !slices.Equal(r.Rows, []string{want}) {
				t.Errorf("%s %s: rows %q, want %q", name, value, r.Rows, want)
			}
		}
	}
	r := exporttest.MustRead(t, []byte(`{"m\u0061il":"a","MAIL":"b","mail":null,"Mail ":"c"}`), records.Options{})
	if !slices.Equal(r.Rows, []string{"dn=|mail=a|mail=b|mail=|mail=c|"}) {
		t.Errorf("rows %q", r.Rows)
	}
}

// Notes state what a file shows about its completeness.
func TestJSONNotes(t *testing.T) {
	const users, groups, next = `"@odata.context":"https://x/$metadata#users"`, `"@odata.context":"https://x/$metadata#groups"`, `,"@odata.nextLink":"https://x"`
	const one = `,"value":[{"id":"1","mail":"a@x"}]`
	list := func(n int) string { return "[" + strings.Repeat(`{"mail":"a@x"},`, n-1) + `{"mail":"b@x"}]` }
	const more = "this is one page of several: the answer continues at @odata.nextLink"
	const full = "the file holds exactly %d objects, as many as one page of Microsoft Graph: objects may be missing"
	for _, test := range []struct{ name, data, notes string }{
		{"whole", "{" + users + one + "}", ""},
		{"more", "{" + users + next + one + "}", "!1: " + more},
		{"link after the list", "{" + users + one + next + "}", "!1: " + more},
		{"context after the list", "{" + `"value":[{"mail":"a@x"}]` + next + "," + users + "}\n{" + users + one + "}", ""},
		{"no link", "{" + users + one + `,"@odata.nextLink":null}`, ""},
		{"series", "{" + users + next + one + "}{" + users + next + one + "}\n{" + users + one + "}", ""},
		{"series cut", "{" + users + next + one + "}\n{" + users + next + one + "}", "!2: " + more},
		{"other set", "{" + users + next + one + "}\n{" + groups + one + "}", "!1: " + more},
		{"sets in turns", "{" + users + next + one + "}{" + groups + next + one + "}{" + users + one + "}{" + groups + one + "}", ""},
		{"without context", `{"value":[{"mail":"a"}],"@odata.nextLink":"x"}{"value":[{"mail":"b"}]}`, ""},
		{"sets by name", `{"users":{"@odata.nextLink":"x","value":[{"mail":"a"}]},"groups":{"value":[{"mail":"b"}]}}`, "!1: " + more},
		{"wrapped pages", `{"value":[{"value":[{"mail":"a"}],"@odata.nextLink":"x"}],"Count":1}`, "!1: " + more},
		{"link of a named list", `{"users":[{"mail":"a"}],"users@odata.nextLink":"x"}`, "!1: " + more},
		{"counts", "{" + users + `,"@odata.count":1` + one + "}", ""},
		{"counts more", "{" + users + `,"@odata.count":3` + one + "}", "!1: the file states that it has 3 objects here, but holds 1"},
		{"counts less", "{" + users + `,"@odata.count":0` + one + "}", "1: the file states that it has 0 objects here, but holds 1"},
		{"counts all pages", "{" + users + next + `,"@odata.count":2` + one + "}\n{" + users + one + "}", ""},
		{"counts more pages", "{" + users + next + `,"@odata.count":3` + one + "}\n{" + users + one + "}", "!1: the file states that it has 3 objects here, but holds 2"},
		{"more of a count", "{" + users + next + `,"@odata.count":3` + one + "}", "!1: " + more + ", 1 of 3 objects are here"},
		{"counts as text", "{" + users + `,"@odata.count":"3"` + one + "}", ""},
		{"length", `{"value":[{"mail":"a@x"},{"mail":"b@x"}],"Count":2}`, ""},
		{"other length", `{"value":[{"mail":"a@x"}],"Count":2}`, "!1: the file states that it has 2 objects here, but holds 1"},
		{"hundred", list(100), "1: " + fmt.Sprintf(full, 100)},
		{"hundred and one", list(101), ""},
		{"999", `{"value":` + list(999) + "}", "1: " + fmt.Sprintf(full, 999)},
		{"thousand lines", strings.Repeat("{\"mail\":\"a\"}\n", 1000), fmt.Sprintf(full, 1000)},
		{"hundred in a page", "{" + users + `,"value":` + list(100) + "}", ""},
		{"hundred in a snapshot", `{"schema":"hardmatch.snapshot/1","users":` + list(100) + "}", ""},
		{"hundred counted", `{"@odata.count":100,"value":` + list(100) + "}", ""},
		{"delta", "{" + users + one + `,"@odata.deltaLink":"x"}`, "1: the file is the answer to a delta query, which may hold no more than the changes since an earlier one"},
		{"removed", "{" + users + `,"value":[{"mail":"a@x"},{"id":"2","@removed":{"reason":"deleted"}}]}`, "1: 1 object is marked as @removed and left out: the file holds the changes since an earlier export"},
		{"error", `{"error":{"code":"x","message":"no\u001b[2J."}}`, `!1: the request failed with x: no\x1b[2J; objects are missing`},
		{"error of one", `{"mail":"a@x","error":"none"}`, ""},
		{"nothing", "[]", ""}, {"null", "null", ""}, {"null and NUL", "null\r\n\x00", ""}, {"nulls", "[null,null]", ""},
		{"end of DOS", `{"mail":"a@x"}` + "\x1a", ""}, {"NUL at the end", `{"mail":"a@x"}` + "\r\n\x00", ""}, {"marks between", "{\"mail\":\"a\"}\n\ufeff{\"mail\":\"b\"}", ""},
		{"cut", `{"mail":"a@x"}` + "\n" + `[{"mail":"b@x`, "!2: the file ends inside a JSON value, in column 14: it is cut"},
		{"cut after a comma", `[{"mail":"b@x"},`, "!1: the file ends inside a JSON value, in column 17: it is cut"},
		{"cut in a number", `{"mail":1`, "!1: the file ends inside a JSON value, in column 10: it is cut"},
		{"nothing wanted", `{"x":1}`, "the records hold none of the attributes that hardmatch reads"},
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
				if n.Hint.IsZero() {
					t.Errorf("%q has no hint", n.Text)
				}
			}
		})
	}
}

// JSON is recognised by its first octets. A console prompt in brackets is not JSON.
func TestJSONRecognised(t *testing.T) {
	for _, text := range []string{`{"mail":"a"}`, ` [ { "mail":"a"}]`, "\ufeff[]", "{", "[", "null", "null\n\x00", `[["a"]]`, `["a"]`, "HTTP/1.1 200 OK\r\nX: y\r\n\r\n{}", "HTTP/2 200\n[]"} {
		if r, err := exporttest.Read([]byte(text), records.Options{}); err != nil || !strings.HasPrefix(r.Format, "JSON") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"[dc1]: PS C:\\> Get-ADUser\n", "[10.0.0.1]: PS C:\\>\n", "[PS] C:\\>Get-Mailbox\n", "nullable", "HTTP/1.1 200 OK\n\n<html>", "[1,2]", "// x\n{}"} {
		if r, err := exporttest.Read([]byte(text), records.Options{}); err == nil && strings.HasPrefix(r.Format, "JSON") {
			t.Errorf("%q is JSON", text)
		}
	}
	for _, text := range []string{"\x1b[1;39m[\n  \x1b[1;39m{", "[\n  {\n    \x1b[94m\"id\"\x1b[39;49;00m: ", "\x1b[0m{"} {
		if _, err := exporttest.Read([]byte(text), records.Options{}); err == nil || !strings.Contains(err.Error(), "the colours of a terminal") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Results of hardmatch often lie beside the exports, and *.json matches them, too.
func TestOwnResults(t *testing.T) {
	for _, kind := range []string{"plan", "report", "explain", "convert", "graphBatch"} {
		_, err := exporttest.Read([]byte("{\n  \"schema\": \"hardmatch."+kind+"/1\",\n  \"steps\": []}"), records.Options{})
		if err == nil || !strings.Contains(err.Error(), "this is a "+kind+" that hardmatch wrote") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// The line and offset of an object lead to it in the file.
func TestJSONPositions(t *testing.T) {
	for _, text := range []string{"[\n {\"mail\":\"ä\"},\r\n {\"x\":[\n1],\n\"mail\":\"b\"}]\n{\"mail\":\"c\"}", "\ufeff{\"value\":[{\"mail\":\"a\"}]}"} {
		f, err := exportfile.New("x.json", strings.NewReader(text), records.Options{Attributes: exporttest.DefaultAttributes})
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range f.All() {
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(text[r.Offset:], `{"`) || 1+strings.Count(text[:r.Offset], "\n") != r.Line {
				t.Errorf("%q: line %d, offset %d", text, r.Line, r.Offset)
			}
			if field := r.Fields[0]; !strings.Contains(strings.Split(text, "\n")[field.Line-1], string(field.Value)) {
				t.Errorf("%q is not on line %d", field.Value, field.Line)
			}
		}
	}
}

// The same objects are read from every encoding, even if the text of a code page
// contains escapes.
func TestJSONEncodings(t *testing.T) {
	text := `[{"displayName":"Jürgen O\u0027Neill \u20ac","x":"straße"},` + "\r\n" + `{"displayName":"Zoë"}]` + "\r\n"
	want := []string{"dn=|displayName=Jürgen O'Neill €|", "dn=|displayName=Zoë|"}
	utf8BOM := []byte("\xef\xbb\xbf" + text)
	for name, data := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with BOM": utf8BOM, "windows-1252": exporttest.Encode(t, charmap.Windows1252, text), "cp850": exporttest.Encode(t, charmap.CodePage850, text),
		"UTF-16": exporttest.Encode(t, exporttest.UTF16LEBOM, text), "UTF-16 without BOM": exporttest.Encode(t, exporttest.UTF16LE, text),
		"UTF-16BE": exporttest.Encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text),
	} {
		if r := exporttest.MustRead(t, data, records.Options{}); !slices.Equal(r.Rows, want) || len(r.Errs) > 0 {
			t.Errorf("%s: rows %q, errors %q, %s", name, r.Rows, r.Errs, r.Encoding)
		}
	}
	for name, data := range map[string][]byte{
		"joined":  slices.Concat([]byte(text), exporttest.Encode(t, charmap.Windows1252, text), []byte(text)),
		"pasted":  slices.Concat([]byte(text), exporttest.Encode(t, exporttest.UTF16LE, text)),
		"pasted2": slices.Concat([]byte(text), exporttest.Encode(t, exporttest.UTF16LEBOM, text)),
	} {
		r := exporttest.MustRead(t, data, records.Options{})
		if !slices.Equal(r.Rows, want) || len(r.Errs) != 1 || !r.Incomplete() {
			t.Errorf("%s: rows %q, errors %q", name, r.Rows, r.Errs)
		}
	}
}

// Prompts and warnings of a console around JSON are skipped.
func TestJSONConsole(t *testing.T) {
	const ada = "[{\"mail\":\"a@x\"}]\n"
	for _, text := range []string{
		"PS C:\\> Get-MgUser -All | ConvertTo-Json\n" + ada + "PS C:\\> ",
		"WARNING: This command is in preview.\n\n" + ada,
		ada + "WARNING: Resulting JSON is truncated as serialization has exceeded the set depth of 2.\n",
		"\n*Evil-WinRM* PS C:\\Users> Get-ADUser x | ConvertTo-Json\n" + ada + "*Evil-WinRM* PS C:\\Users> " + strings.Repeat("x", 100_000),
	} {
		for _, src := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			r, err := exporttest.ReadFrom(src, records.Options{})
			if err != nil || !slices.Equal(r.Rows, []string{"dn=|mail=a@x|"}) || len(r.Errs) > 0 || r.NoteTexts() != "" {
				t.Errorf("%.80q: %v, %+v", text, err, r)
			}
		}
	}
}

// The hint for a fault depends on its position.
func TestJSONHints(t *testing.T) {
	for text, want := range map[string]hint.Code{
		`{"mail":"a@x"} x`: hint.ExportAgain, `{"mail":a}`: hint.ExportAgain, `[{"mail":a}]`: hint.ExportRestLost,
		"{\"mail\":\"a@x\"}\n" + strings.Repeat(" ", 512) + "{\x00": hint.SplitEncodings, `["a"]`: hint.ExportObjects, "[{\"mail\":\"a\"}]\r\n\xff\xfe{": hint.SplitEncodings,
	} {
		f, err := exportfile.New("x.json", strings.NewReader(text), records.Options{Attributes: exporttest.DefaultAttributes})
		if err != nil {
			t.Fatal(err)
		}
		var got []hint.Code
		for _, err := range f.All() {
			var fault *records.ReadError
			if errors.As(err, &fault) {
				got = append(got, fault.Hint.Code)
			}
		}
		if !slices.Contains(got, want) {
			t.Errorf("%q: hints %q, want %q", text, got, want)
		}
	}
}

// The syntax of a record is checked in the same way, whether a value is wanted or
// not.
func TestJSONSyntaxInRecord(t *testing.T) {
	for _, test := range jsonexport.Texts {
		for _, name := range []string{"mail", "unwanted", "distinguishedName", "value", "@odata.context", "@odata.count", "@odata.type", "error", "additionalProperties", "proxyAddresses"} {
			if strings.Contains(test.Text, "\x00") {
				continue // only UTF-16 has those
			}
			text := `{"x":1,"` + name + `":` + test.Text + `}`
			r := exporttest.MustRead(t, []byte(text), records.Options{})
			whole := !strings.Contains(strings.Join(r.Errs, "")+r.NoteTexts(), "found octet") && !strings.Contains(r.NoteTexts(), "is cut")
			for _, e := range r.Errs {
				whole = whole && (!strings.Contains(e, "found ") || strings.Contains(e, "expected an object"))
			}
			if whole != json.Valid([]byte(text)) {
				t.Errorf("%s: errors %q, notes %q", text, r.Errs, r.NoteTexts())
			}
		}
	}
}

// Brackets may nest, but only to a limit.
func TestJSONDepth(t *testing.T) {
	for _, test := range []struct {
		depth int
		want  string
	}{{jsonexport.MaxDepth - 2, ""}, {jsonexport.MaxDepth - 1, "nested deeper than 1000 brackets"}, {1 << 20, "nested deeper than 1000 brackets"}} {
		for _, brackets := range []string{"[]", "{}"} {
			open := strings.ReplaceAll(brackets[:1], "{", `{"data":`)
			text := `[{"x":` + strings.Repeat(open, test.depth) + "0" + strings.Repeat(brackets[1:], test.depth) + "}]"
			r := exporttest.MustRead(t, []byte(text), records.Options{})
			if got := strings.Join(r.Errs, ""); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
				t.Errorf("%d of %s: errors %q", test.depth, brackets, r.Errs)
			}
			text = `{"mail":"a@x"}` + "\n" + strings.Repeat(open, test.depth)
			r = exporttest.MustRead(t, []byte(text), records.Options{})
			if len(r.Rows) != 1 || !r.Incomplete() {
				t.Errorf("%d of %s, open: rows %q, errors %q", test.depth, brackets, r.Rows, r.Errs)
			}
		}
	}
}

// checkAgainstJSON fails the test if encoding/json and the reader disagree about
// whether a file is valid.
func checkAgainstJSON(t *testing.T, data []byte, r *exporttest.Reading) {
	t.Helper()
	if bytes.ContainsAny(data, "\x00\x1a") || bytes.Contains(data, []byte("HTTP")) || bytes.Contains(data, []byte(encoding.BOM)) || bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > jsonexport.MaxDepth {
		return
	}
	var err error
	for d := json.NewDecoder(bytes.NewReader(data)); err == nil; {
		var value json.RawMessage
		err = d.Decode(&value)
	}
	faults := slices.DeleteFunc(slices.Clone(r.Errs), func(e string) bool { return strings.Contains(e, "expected an object") || strings.Contains(e, "UTF-8") })
	if reported := len(faults) > 0 || strings.Contains(r.NoteTexts(), "it is cut"); reported != (err != io.EOF) {
		t.Errorf("%q: encoding/json returns %v, errors are %q, notes %q", data, err, r.Errs, r.NoteTexts())
	}
}

// An object that is too large costs only that object.
func TestJSONTooLarge(t *testing.T) {
	large := strings.Repeat("x", records.MaxRecord+1)
	const small = `{"mail":"a@x"}`
	for name, object := range map[string]string{
		"value": `{"mail":"` + large + `"}`, "values": `{"mail":["` + strings.Repeat(`a","`, records.MaxRecord/16) + `"]}`,
		"name": `{"` + large + `":1,"mail":"b"}`, "object": `{"mail":{"x":"` + large + `"}}`, "number": `{"mail":` + strings.Repeat("1", records.MaxRecord+1) + `}`,
	} {
		r := exporttest.MustRead(t, []byte("["+small+","+object+","+small+"]"), records.Options{})
		if len(r.Rows) != 2 || len(r.Errs) != 1 || !strings.HasPrefix(r.Errs[0], "users.ldf:1:") || !strings.Contains(r.Errs[0], "more than 16 MiB") {
			t.Errorf("%s: %d rows, errors %.300q", name, len(r.Rows), r.Errs)
		}
	}
	r := exporttest.MustRead(t, []byte(`[{"x":"`+large+`","y":{"`+large+`":["`+large+`"]},"mail":"a@x"}]`), records.Options{})
	if r.CheckComplete(t); !slices.Equal(r.Rows, []string{"dn=|mail=a@x|"}) {
		t.Errorf("%d rows", len(r.Rows))
	}
}

// manyNames reads as the members of an object, all with different names.
type manyNames struct {
	left int
	rest []byte
}

func (m *manyNames) Read(p []byte) (int, error) {
	for ; len(m.rest) < len(p) && m.left > 0; m.left-- {
		m.rest = fmt.Appendf(m.rest, `"name %d":1,`, m.left)
	}
	n := copy(p, m.rest)
	if m.rest = append(m.rest[:0], m.rest[n:]...); n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Repeated text of any kind does not need more memory.
func TestJSONMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of megabytes")
	}
	const size = 150 << 20
	const names = 3_000_000
	for name, file := range map[string]struct{ head, body string }{
		"names":          {`[{`, ""},
		"skipped text":   {`[{"x":"`, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		"wanted text":    {`[{"mail":"`, `\u0041xxxxxxxxxxxxxxxxxxxxxxxx`},
		"wanted list":    {`[{"mail":[`, `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",`},
		"wanted numbers": {`[{"mail":[`, `255,`},
		"name":           {`[{"`, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
		"member":         {`[{`, `"mail":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",`},
		"brackets":       {``, `[{"value":`},
		"blanks":         {`[`, "                                \n"},
		"digits":         {`[{"mail":`, "1111111111111111111111111111111"},
		"nulls":          {`[`, "null,null,null,null,null,null,null,"},
		"faults":         {`[`, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"},
		"contexts":       {`[`, `{"@odata.context":"https://x/$metadata#users","@odata.nextLink":"x","value":[]},`},
	} {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var body io.Reader = exporttest.RepeatReader(file.body, size)
			if file.body == "" {
				body = &manyNames{left: names}
			}
			src := io.MultiReader(strings.NewReader(file.head), body)
			f, err := exportfile.New("x.json", src, records.Options{Attributes: exporttest.DefaultAttributes})
			if err != nil {
				t.Fatal(err)
			}
			for range f.All() {
			}
			runtime.ReadMemStats(&after)
			if grown := after.Sys - before.Sys; grown > 120<<20 || !f.Incomplete() {
				t.Errorf("took %d MiB, incomplete is %v", grown>>20, f.Incomplete())
			}
		})
	}
}

// Records like earlier ones need no allocation.
func TestJSONAllocations(t *testing.T) {
	cost := func(n int) float64 {
		data := graphPage(n)
		return testing.AllocsPerRun(3, func() {
			f, _ := exportfile.New("x.json", bytes.NewReader(data), records.Options{Attributes: graphNames})
			for range f.All() {
			}
		})
	}
	if few, many := cost(10), cost(2000); many > few+5 {
		t.Errorf("%v allocations for 10 records, %v for 2000", few, many)
	}
}

// A consumer that leaves the loop is not called again.
func TestJSONLeft(t *testing.T) {
	const text = `[{"mail":"a"},7,{"mail":"b"},{"mail":"c",}` + "\n" + `{"mail":"d"}`
	for stop := 1; stop <= 5; stop++ {
		f, err := exportfile.New("x.json", strings.NewReader(text), records.Options{Attributes: exporttest.DefaultAttributes})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for range f.All() {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("left after %d of %d", n, stop)
		}
	}
}

// A failing source is not the end of the file.
func TestJSONSource(t *testing.T) {
	text := `{"@odata.context":"https://x/$metadata#users","value":[{"mail":"a"},{"mail":"b"}]}`
	for at := 1; at < len(text); at++ {
		broken := errors.New("the cable is cut")
		r, err := exporttest.ReadFrom(exporttest.FailingReader([]byte(text)[:at], broken), records.Options{})
		if err != nil || len(r.Errs) != 1 || !strings.Contains(r.Errs[0], broken.Error()) || !r.Incomplete() {
			t.Errorf("after %d octets: %v, %+v", at, err, r)
		}
	}
}

// Any file gives the same result in pieces of any size. Each part of it is a
// record, is reported as missing, or does not matter.
func FuzzJSON(f *testing.F) {
	for _, test := range jsonexport.Texts {
		f.Add([]byte(`[{"mail":` + test.Text + `}]`))
	}
	for _, text := range []string{"{\"mail\":\"a\"}\n{\"mail\":\n{\"mail\":\"b\"}", "HTTP/1.1 404 x\n\n{}", `{"responses":[{"id":"1","status":404,"body":{"error":{"code":"x"}}}]}`,
		`{"value":[{"mail":{"value":[1,2],"Count":2}}],"Count":1,"@odata.count":2,"@odata.nextLink":"x"}`, `{"users":[{"@removed":{}}],"mail":"a"}`, "{\"displayName\":\"\xfc\\u00fc\"}",
		`{"additionalProperties":{"@odata.type":"#microsoft.graph.user","mail":"\/Date(0)\/"}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := exporttest.Read(data, records.Options{})
		if err != nil || !strings.HasPrefix(r.Format, "JSON") {
			return
		}
		again, err := exporttest.ReadFrom(iotest.OneByteReader(bytes.NewReader(data)), records.Options{})
		if err != nil || !slices.Equal(again.Rows, r.Rows) || !slices.Equal(again.Errs, r.Errs) || again.NoteTexts() != r.NoteTexts() {
			t.Errorf("octet by octet: %v, rows %q and %q, errors %q and %q", err, again.Rows, r.Rows, again.Errs, r.Errs)
		}
		if r.Records != len(r.Rows) || len(r.Errs) != r.Skipped {
			t.Errorf("%d records and %d skipped, but %d and %d came", r.Records, r.Skipped, len(r.Rows), len(r.Errs))
		}
		checkAgainstJSON(t, data, r)
		for _, row := range r.Rows {
			if !utf8.ValidString(row) && !strings.Contains(row, "::=") {
				t.Errorf("row %q is not UTF-8", row)
			}
		}
	})
}

// Each file holds an export and everything that is read from it.
func TestGolden(t *testing.T) { exporttest.Golden(t, "*.txtar") }
