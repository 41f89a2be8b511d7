package plan

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func goldenDoc(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join("testdata", "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestParseRoundTrip(t *testing.T) {
	doc := goldenDoc(t)
	p, err := Parse([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != doc {
		t.Errorf("reading and writing changed the plan:\n%s", again)
	}
}

// A reviewer may approve steps and change the layout of the file.
func TestParseAllows(t *testing.T) {
	doc := goldenDoc(t)
	for name, allowed := range map[string]string{
		"approved":                         strings.Replace(doc, `"approved": false`, `"approved": true`, 1),
		"no blanks":                        strings.ReplaceAll(strings.ReplaceAll(doc, "\n", ""), "  ", ""),
		"CRLF":                             strings.ReplaceAll(doc, "\n", "\r\n"),
		"byte order mark":                  "\ufeff" + doc,
		"UTF-16, as > of PowerShell 5.1":   string(utf16LE(doc)),
		"UTF-16 with the high octet first": string(utf16BE(doc)),
		"letters instead of escapes":       strings.ReplaceAll(doc, `\u00eb`, "ë"),
	} {
		p, err := Parse([]byte(allowed))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if name == "approved" && !p.Steps[0].Approved {
			t.Error("approval was lost")
		}
	}
}

func TestParseRefuses(t *testing.T) {
	doc := goldenDoc(t)
	replace := func(old, new string) string {
		if !strings.Contains(doc, old) {
			t.Fatalf("the golden plan has no %s", old)
		}
		return strings.Replace(doc, old, new, 1)
	}
	for name, test := range map[string]struct {
		doc  string
		want error
	}{
		"empty":             {"", ErrSyntax},
		"not JSON":          {"hello", ErrSyntax},
		"cut":               {doc[:len(doc)/2], ErrSyntax},
		"two plans":         {doc + doc, ErrSyntax},
		"not UTF-8":         {replace("CN=ben", "CN=be\xff"), ErrSyntax},
		"other schema":      {replace("hardmatch.plan/1", "hardmatch.plan/2"), ErrSchema},
		"another document":  {`{"schema":"hardmatch.list/1","objects":[]}`, ErrSchema},
		"unknown field":     {replace(`"asOf"`, `"force": true, "asOf"`), ErrSyntax},
		"unknown operation": {replace("purgeDeletedUser", "purgeUser"), ErrSyntax},
		"unknown phase":     {replace(`"free"`, `"first"`), ErrSyntax},
		"id twice":          {replace(`"id": "s2"`, `"id": "s1"`), ErrSyntax},
		"undo's id twice":   {replace(`"id": "s4u"`, `"id": "s4"`), ErrSyntax},
		"after nothing":     {replace("\"after\": [\n        \"s3\"", "\"after\": [\n        \"s99\""), ErrSyntax},
		"property twice":    {replace(`"set": {`, `"set": {"x": null, "x": "y"},`+"\n"+`"set": {`), ErrSyntax},
		"other anchor":      {replace("YWRhAAAAAAAAAAAAAAAAAA==", "YWRiAAAAAAAAAAAAAAAAAA=="), ErrEdited},
		"other user":        {replace("ada@contoso.com", "eva@contoso.com"), ErrEdited},
		"null for a text":   {replace(`"onPremisesImmutableId": "YWRhAAAAAAAAAAAAAAAAAA=="`, `"onPremisesImmutableId": null`), ErrEdited},
		"reversible":        {replace(`"irreversible": true`, `"irreversible": false`), ErrEdited},
		"Approved":          {replace(`"approved"`, `"Approved"`), ErrEdited},
		"other id":          {replace("sha256:", "sha256:0"), ErrEdited},
		"no id":             {replace(`"id": "sha256:`, `"id": "`), ErrEdited},
		"number":            {replace(`"users": 3`, `"users": 4`), ErrEdited},
	} {
		if _, err := Parse([]byte(test.doc)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// If a member occurs twice, in any case, the reviewer may read one and the program the
// other. Lines and columns count characters, in every encoding.
func TestParseRefusesMemberTwice(t *testing.T) {
	doc := goldenDoc(t)
	for name, test := range map[string]struct{ old, new, want string }{
		"twice":         {`"asOf"`, `"asOf": "2026-11-23",` + "\n  " + `"asOf"`, `line 5, column 3: the member "asOf" occurs twice, first in line 4`},
		"in any case":   {`"asOf"`, `"ASOF": "2026-11-23", "asOf"`, `line 4, column 25: the member "asOf" occurs twice, first in line 4`},
		"one letter":    {`"asOf"`, `"a\u017fOf": "2026-11-23", "asOf"`, `line 4, column 30: the member "asOf" occurs twice, first in line 4`},
		"escaped":       {`"asOf"`, `"asOf": "2026-11-23", "as\u004ff"`, `line 4, column 25: the member "asOf" occurs twice, first in line 4`},
		"columns":       {`"asOf"`, `"asOf": "zoë 😀", "asOf"`, `line 4, column 20: the member "asOf" occurs twice, first in line 4`},
		"in a step":     {`"phase": "prepare"`, `"Id": "{\"}", "phase": "prepare"`, `line 13, column 7: the member "Id" occurs twice, first in line 12`},
		"in properties": {`"tenantPreconditions": {`, `"tenantPreconditions": {"x": {}, "X": null,`, `line 7, column 36: the member "X" occurs twice, first in line 7`},
	} {
		for encoding, write := range map[string]func(string) []byte{"UTF-8": func(s string) []byte { return []byte(s) }, "UTF-16": utf16LE} {
			changed := strings.Replace(doc, test.old, test.new, 1)
			_, err := Parse(write(changed))
			if !errors.Is(err, ErrSyntax) || !strings.HasSuffix(err.Error(), ": "+test.want) {
				t.Errorf("%s in %s: %v, want %s", name, encoding, err, test.want)
			}
		}
	}
}

// utf16LE is what Windows PowerShell 5.1 writes with >.
func utf16LE(doc string) []byte {
	wide := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(doc)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return wide
}

func utf16BE(doc string) []byte {
	wide := utf16LE(doc)
	for i := 0; i < len(wide); i += 2 {
		wide[i], wide[i+1] = wide[i+1], wide[i]
	}
	return wide
}

// The digest is that of the form of RFC 8785 without id and approved. Checked by hand:
// printf '{"a":[1,"\\u0001é\\n<"],"steps":[{"undo":{"x":null}}]}' | sha256sum
func TestDigest(t *testing.T) {
	const want = "sha256:eef1f192f730a8ca0dfed728c0be0dd0b55c4218b7c3116d5e29531575c00494"
	for _, doc := range []string{
		`{"id":"x","steps":[{"undo":{"x":null,"approved":true},"approved":false}],"a":[1,"\u0001é\n<"]}`,
		`{ "a": [1, "\u0001\u00e9\u000a\u003c"], "steps": [ {"undo": {"x": null}} ] }`,
	} {
		if got, err := digest([]byte(doc)); got != want || err != nil {
			t.Errorf("%s: %s, %v", doc, got, err)
		}
	}
}

// Numbers, booleans and escapes keep their form. Names are sorted.
func TestDigestForm(t *testing.T) {
	for doc, form := range map[string]string{
		`{"n": 12345678901}`: `{"n":12345678901}`, `{"b": true, "a": {}, "c": []}`: `{"a":{},"b":true,"c":[]}`,
		`{"steps": 1, "a": "\u0022\u005c\u0008\t\u000a\f\r\u001f\u0020\u007f\/"}`: `{"a":"\"\\\b\t\n\f\r\u001f ` + "\x7f" + `/","steps":1}`,
		`{"steps": [1, {"id": "x"}]}`: `{"steps":[1,{"id":"x"}]}`,
	} {
		want := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(form)))
		if got, err := digest([]byte(doc)); got != want || err != nil {
			t.Errorf("%s: %s, %v, want that of %s", doc, got, err, form)
		}
	}
}

func FuzzParse(f *testing.F) {
	doc, _ := os.ReadFile(filepath.Join("testdata", "plan.json"))
	f.Add(doc)
	f.Add([]byte(`{"schema":"hardmatch.plan/1","steps":[{"undo":{"undo":{}}}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := Parse(doc)
		if err != nil {
			return
		}
		again, err := p.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(again); err != nil {
			t.Fatalf("Parse refuses the plan that JSON wrote: %v", err)
		}
	})
}

// For every JSON object, checkMembers agrees with a decoder.
func FuzzCheckMembers(f *testing.F) {
	for _, doc := range []string{
		`{"a":[{"b":1},{"b":2}],"c":{"a":null}}`, `{"set":1,"Set":1}`, `{"a":"\"{","\u0061":[]}`, `{"a":{"b":{}},"b":{"b":{}, "B" :1}}`, `{"k":1,"K":1}`, `{"":"","\ud800":0,"\udc00":{}}`,
	} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		if strings.HasPrefix(doc, "{") && utf8.ValidString(doc) && json.Valid([]byte(doc)) {
			if err, twice := checkMembers([]byte(doc)), namesTwice(json.NewDecoder(strings.NewReader(doc))); (err != nil) != twice {
				t.Errorf("%s: %v", doc, err)
			}
		}
	})
}

func namesTwice(dec *json.Decoder) bool {
	open, _ := dec.Token()
	if _, nested := open.(json.Delim); !nested {
		return false
	}
	twice := false
	var names []string
	for dec.More() {
		if open == json.Delim('{') {
			token, _ := dec.Token()
			name := token.(string)
			twice = twice || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
			names = append(names, name)
		}
		twice = namesTwice(dec) || twice
	}
	dec.Token()
	return twice
}
