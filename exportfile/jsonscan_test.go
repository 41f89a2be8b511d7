package exportfile

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"hardmatch/exportfile/encoding"
)

// jsonTexts are what RFC 8259 allows, and what it does not.
var jsonTexts = []struct {
	valid bool
	text  string
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
	s := &jsonScanner{src: src, buf: make([]byte, size+jsonSlack), hold: -1, line: 1}
	s.skip()
	return s.failed == nil && s.peek() == 0 && s.failed == errCutJSON
}

// What is skipped is checked as all else is. The table must agree with
// encoding/json, so that nobody adds an opinion to it.
func TestJSONSyntax(t *testing.T) {
	for _, test := range jsonTexts {
		if json.Valid([]byte(test.text)) != test.valid {
			t.Errorf("%q: encoding/json thinks otherwise", test.text)
		}
		for _, size := range []int{1, 2, 7, 8, 64, jsonBuffer} {
			if got := scanAll(strings.NewReader(test.text), size); got != test.valid {
				t.Errorf("%q with a buffer of %d: valid is %v", test.text, size, got)
			}
		}
	}
}

// What stands in a record is checked in the same way, whether wanted or not.
func TestJSONSyntaxInRecord(t *testing.T) {
	for _, test := range jsonTexts {
		for _, name := range []string{"mail", "nobody", "distinguishedName", "value", "@odata.context", "@odata.count", "@odata.type", "error", "additionalProperties", "proxyAddresses"} {
			if strings.Contains(test.text, "\x00") {
				continue // nothing but UTF-16 has those
			}
			text := `{"x":1,"` + name + `":` + test.text + `}`
			r := mustRead(t, []byte(text), Options{})
			whole := !strings.Contains(strings.Join(r.errs, "")+r.notes(), "found octet") && !strings.Contains(r.notes(), "is cut")
			for _, e := range r.errs {
				whole = whole && (!strings.Contains(e, "found ") || strings.Contains(e, "expected an object"))
			}
			if whole != json.Valid([]byte(text)) {
				t.Errorf("%s: errors %q, notes %q", text, r.errs, r.notes())
			}
		}
	}
}

// Brackets may nest, but not without end.
func TestJSONDepth(t *testing.T) {
	for _, test := range []struct {
		depth int
		want  string
	}{{jsonDepth - 2, ""}, {jsonDepth - 1, "nested deeper than 1000 brackets"}, {1 << 20, "nested deeper than 1000 brackets"}} {
		for _, brackets := range []string{"[]", "{}"} {
			open := strings.ReplaceAll(brackets[:1], "{", `{"data":`)
			text := `[{"x":` + strings.Repeat(open, test.depth) + "0" + strings.Repeat(brackets[1:], test.depth) + "}]"
			r := mustRead(t, []byte(text), Options{})
			if got := strings.Join(r.errs, ""); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
				t.Errorf("%d of %s: errors %q", test.depth, brackets, r.errs)
			}
			text = `{"mail":"a@x"}` + "\n" + strings.Repeat(open, test.depth)
			r = mustRead(t, []byte(text), Options{})
			if len(r.rows) != 1 || !r.Incomplete() {
				t.Errorf("%d of %s, open: rows %q, errors %q", test.depth, brackets, r.rows, r.errs)
			}
		}
	}
}

func TestUnescapeJSON(t *testing.T) {
	for text, want := range map[string]string{
		`a`: "a", ``: "", `\u0027`: "'", `a\\b`: `a\b`, `\/`: "/", `\b\f\n\r\t\"`: "\b\f\n\r\t\"", `\u00E4\u20ac`: "ä€", `\ud83d\ude00!`: "😀!",
		`\ud83d`: "\ufffd", `\ude00`: "\ufffd", `\ud83d\ud83d\ude00`: "\ufffd😀", `\ud83dx`: "\ufffdx", `\ud83d\n`: "\ufffd\n", `\u0000`: "\x00", `\uFFfe`: "\ufffe",
	} {
		if got := string(unescapeJSON(nil, []byte(text))); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestDateOfJSON(t *testing.T) {
	for text, want := range map[string]string{
		`\/Date(1605771872777)\/`: "2020-11-19T07:44:32.777Z", `\/Date(1605771872777+0200)\/`: "2020-11-19T07:44:32.777Z", `\/Date(0)\/`: "1970-01-01T00:00:00Z",
		`\/Date(-62135596800000)\/`: "0001-01-01T00:00:00Z", `\/Date(-1-0800)\/`: "1969-12-31T23:59:59.999Z",
		`/Date(0)/`: "", `\/Date()\/`: "", `\/Date(x)\/`: "", `\/Date(0)\/x`: "", `\/Date(0)`: "", `\/Date(999999999999999)\/`: "", `\/Date(99999999999999999999)\/`: "",
		`\/Date(`: "", `\/Date()\`: "",
	} {
		if got := string(dateOfJSON(nil, []byte(text))); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// Whatever encoding/json takes for valid is, and nothing else, wherever the
// buffer ends.
func FuzzJSONScan(f *testing.F) {
	for _, test := range jsonTexts {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > jsonDepth {
			return
		}
		valid := json.Valid(data)
		for _, size := range []int{1, 9, jsonBuffer} {
			if got := scanAll(iotest.OneByteReader(bytes.NewReader(data)), size); got != valid {
				t.Errorf("%q with a buffer of %d: valid is %v", data, size, got)
			}
		}
		var text string
		if valid && data[0] == '"' && json.Unmarshal(data, &text) == nil {
			s := &jsonScanner{src: bytes.NewReader(data), buf: make([]byte, 5+jsonSlack), hold: -1}
			s.peek()
			raw, _ := s.str()
			if got := string(bytes.ToValidUTF8(unescapeJSON(nil, raw), []byte("\ufffd"))); strings.ReplaceAll(got, "\ufffd", "") != strings.ReplaceAll(text, "\ufffd", "") {
				t.Errorf("%s: got %q, want %q", data, got, text)
			}
		}
	})
}

// checkAgainstJSON fails if encoding/json finds something wrong with a file of
// which nothing was said, or the other way round.
func checkAgainstJSON(t *testing.T, data []byte, r *reading) {
	t.Helper()
	if bytes.ContainsAny(data, "\x00\x1a") || bytes.Contains(data, []byte("HTTP")) || bytes.Contains(data, []byte(encoding.Mark)) || bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > jsonDepth {
		return
	}
	var err error
	for d := json.NewDecoder(bytes.NewReader(data)); err == nil; {
		var value json.RawMessage
		err = d.Decode(&value)
	}
	faults := slices.DeleteFunc(slices.Clone(r.errs), func(e string) bool { return strings.Contains(e, "expected an object") || strings.Contains(e, "UTF-8") })
	if told := len(faults) > 0 || strings.Contains(r.notes(), "it is cut"); told != (err != io.EOF) {
		t.Errorf("%q: encoding/json says %v, errors are %q, notes %q", data, err, r.errs, r.notes())
	}
}
