package convert

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func seeds(f *testing.F) {
	value := Value{Kind: KindGUID, GUID: mustGUID(vector)}
	for _, n := range Notations() {
		text, _ := value.Append(nil, n)
		f.Add(string(text))
	}
	for _, text := range []string{
		"", "System.Byte[]", "{1, 2, 3...}", "S-1-5-21-1-2-3-500", "E1815", "\ufeff\u201c" + vector, "%3D", "objectGUID::\n x",
		"User_" + vector, "X'", "\\", "(a=\\00)", "<GUID=>;", "CN={}", "{0x,{", "=", "+", "-", ":", "a::", "0x", "\xff", "{{}}",
		"VAAAAFUAcwBlAHIAXwBjADcAMgA5ADAAMwBlAGQALQA3ADgAMQA2AC0ANAAxAGMAZAAtADkAMAA2ADYALQBlAGEAYwAzADMAZAAxADcAMQBkADcANwAAAA==",
		// Found by fuzzing: text or unpadded Base64, blanks in it, numbers that end in zeros.
		"0000000000000000000000", "000 0000000000000000000=", "100 000000000000000000000000000000",
	} {
		f.Add(text)
	}
}

// Read does not panic on any input. Each value can be written in all of its notations,
// and each of these is read back as the same value.
func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input string) {
		r, err := Read(input)
		if err != nil {
			checkError(t, input, err, &r)
			return
		}
		if len(r.Readings) > 0 || r.Notation == Auto || r.Kind == 0 {
			t.Fatalf("Read(%q) = %+v without an error", input, r)
		}
		checkPrints(t, input, r.Value)
		again, err := ReadAs(input, r.Notation)
		if cloud := r.Kind == KindObjectID && r.Notation == NotationGUID; !cloud && (err != nil || again.Value != r.Value) {
			t.Fatalf("ReadAs(%q, %v) = %+v, %v, Read returns %+v", input, r.Notation, again.Value, err, r.Value)
		}
	})
}

// ReadAs does the same for one notation.
func FuzzReadAs(f *testing.F) {
	value := Value{Kind: KindGUID, GUID: mustGUID(vector)}
	for _, n := range Notations() {
		text, _ := value.Append(nil, n)
		f.Add(string(text), uint8(n))
	}
	f.Fuzz(func(t *testing.T, input string, n uint8) {
		r, err := ReadAs(input, Notation(n))
		if err != nil {
			checkError(t, input, err, &r)
			return
		}
		checkPrints(t, input, r.Value)
	})
}

func checkError(t *testing.T, input string, err error, r *Result) {
	t.Helper()
	var why *Error
	if !errors.As(err, &why) || why.Text == "" || why.Err == nil || r.Kind != 0 {
		t.Fatalf("reading %q: %#v, %+v", input, err, r)
	}
	if errors.Is(err, ErrAmbiguous) != (len(r.Readings) > 1) {
		t.Fatalf("reading %q: %v with %d readings", input, err, len(r.Readings))
	}
}

func checkPrints(t *testing.T, input string, v Value) {
	t.Helper()
	for _, n := range Notations() {
		text, err := v.Append(nil, n)
		if err != nil {
			if !errors.Is(err, ErrNoSuch) || len(text) > 0 || v.Has(n) {
				t.Fatalf("%q as %v: %q, %v", input, n, text, err)
			}
			continue
		}
		if !utf8.Valid(text) || len(text) == 0 {
			t.Fatalf("%q as %v: %q", input, n, text)
		}
		if v.Kind == KindAnchor || strings.HasPrefix(n.String(), "sid") {
			continue // the text of an anchor can look like anything; a SID of a GUID is an object id
		}
		if back, err := ReadAs(text, n); err != nil || back.GUID != v.GUID {
			t.Fatalf("%q as %v: %q reads back as %v, %v", input, n, text, back.GUID, err)
		}
	}
}

// The strict parsers accept only what the package can write.
func FuzzStrict(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, input string) {
		if g, err := ParseGUID(input); err == nil && !strings.Contains(strings.ToLower(input), g.String()) {
			t.Fatalf("ParseGUID(%q) = %v", input, g)
		}
		if g, err := ParseImmutableID(input); err == nil && g.ImmutableID() != input {
			t.Fatalf("ParseImmutableID(%q) = %v, which is %s", input, g, g.ImmutableID())
		}
		if anchor, err := ParseConnectorDN(input); err == nil && !strings.EqualFold(string(AppendConnectorDN(nil, anchor)), input) {
			t.Fatalf("ParseConnectorDN(%q) = %q", input, anchor)
		}
		if octets := AppendConnectorDN(nil, input); input != "" {
			if back, err := ParseConnectorDN(octets); err != nil || string(back) != input {
				t.Fatalf("%q has the DN %s, which is %q", input, octets, back)
			}
		}
	})
}
