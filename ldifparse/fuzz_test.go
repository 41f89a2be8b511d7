package ldifparse

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzRead reads anything. Reading ends without a panic, and its result does not
// depend on how the input arrives. Records can be written and read again.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, input := range archive.Files {
			if text, err := unescape(input.Data); err == nil && input.Name != "want" {
				f.Add(text)
			}
		}
	}
	f.Add([]byte(everyQuirk))
	f.Fuzz(func(t *testing.T, input []byte) {
		// Runs longer than the small buffer cannot be recognised at their
		// beginning.
		if bytes.Contains(input, bytes.Repeat([]byte("\r"), 30)) || bytes.Contains(input, bytes.Repeat([]byte(" "), 30)) {
			t.Skip()
		}
		want := dump(bytes.NewReader(input), all())
		for _, size := range []int{32, 100} {
			src := iotest.OneByteReader(bytes.NewReader(input))
			if d := differ(dumpSmall(src, all(), size), want); d != "" {
				t.Errorf("buffer of %d octets: %s", size, d)
			}
		}
		dump(bytes.NewReader(input), Options{Attributes: []string{"mail"}, MaxRecord: 200, AcceptDecoded: true})
		rewriteRecords(t, input)
	})
}

// rewriteRecords writes the records that it reads, each to a file of its own, and
// reads them again.
func rewriteRecords(t *testing.T, input []byte) {
	for r, err := range Read(bytes.NewReader(input), Options{}) {
		if err != nil {
			continue
		}
		var file, want strings.Builder
		if err := NewWriter(&file, WriterOptions{Width: 20}).Write(r); err != nil {
			continue
		}
		dumpRecord(&want, r)
		if d := differ(forms(dumpString(file.String())), forms(want.String())); d != "" {
			t.Errorf("%q: %s", file.String(), d)
		}
	}
}

// forms removes what writing may change: positions, and whether a value is Base64.
func forms(dump string) string {
	return strings.NewReplacer(" =b64 ", " = ", " unterminated", "").Replace(blur(dump))
}

// FuzzWriteRead writes records of anything. They must read back octet for octet,
// with nothing added.
func FuzzWriteRead(f *testing.F) {
	f.Add([]byte("CN=a"), "mail", []byte("a@b"), []byte(""), uint8(0), int8(0), false)
	f.Add([]byte(" \xff"), "a;binary", []byte(":<\x00\r\n "), []byte("x\n\ndn: y"), uint8(1), int8(20), true)
	f.Add([]byte(""), "add", []byte("#"), []byte("-"), uint8(2), int8(30), false)
	f.Add([]byte("CN=a"), "dn: x", []byte("x "), []byte(""), uint8(3), int8(-1), true)
	f.Fuzz(func(t *testing.T, dn []byte, name string, a, b []byte, kind uint8, width int8, crlf bool) {
		r := fuzzRecord(dn, name, a, b, kind)
		var file, want strings.Builder
		o := WriterOptions{Version: kind >= 128, CRLF: crlf, Width: int(width)}
		if err := NewWriter(&file, o).Write(r); err != nil {
			if file.Len() > 0 {
				t.Errorf("refused with %v, but wrote %q", err, file.String())
			}
			return
		}
		for c := range strings.SplitSeq(file.String(), "") {
			if c > "~" || c < " " && c != "\n" && c != "\r" {
				t.Fatalf("%q in %q", c, file.String())
			}
		}
		dumpRecord(&want, r)
		if d := differ(forms(dumpString(file.String())), forms(want.String())); d != "" {
			t.Errorf("%q: %s", file.String(), d)
		}
	})
}

func fuzzRecord(dn []byte, name string, a, b []byte, kind uint8) *Record {
	r := &Record{DN: dn}
	switch kind % 6 {
	case 0:
		r.Attributes = []Attribute{attribute(name, string(a)), attribute("x", "y"), attribute(name, string(b))}
	case 1:
		r.ChangeType, r.Attributes = "add", []Attribute{attribute(name, string(b)), attribute(name, string(a))}
	case 2:
		r.Kind, r.ChangeType = Change, "modify"
		r.Mods = []Mod{{"replace", name, [][]byte{a, b}}, {"delete", name, nil}, {"add", "z", [][]byte{b}}}
	case 3:
		r.Kind, r.ChangeType, r.NewRDN, r.NewSuperior = Change, "moddn", append([]byte{}, a...), append([]byte{}, b...)
	case 4:
		r.Kind, r.ChangeType, r.Controls = Change, "delete", []string{string(a)}
	case 5:
		r.Kind, r.ChangeType, r.Controls = Change, string(b), []string{name}
	}
	return r
}
