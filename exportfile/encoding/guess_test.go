package encoding

import "testing"

func TestGuessPage(t *testing.T) {
	for text, want := range map[string]string{
		"Sean O\x92Brien":        "windows-1252", // an apostrophe, not the letter Æ of code page 850
		"Zo\xeb":                 "windows-1252",
		"J\x94rg":                "cp850",
		"M\x81ller, Gro\xe1":     "cp850", // a sharp s counts for neither page
		"Gro\xe1":                "windows-1252",
		"\xc8\xe2\xe0\xed":       "windows-1251",
		"\x88\xa2\xa0\xad":       "cp866",
		"J\x94rg \xe9t\xe9 \xe8": "windows-1252", // three letters of 1252 against one of 850
	} {
		if got := guessPage([]byte(text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
