package text

import "testing"

func TestVisible(t *testing.T) {
	for _, tt := range [][2]string{
		{"Jürgen 李", "Jürgen 李"}, {"a\u202eb", `a\u{202e}b`}, {"\x00", `\u{0}`}, {"\xff", `\x{ff}`}, {"a\u00a0b", `a\u{a0}b`}, {"\ufffd", "\ufffd"},
	} {
		if got := Visible(tt[0]); got != tt[1] {
			t.Errorf("Visible(%q) = %q, want %q", tt[0], got, tt[1])
		}
	}
}

func TestValidUTF8(t *testing.T) {
	for value, want := range map[string]string{"": "", "Zoë": "Zoë", "a\xff\xfeb": "a\ufffdb", "\xc3": "\ufffd", "a\x00": "a\x00"} {
		if got := ValidUTF8([]byte(value)); got != want {
			t.Errorf("ValidUTF8(%q) = %q, want %q", value, got, want)
		}
	}
}
