package exportfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"hardmatch/exportfile/encoding"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
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
		r := mustRead(t, []byte(`{"mail":`+value+`,"objectClass":"user"}`), Options{})
		if want = "dn=|mail" + want + "|objectClass=user|"; !slices.Equal(r.rows, []string{want}) || len(r.errs) > 0 {
			t.Errorf("%s: rows %q, want %q; errors %q", value, r.rows, want, r.errs)
		}
	}
}

// The name of an object stands by itself.
func TestJSONNames(t *testing.T) {
	for value, want := range map[string]string{`"CN=a\\, b,DC=x"`: `CN=a\, b,DC=x`, `null`: "", `{"a":1}`: "", `["CN=a"]`: "CN=a"} {
		for _, name := range []string{"DistinguishedName", "dn", `\u0064n`} {
			r := mustRead(t, []byte(`{"`+name+`":`+value+`,"mail":"a@x"}`), Options{})
			if want := "dn=" + want + "|mail=a@x|"; !slices.Equal(r.rows, []string{want}) {
				t.Errorf("%s %s: rows %q, want %q", name, value, r.rows, want)
			}
		}
	}
	r := mustRead(t, []byte(`{"m\u0061il":"a","MAIL":"b","mail":null,"Mail ":"c"}`), Options{})
	if !slices.Equal(r.rows, []string{"dn=|mail=a|mail=b|mail=|mail=c|"}) {
		t.Errorf("rows %q", r.rows)
	}
}

func TestTypeOfContext(t *testing.T) {
	for set, want := range map[string]string{
		"users": "user", "users(id,manager(id))": "user", "users/$entity": "user", "users(id)/$entity": "user", "users(id)/$delta": "user", "groups": "group", "contacts": "orgContact", "domains/$entity": "domain",
		"organization": "organization", "directory/onPremisesSynchronization": "onPremisesDirectorySynchronization", "directoryRoles": "directoryRole",
		"roleManagement/directory/roleAssignments": "unifiedRoleAssignment", "roleManagement/directory/roleDefinitions(id)": "unifiedRoleDefinition",
		"roleManagement/directory/roleEligibilitySchedules":         "unifiedRoleEligibilitySchedule",
		"roleManagement/directory/roleEligibilityScheduleInstances": "unifiedRoleEligibilityScheduleInstance",
		"directoryObjects": "", "directoryObjects/microsoft.graph.user": "user", "Collection(microsoft.graph.group)": "group", "Collection(Edm.String)": "string",
		"users('1')/memberOf": "", "users('1')/manager/$entity": "", "groups('1')/members(id)": "", "roleManagement/entitlementManagement/roleAssignments": "roleAssignment", "": "",
		"devices": "device", "servicePrincipals(id)": "servicePrincipal", "auditLogs/signIns": "signIn", "identity/conditionalAccess/policies": "policy", "directory/deletedItems": "",
		"users('1')/authentication/methods": "", "directoryObjects/Microsoft.DirectoryServices.User": "user", "$ref": "", "a b": "", "(": "", ")": "", "users)": "",
	} {
		if got := typeOfContext("https://graph.microsoft.com/v1.0/$metadata#" + set); got != want {
			t.Errorf("%s: got %q, want %q", set, got, want)
		}
	}
	if got := typeOfContext("https://graph.microsoft.com/beta/users?$select=id"); got != "" {
		t.Errorf("without a set: %q", got)
	}
}

// What a file says about its completeness, and what it does not.
func TestJSONNotes(t *testing.T) {
	const users, groups, next = `"@odata.context":"https://x/$metadata#users"`, `"@odata.context":"https://x/$metadata#groups"`, `,"@odata.nextLink":"https://x"`
	const one = `,"value":[{"id":"1","mail":"a@x"}]`
	list := func(n int) string { return "[" + strings.Repeat(`{"mail":"a@x"},`, n-1) + `{"mail":"b@x"}]` }
	const more = "this is one page of several: the answer goes on behind @odata.nextLink"
	const full = "the file holds exactly %d objects, as many as one page of Microsoft Graph: objects may be missing"
	for _, test := range []struct{ name, data, notes string }{
		{"whole", "{" + users + one + "}", ""},
		{"more", "{" + users + next + one + "}", "!1: " + more},
		{"link behind", "{" + users + one + next + "}", "!1: " + more},
		{"context behind", "{" + `"value":[{"mail":"a@x"}]` + next + "," + users + "}\n{" + users + one + "}", ""},
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
		{"counts more", "{" + users + `,"@odata.count":3` + one + "}", "!1: the file says that it has 3 objects here, but holds 1"},
		{"counts less", "{" + users + `,"@odata.count":0` + one + "}", "1: the file says that it has 0 objects here, but holds 1"},
		{"counts all pages", "{" + users + next + `,"@odata.count":2` + one + "}\n{" + users + one + "}", ""},
		{"counts more pages", "{" + users + next + `,"@odata.count":3` + one + "}\n{" + users + one + "}", "!1: the file says that it has 3 objects here, but holds 2"},
		{"more of a count", "{" + users + next + `,"@odata.count":3` + one + "}", "!1: " + more + ", 1 of 3 objects are here"},
		{"counts as text", "{" + users + `,"@odata.count":"3"` + one + "}", ""},
		{"length", `{"value":[{"mail":"a@x"},{"mail":"b@x"}],"Count":2}`, ""},
		{"other length", `{"value":[{"mail":"a@x"}],"Count":2}`, "!1: the file says that it has 2 objects here, but holds 1"},
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
		{"cut behind a comma", `[{"mail":"b@x"},`, "!1: the file ends inside a JSON value, in column 17: it is cut"},
		{"cut in a number", `{"mail":1`, "!1: the file ends inside a JSON value, in column 10: it is cut"},
		{"nothing wanted", `{"x":1}`, "the records hold none of the attributes that hardmatch reads"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustRead(t, []byte(test.data), Options{})
			if r.notes() != test.notes || len(r.errs) > 0 {
				t.Errorf("got\n%s\nwant\n%s\nerrors %q", r.notes(), test.notes, r.errs)
			}
			if r.Incomplete() != strings.Contains(test.notes, "!") {
				t.Errorf("Incomplete is %v", r.Incomplete())
			}
			for _, n := range r.Notes {
				if n.Hint == "" {
					t.Errorf("%q has no hint", n.Text)
				}
			}
		})
	}
}

// JSON is known by its first octets. What a console shows in brackets is none.
func TestJSONRecognised(t *testing.T) {
	for _, text := range []string{`{"mail":"a"}`, ` [ { "mail":"a"}]`, "\ufeff[]", "{", "[", "null", "null\n\x00", `[["a"]]`, `["a"]`, "HTTP/1.1 200 OK\r\nX: y\r\n\r\n{}", "HTTP/2 200\n[]"} {
		if r, err := read([]byte(text), Options{}); err != nil || !strings.HasPrefix(r.Format, "JSON") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"[dc1]: PS C:\\> Get-ADUser\n", "[10.0.0.1]: PS C:\\>\n", "[PS] C:\\>Get-Mailbox\n", "nullable", "HTTP/1.1 200 OK\n\n<html>", "[1,2]", "// x\n{}"} {
		if r, err := read([]byte(text), Options{}); err == nil && strings.HasPrefix(r.Format, "JSON") {
			t.Errorf("%q is JSON", text)
		}
	}
	for _, text := range []string{"\x1b[1;39m[\n  \x1b[1;39m{", "[\n  {\n    \x1b[94m\"id\"\x1b[39;49;00m: ", "\x1b[0m{"} {
		if _, err := read([]byte(text), Options{}); err == nil || !strings.Contains(err.Error(), "the colours of a terminal") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What hardmatch writes lies beside the exports, and *.json names it, too.
func TestOwnResults(t *testing.T) {
	for _, kind := range []string{"plan", "report", "explain", "convert", "graphBatch"} {
		_, err := read([]byte("{\n  \"schema\": \"hardmatch."+kind+"/1\",\n  \"steps\": []}"), Options{})
		if err == nil || !strings.Contains(err.Error(), "this is a "+kind+" that hardmatch wrote") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// Where an object stands can be looked up in the file.
func TestJSONPositions(t *testing.T) {
	for _, text := range []string{"[\n {\"mail\":\"ä\"},\r\n {\"x\":[\n1],\n\"mail\":\"b\"}]\n{\"mail\":\"c\"}", "\ufeff{\"value\":[{\"mail\":\"a\"}]}"} {
		f, err := New("x.json", strings.NewReader(text), Options{Attributes: wanted})
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

// The same objects come out of every encoding, even where an escape stands in
// the text of a code page.
func TestJSONEncodings(t *testing.T) {
	text := `[{"displayName":"Jürgen O\u0027Neill \u20ac","x":"straße"},` + "\r\n" + `{"displayName":"Zoë"}]` + "\r\n"
	want := []string{"dn=|displayName=Jürgen O'Neill €|", "dn=|displayName=Zoë|"}
	utf8BOM := []byte("\xef\xbb\xbf" + text)
	for name, data := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with BOM": utf8BOM, "windows-1252": encode(t, charmap.Windows1252, text), "cp850": encode(t, charmap.CodePage850, text),
		"UTF-16": encode(t, utf16LEBOM, text), "UTF-16 without BOM": encode(t, utf16LE, text),
		"UTF-16BE": encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text),
	} {
		if r := mustRead(t, data, Options{}); !slices.Equal(r.rows, want) || len(r.errs) > 0 {
			t.Errorf("%s: rows %q, errors %q, %s", name, r.rows, r.errs, r.Encoding)
		}
	}
	for name, data := range map[string][]byte{
		"joined":  slices.Concat([]byte(text), encode(t, charmap.Windows1252, text), []byte(text)),
		"pasted":  slices.Concat([]byte(text), encode(t, utf16LE, text)),
		"pasted2": slices.Concat([]byte(text), encode(t, utf16LEBOM, text)),
	} {
		r := mustRead(t, data, Options{})
		if !slices.Equal(r.rows, want) || len(r.errs) != 1 || !r.Incomplete() {
			t.Errorf("%s: rows %q, errors %q", name, r.rows, r.errs)
		}
	}
}

// Prompts and warnings of a console around JSON are passed over.
func TestJSONConsole(t *testing.T) {
	const ada = "[{\"mail\":\"a@x\"}]\n"
	for _, text := range []string{
		"PS C:\\> Get-MgUser -All | ConvertTo-Json\n" + ada + "PS C:\\> ",
		"WARNING: This command is in preview.\n\n" + ada,
		ada + "WARNING: Resulting JSON is truncated as serialization has exceeded the set depth of 2.\n",
		"\n*Evil-WinRM* PS C:\\Users> Get-ADUser x | ConvertTo-Json\n" + ada + "*Evil-WinRM* PS C:\\Users> " + strings.Repeat("x", 100_000),
	} {
		for _, src := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			r, err := readFrom(src, Options{})
			if err != nil || !slices.Equal(r.rows, []string{"dn=|mail=a@x|"}) || len(r.errs) > 0 || r.notes() != "" {
				t.Errorf("%.80q: %v, %+v", text, err, r)
			}
		}
	}
}

// What can be done about a fault depends on where it is.
func TestJSONHints(t *testing.T) {
	for text, want := range map[string]string{
		`{"mail":"a@x"} x`: "export again", `{"mail":a}`: "export again", `[{"mail":a}]`: "the rest of this document is not read",
		"{\"mail\":\"a@x\"}\n" + strings.Repeat(" ", 512) + "{\x00": encoding.JoinedHint, `["a"]`: "with their attributes", "[{\"mail\":\"a\"}]\r\n\xff\xfe{": encoding.JoinedHint,
	} {
		f, err := New("x.json", strings.NewReader(text), Options{Attributes: wanted})
		if err != nil {
			t.Fatal(err)
		}
		var hint string
		for _, err := range f.All() {
			var fault *ReadError
			if errors.As(err, &fault) {
				hint += fault.Hint
			}
		}
		if !strings.Contains(hint, want) {
			t.Errorf("%q: hint %q, want %q", text, hint, want)
		}
	}
}

// An object that is too large is one object less.
func TestJSONTooLarge(t *testing.T) {
	large := strings.Repeat("x", maxRecord+1)
	const small = `{"mail":"a@x"}`
	for name, object := range map[string]string{
		"value": `{"mail":"` + large + `"}`, "values": `{"mail":["` + strings.Repeat(`a","`, maxRecord/16) + `"]}`,
		"name": `{"` + large + `":1,"mail":"b"}`, "object": `{"mail":{"x":"` + large + `"}}`, "number": `{"mail":` + strings.Repeat("1", maxRecord+1) + `}`,
	} {
		r := mustRead(t, []byte("["+small+","+object+","+small+"]"), Options{})
		if len(r.rows) != 2 || len(r.errs) != 1 || !strings.HasPrefix(r.errs[0], "users.ldf:1:") || !strings.Contains(r.errs[0], "more than 16 MiB") {
			t.Errorf("%s: %d rows, errors %.300q", name, len(r.rows), r.errs)
		}
	}
	r := mustRead(t, []byte(`[{"x":"`+large+`","y":{"`+large+`":["`+large+`"]},"mail":"a@x"}]`), Options{})
	if r.noFault(t); !slices.Equal(r.rows, []string{"dn=|mail=a@x|"}) {
		t.Errorf("%d rows", len(r.rows))
	}
}

// repeated reads a text over and over.
type repeated struct {
	text string
	at   int
	left int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	for n < len(p) {
		k := copy(p[n:], r.text[r.at:])
		n, r.at = n+k, (r.at+k)%len(r.text)
	}
	r.left -= n
	return n, nil
}

// manyNames is the inside of an object with members of different names.
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

// Whatever is repeated for long, it takes no more memory.
func TestJSONMemory(t *testing.T) {
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
			var body io.Reader = &repeated{text: file.body, left: size}
			if file.body == "" {
				body = &manyNames{left: names}
			}
			src := io.MultiReader(strings.NewReader(file.head), body)
			f, err := New("x.json", src, Options{Attributes: wanted})
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

// Records like those before them cost no memory.
func TestJSONAllocations(t *testing.T) {
	cost := func(n int) float64 {
		data := graphPage(n)
		return testing.AllocsPerRun(3, func() {
			f, _ := New("x.json", bytes.NewReader(data), Options{Attributes: graphNames})
			for range f.All() {
			}
		})
	}
	if few, many := cost(10), cost(2000); many > few+5 {
		t.Errorf("%v allocations for 10 records, %v for 2000", few, many)
	}
}

// Whoever leaves the loop gets nothing more.
func TestJSONLeft(t *testing.T) {
	const text = `[{"mail":"a"},7,{"mail":"b"},{"mail":"c",}` + "\n" + `{"mail":"d"}`
	for stop := 1; stop <= 5; stop++ {
		f, err := New("x.json", strings.NewReader(text), Options{Attributes: wanted})
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

// A source that fails is no file that ends.
func TestJSONSource(t *testing.T) {
	text := `{"@odata.context":"https://x/$metadata#users","value":[{"mail":"a"},{"mail":"b"}]}`
	for at := 1; at < len(text); at++ {
		broken := errors.New("the cable is cut")
		r, err := readFrom(&failing{data: []byte(text)[:at], err: broken}, Options{})
		if err != nil || len(r.errs) != 1 || !strings.Contains(r.errs[0], broken.Error()) || !r.Incomplete() {
			t.Errorf("after %d octets: %v, %+v", at, err, r)
		}
	}
}

// Whatever stands in a file, it is read alike in pieces of any size, and each
// part of it is a record, told as missing, or nothing that matters.
func FuzzJSON(f *testing.F) {
	for _, test := range jsonTexts {
		f.Add([]byte(`[{"mail":` + test.text + `}]`))
	}
	for _, text := range []string{"{\"mail\":\"a\"}\n{\"mail\":\n{\"mail\":\"b\"}", "HTTP/1.1 404 x\n\n{}", `{"responses":[{"id":"1","status":404,"body":{"error":{"code":"x"}}}]}`,
		`{"value":[{"mail":{"value":[1,2],"Count":2}}],"Count":1,"@odata.count":2,"@odata.nextLink":"x"}`, `{"users":[{"@removed":{}}],"mail":"a"}`, "{\"displayName\":\"\xfc\\u00fc\"}",
		`{"additionalProperties":{"@odata.type":"#microsoft.graph.user","mail":"\/Date(0)\/"}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := read(data, Options{})
		if err != nil || !strings.HasPrefix(r.Format, "JSON") {
			return
		}
		again, err := readFrom(iotest.OneByteReader(bytes.NewReader(data)), Options{})
		if err != nil || !slices.Equal(again.rows, r.rows) || !slices.Equal(again.errs, r.errs) || again.notes() != r.notes() {
			t.Errorf("octet by octet: %v, rows %q and %q, errors %q and %q", err, again.rows, r.rows, again.errs, r.errs)
		}
		if r.Records != len(r.rows) || len(r.errs) != r.Skipped {
			t.Errorf("%d records and %d skipped, but %d and %d came", r.Records, r.Skipped, len(r.rows), len(r.errs))
		}
		checkAgainstJSON(t, data, r)
		for _, row := range r.rows {
			if !utf8.ValidString(row) && !strings.Contains(row, "::=") {
				t.Errorf("row %q is not UTF-8", row)
			}
		}
	})
}
