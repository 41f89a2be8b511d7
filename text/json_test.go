package text

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"hardmatch/text/texttest"
)

func TestAppendJSON(t *testing.T) {
	for _, s := range texttest.HostileValues {
		checkString(t, s)
		for n := range 17 { // at every place of the eight octets that are copied together
			checkString(t, strings.Repeat("x", n)+s+strings.Repeat("y", n))
		}
	}
}

func FuzzAppendJSON(f *testing.F) {
	for _, s := range texttest.HostileValues {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, s []byte) { checkString(t, string(s)) })
}

// checkString checks that AppendJSON returns a string that decodes to s and has no
// character on which a terminal or an editor acts.
func checkString(t *testing.T, s string) {
	t.Helper()
	const before = `before"`
	dst := append(AppendJSON([]byte(before), []byte(s)), '"')
	text, found := strings.CutPrefix(string(dst), "before")
	var back string
	if err := json.Unmarshal([]byte(text), &back); err != nil || !found {
		t.Fatalf("%q became %s: %v", s, dst, err)
	}
	if utf8.ValidString(s) && back != s {
		t.Errorf("%q became %s, which is %q", s, dst, back)
	}
	for _, r := range text {
		if isActing(r) {
			t.Errorf("%q became %s, which contains %U", s, dst, r)
		}
	}
}
