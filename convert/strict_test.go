package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

func TestParseGUID(t *testing.T) {
	want := mustGUID("02347d41-d494-480c-a212-6e645f458fdb")
	for _, text := range []string{
		"02347D41-D494-480C-A212-6E645F458FDB",
		"{02347d41-d494-480c-a212-6e645f458fdb}",
		"(02347d41-d494-480c-a212-6e645f458fdb)",
		"URN:uuid:02347d41-d494-480c-a212-6e645f458fdb",
	} {
		if g, err := ParseGUID(text); g != want || err != nil {
			t.Errorf("ParseGUID(%q) = %v, %v", text, g, err)
		}
	}
	for _, text := range []string{
		"",
		"02347d41d494480ca2126e645f458fdb",
		"02347d41-d494-480c-a212-6e645f458fd",
		"02347d41-d494-480c-a212-6e645f458fdg",
		"02347d41-d494-480c-a212_6e645f458fdb",
		"02347d4-1d494-480c-a212-6e645f458fdb",
		"(02347d41-d494-480c-a212-6e645f458fdb}",
		"xrn:uuid:02347d41-d494-480c-a212-6e645f458fdb",
		" 02347d41-d494-480c-a212-6e645f458fdb",
	} {
		g, err := ParseGUID(text)
		var why *Error
		if !errors.As(err, &why) || !errors.Is(err, ErrSyntax) || g != (GUID{}) {
			t.Errorf("ParseGUID(%q) = %v, %v", text, g, err)
		}
	}
}

func TestParseImmutableID(t *testing.T) {
	for text, cause := range map[string]error{
		"":                          ErrLength,
		"QX00ApTUDEiiEm5kX0WP2w":    ErrLength,
		"QX00ApTUDEiiEm5kX0WP2w= =": ErrLength,
		"QX00ApTUDEiiEm5kX0WP2w=A":  ErrLength,
		"QX00ApTUDEiiEm5kX0WP2x==":  ErrPadding,
		"QX00ApTUDEiiEm5kX0WP2I==":  ErrPadding,
		"abcdefghijklmnopqrstuv==":  ErrPadding, // the placeholder of Microsoft's documents
		"QX00ApTUDEiiEm5kX0WP-w==":  ErrSyntax,
		"QX00ApTUDEii=m5kX0WP2w==":  ErrSyntax,
	} {
		if g, err := ParseImmutableID(text); !errors.Is(err, cause) || g != (GUID{}) {
			t.Errorf("ParseImmutableID(%q) = %v, %v, want %v", text, g, err, cause)
		}
	}
}

func TestGUIDFromOctets(t *testing.T) {
	for n := range 20 {
		if _, ok := GUIDFromOctets(make([]byte, n)); ok != (n == 16) {
			t.Errorf("%d octets: %v", n, ok)
		}
	}
}

func TestGUIDInJSON(t *testing.T) {
	text, err := json.Marshal(mustGUID("02347d41-d494-480c-a212-6e645f458fdb"))
	if err != nil || string(text) != `"02347d41-d494-480c-a212-6e645f458fdb"` {
		t.Fatal(string(text), err)
	}
	var g GUID
	if err := json.Unmarshal(text, &g); err != nil || g[0] != 0x41 {
		t.Fatal(g, err)
	}
	if err := json.Unmarshal([]byte(`"02347d41"`), &g); err == nil {
		t.Fatal("accepted half a GUID")
	}
}

func TestConnectorDN(t *testing.T) {
	const dn = "CN={514635484D4B376E38307176645973555049486139513D3D}" // published by Microsoft
	anchor, err := ParseConnectorDN(dn)
	if err != nil || string(anchor) != "QF5HMK7n80qvdYsUPIHa9Q==" {
		t.Fatalf("%s, %v", anchor, err)
	}
	if got := AppendConnectorDN(nil, anchor); string(got) != dn {
		t.Fatalf("%s", got)
	}
	if lower, err := ParseConnectorDN(bytes.ToLower([]byte(dn))); err != nil || !bytes.Equal(lower, anchor) {
		t.Fatalf("%s, %v", lower, err)
	}
	for _, text := range []string{"", "CN={}", "CN={4}", "CN={4G}", "CN={41", "CN=41}", "OU={41}"} {
		if got, err := ParseConnectorDN(text); !errors.Is(err, ErrSyntax) {
			t.Errorf("ParseConnectorDN(%q) = %q, %v", text, got, err)
		}
	}
}

// Every object of a large export passes through these functions.
func TestAllocations(t *testing.T) {
	g := mustGUID("02347d41-d494-480c-a212-6e645f458fdb")
	value := Value{Kind: KindGUID, GUID: g}
	text, id := []byte(g.String()), []byte(g.ImmutableID())
	dst := make([]byte, 0, 4096)
	for name, f := range map[string]func(){
		"ParseGUID":           func() { ParseGUID(text) },
		"ParseGUID in braces": func() { ParseGUID("{02347d41-d494-480c-a212-6e645f458fdb}") },
		"ParseGUID refusing":  func() { ParseGUID("02347d41") },
		"ParseImmutableID":    func() { ParseImmutableID(id) },
		"AppendGUID":          func() { AppendGUID(dst, g) },
		"AppendImmutableID":   func() { AppendImmutableID(dst, g) },
		"AppendConnectorDN":   func() { AppendConnectorDN(dst, id) },
		"Read a GUID":         func() { Read(text) },
		"Read an ImmutableId": func() { Read(id) },
		"Append all": func() {
			for n := Auto + 1; n < notationEnd; n++ {
				value.Append(dst, n)
			}
		},
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	spaced := "41 7D 34 02 94 D4 0C 48 A2 12 6E 64 5F 45 8F DB"
	if n := testing.AllocsPerRun(100, func() { Read(spaced) }); n > 1 {
		t.Errorf("Read of another notation allocates %v times, more than its scratch space", n)
	}
}
