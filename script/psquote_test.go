package script

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"hardmatch/text"
	"hardmatch/text/texttest"
)

func utf16Units(s string) []uint16      { return utf16.Encode([]rune(s)) }
func utf16String(units []uint16) string { return string(utf16.Decode(units)) }

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"ada":     `'ada'`,
		"":        `''`,
		"O'Brien": `'O''Brien'`,
		"$(x)`n":  "'$(x)`n'",
		"a\nb":    `('a' + [char]0x000A + 'b')`,
		"\nb":     `('' + [char]0x000A + 'b')`,
		"\u2019":  `('' + [char]0x2019)`,
		"Zoë":     `('Zo' + [char]0x00EB)`,
		"😀":       `('' + [char]0xD83D + [char]0xDE00)`,
	} {
		if got, err := psQuote(in); got != want || err != nil {
			t.Errorf("psQuote(%q) = %s, %v, want %s", in, got, err, want)
		}
	}
	if _, err := psQuote("a\xffb"); !errors.Is(err, ErrNotUTF8) {
		t.Errorf("invalid UTF-8: %v", err)
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range texttest.HostileNames {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := psQuote(s)
		if valid := utf8.ValidString(s); valid != (err == nil) {
			t.Fatalf("valid UTF-8: %v, error: %v", valid, err)
		}
		if err != nil {
			return
		}
		if strings.ContainsFunc(quoted, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("%q is not one line of printable ASCII", quoted)
		}
		for _, around := range []string{"%", "f -Name % -Other 'x' # c", "@{ A = %; B = $true }", "\"$(f %)\"; %"} {
			checkAround(t, around, quoted, s)
		}
	})
}

// checkAround checks that a script with a quoted value in the places of % has the
// same tokens as with the string 'harmless', except for the value.
func checkAround(t *testing.T, around, quoted, value string) {
	t.Helper()
	script, harmless := strings.ReplaceAll(around, "%", quoted), strings.ReplaceAll(around, "%", "'harmless'")
	got, err := psTokens(script)
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	want, err := psTokens(harmless)
	if err != nil {
		t.Fatal(err)
	}
	for i, token := range want {
		if token.kind == "string" && token.text == "harmless" {
			want[i].text = value
		}
		if token.kind == "expandable" {
			want[i].text = strings.ReplaceAll(token.text, "'harmless'", quoted)
		}
	}
	if got := foldLiterals(got); !slices.Equal(got, want) {
		t.Fatalf("%s\nreads   %q\nwant    %q", script, got, want)
	}
}

func FuzzComment(f *testing.F) {
	for _, s := range texttest.HostileNames {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := psComment(s)
		if strings.ContainsFunc(c, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("%q is not one line of printable ASCII", c)
		}
		v := text.Visible(s)
		if !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\a\b\t\n\v\f\r\x1b\x7f\u0085\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff") {
			t.Fatalf("%q acts on a terminal", v)
		}
		if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) && c != s {
			t.Fatalf("%q became %q without need", s, c)
		}
	})
}
