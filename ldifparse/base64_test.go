package ldifparse

import (
	"bytes"
	"encoding/base64"
	"testing"
)

func TestAppendDecoded(t *testing.T) {
	octets := make([]byte, 100)
	for i := range octets {
		octets[i] = byte(i*37 + 5)
	}
	for n := 1; n <= len(octets); n++ {
		text := base64.StdEncoding.EncodeToString(octets[:n])
		got, ok := appendDecoded([]byte("before"), []byte(text))
		if !ok || string(got) != "before"+string(octets[:n]) {
			t.Fatalf("%s: %x, %v", text, got, ok)
		}
	}
	for _, bad := range []string{"", "A", "AA", "AAA", "AAAAA", "=AAA", "A===", "AA=A", "AAA-", "A AA", "AAAA=AAA", "====", "AA\nA", "AAAA\xffAAA"} {
		if got, ok := appendDecoded(nil, []byte(bad)); ok {
			t.Errorf("%q is decoded to %x", bad, got)
		}
	}
}

func FuzzAppendDecoded(f *testing.F) {
	f.Add([]byte("QX00ApTUDEiiEm5kX0WP2w=="))
	f.Add([]byte("abcdefghijklmnopqrstuv=="))
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.ContainsAny(text, "\r\n") {
			return // encoding/base64 skips line breaks; a line has none
		}
		want, err := base64.StdEncoding.DecodeString(string(text))
		got, ok := appendDecoded(nil, text)
		if ok != (err == nil && len(text) > 0) {
			t.Fatalf("%q: %v, encoding/base64 returns %v", text, ok, err)
		}
		if ok && !bytes.Equal(got, want) {
			t.Fatalf("%q: %x, want %x", text, got, want)
		}
	})
}
