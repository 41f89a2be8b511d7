package jsonexport

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Texts are valid and invalid according to RFC 8259.
var Texts = []struct {
	Valid bool
	Text  string
}{
	{true, `{}`}, {true, `[]`}, {true, ` [ ] `}, {true, `{"a":1}`}, {true, `{"a":1,"a":2}`}, {true, `{"":0}`}, {true, `[[[]]]`}, {true, "\t[\r\n1 ]\n"},
	{true, `null`}, {true, `true`}, {true, `false`}, {true, `"a"`}, {true, `""`}, {true, `0`}, {true, `-0`}, {true, `[1,2,3]`},
	{true, `-1.5e+10`}, {true, `1E5`}, {true, `0.1`}, {true, `0e-1`}, {true, `123456789012345678901234567890`},
	{true, `"\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00"`}, {true, `"\ud800"`}, {true, `"\u0000"`}, {true, "\"\x7f\""}, {true, "\"\xff\""}, {true, "\"\u20ac\""},
	{true, `{"a":{"b":[{"c":null}]}}`}, {true, `[null,true,false,"",{}]`},

	{false, ``}, {false, ` `}, {false, `{`}, {false, `[`}, {false, `}`}, {false, `]`}, {false, `[}`}, {false, `{]`}, {false, `[1}`}, {false, `{"a":1]`},
	{false, `[1,]`}, {false, `[,1]`}, {false, `[1,,2]`}, {false, `[1 2]`}, {false, `[,]`}, {false, `{,}`}, {false, `[1`}, {false, `[1,`},
	{false, `{"a"}`}, {false, `{"a":}`}, {false, `{"a":1,}`}, {false, `{:1}`}, {false, `{"a" 1}`}, {false, `{"a"::1}`}, {false, `{a:1}`}, {false, `{'a':1}`}, {false, `{1:1}`}, {false, `{null:1}`},
	{false, `{"a":1 "b":2}`}, {false, `{"a":1,,"b":2}`}, {false, `{"a":1:2}`}, {false, `{"a"`}, {false, `{"a`}, {false, `{"a":`}, {false, `{"a":1`}, {false, `{"a":1,`},
	{false, `"`}, {false, `"a`}, {false, `"\"`}, {false, `"\a"`}, {false, `"\x41"`}, {false, `"\'"`}, {false, `"\`}, {false, `"\u"`}, {false, `"\u12"`}, {false, `"\u12g4"`}, {false, `"\U0041"`}, {false, `"\u00e`},
	{false, "\"a\nb\""}, {false, "\"a\tb\""}, {false, "\"\x00\""}, {false, "\"\x1f\""}, {false, `'a'`}, {false, "\"\\\n\""}, {false, "\"\\\x00\""},
	{false, `01`}, {false, `-`}, {false, `+1`}, {false, `-01`}, {false, `.5`}, {false, `1.`}, {false, `1.e5`}, {false, `1e`}, {false, `1e+`}, {false, `--1`}, {false, `0x1`}, {false, `1_000`}, {false, `1a`}, {false, `-a`}, {false, `- 1`}, {false, `00`}, {false, `1.5.5`},
	{false, `NaN`}, {false, `Infinity`}, {false, `-Infinity`}, {false, `nul`}, {false, `nulll`}, {false, `True`}, {false, `TRUE`}, {false, `truefalse`}, {false, `nan`}, {false, `undefined`}, {false, `tru`}, {false, `fals`},
	{false, `[1]x`}, {false, `{}}`}, {false, `[]]`}, {false, `"a"x`}, {false, `{} {}`}, {false, `[1],`}, {false, "[1]\x00"}, {false, "\x00"}, {false, "[\x00]"},
	{false, "[1]//x"}, {false, "/*x*/[]"}, {false, "#x\n[]"}, {false, "[\f]"}, {false, "[\v1]"}, {false, "[\u00a01]"}, {false, "\ufeff[]"}, {false, "[\u2028]"}, {false, "\xff[]"}, {false, "[\xff]"},
}

// scanAll reports whether src is one value. Size is that of the buffer.
func scanAll(src io.Reader, size int) bool {
	s := &scanner{src: src, buf: make([]byte, size+slack), hold: -1, line: 1}
	s.skip()
	return s.err == nil && s.peek() == 0 && s.err == errCut
}

// Skipped text is checked as well. The table must agree with encoding/json.
func TestSyntax(t *testing.T) {
	for _, test := range Texts {
		if json.Valid([]byte(test.Text)) != test.Valid {
			t.Errorf("%q: encoding/json disagrees", test.Text)
		}
		for _, size := range []int{1, 2, 7, 8, 64, bufferSize} {
			if got := scanAll(strings.NewReader(test.Text), size); got != test.Valid {
				t.Errorf("%q with a buffer of %d: valid is %v", test.Text, size, got)
			}
		}
	}
}

func TestAppendUnescaped(t *testing.T) {
	for text, want := range map[string]string{
		`a`: "a", ``: "", `\u0027`: "'", `a\\b`: `a\b`, `\/`: "/", `\b\f\n\r\t\"`: "\b\f\n\r\t\"", `\u00E4\u20ac`: "ä€", `\ud83d\ude00!`: "😀!",
		`\ud83d`: "\ufffd", `\ude00`: "\ufffd", `\ud83d\ud83d\ude00`: "\ufffd😀", `\ud83dx`: "\ufffdx", `\ud83d\n`: "\ufffd\n", `\u0000`: "\x00", `\uFFfe`: "\ufffe",
	} {
		if got := string(appendUnescaped(nil, []byte(text))); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestAppendDate(t *testing.T) {
	for text, want := range map[string]string{
		`\/Date(1605771872777)\/`: "2020-11-19T07:44:32.777Z", `\/Date(1605771872777+0200)\/`: "2020-11-19T07:44:32.777Z", `\/Date(0)\/`: "1970-01-01T00:00:00Z",
		`\/Date(-62135596800000)\/`: "0001-01-01T00:00:00Z", `\/Date(-1-0800)\/`: "1969-12-31T23:59:59.999Z",
		`/Date(0)/`: "", `\/Date()\/`: "", `\/Date(x)\/`: "", `\/Date(0)\/x`: "", `\/Date(0)`: "", `\/Date(999999999999999)\/`: "", `\/Date(99999999999999999999)\/`: "",
		`\/Date(`: "", `\/Date()\`: "",
	} {
		if got := string(appendDate(nil, []byte(text))); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// The scanner accepts exactly what encoding/json accepts, wherever the buffer ends.
func FuzzScan(f *testing.F) {
	for _, test := range Texts {
		f.Add([]byte(test.Text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maxDepth {
			return
		}
		valid := json.Valid(data)
		for _, size := range []int{1, 9, bufferSize} {
			if got := scanAll(iotest.OneByteReader(bytes.NewReader(data)), size); got != valid {
				t.Errorf("%q with a buffer of %d: valid is %v", data, size, got)
			}
		}
		var text string
		if valid && data[0] == '"' && json.Unmarshal(data, &text) == nil {
			s := &scanner{src: bytes.NewReader(data), buf: make([]byte, 5+slack), hold: -1}
			s.peek()
			raw, _ := s.str()
			if got := string(bytes.ToValidUTF8(appendUnescaped(nil, raw), []byte("\ufffd"))); strings.ReplaceAll(got, "\ufffd", "") != strings.ReplaceAll(text, "\ufffd", "") {
				t.Errorf("%s: got %q, want %q", data, got, text)
			}
		}
	})
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
