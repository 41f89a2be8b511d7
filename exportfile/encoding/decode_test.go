package encoding

import "testing"

func TestDecode(t *testing.T) {
	for _, c := range []struct{ text, encoding string }{
		{"é", ""},
		{"\xef\xbb\xbfé", ""},
		{"\xff\xfe\xe9\x00", ""},
		{"\xfe\xff\x00\xe9", ""},
		{"\xe9", "1252"},
		{"\x82", "850"},
	} {
		got, err := Decode([]byte(c.text), c.encoding)
		if err != nil || string(got) != "é" {
			t.Errorf("%q, %q: %q, %v", c.text, c.encoding, got, err)
		}
	}
	if got, err := Decode([]byte("Fehler bei J\xf6rg"), ""); err != nil || string(got) != "Fehler bei Jörg" {
		t.Errorf("code page: %q, %v", got, err)
	}
	if _, err := Decode([]byte("\xff\xfe\x00\x00a\x00\x00\x00"), ""); err == nil {
		t.Error("UTF-32 is not read")
	}
	if _, err := Decode(nil, "klingon"); err == nil {
		t.Error("an unknown encoding is accepted")
	}
}
