package ldifparse

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

// splits are the ways in which an input may arrive in pieces.
var splits = map[string]func(io.Reader) io.Reader{
	"OneByteReader": iotest.OneByteReader,
	"HalfReader":    iotest.HalfReader,
	"DataErrReader": iotest.DataErrReader,
	"both":          func(r io.Reader) io.Reader { return iotest.DataErrReader(iotest.OneByteReader(r)) },
}

// everyQuirk contains everything for which a reader looks ahead or back: folds at
// all places, every line end, comments that continue, records without an empty line
// between them.
const everyQuirk = "\xef\xbb\xbf# extended LDIF\n#\n# base <dc=contoso,dc=com> with scope sub, and a comment that is f\n olded\n#\n\n" +
	"version: 1\n# Gone\nDEL:75948c84-4a63-4a0c-9fb8-3d4b9ab1a1d5, Deleted Objects, contoso.com\n" +
	"dn: CN=Gone\\0ADEL:75948c84-4a63-4a0c-9fb8-3d4b9ab1a1d5,CN=Deleted Objects,DC=co\n ntoso,DC=com\n" +
	"objectClass: top\nmail:\ncn:: \ndescription: \n pushed whole\nobjectGUID:: 3q2+7w\n ==\n" +
	"member;range=0-1: CN=a\r\nmember;range=0-1: CN=b\r\r\nx: fold\r\n ed\r\r\nsn\n :\n : T\n 8O2\r\n\r\n" +
	"dn:: Q049w7Y=\nchangetype: add\ntitle:\n < not a URL? it is\nphoto:< file:///etc/passwd\n-\n" +
	"dn: CN=touching\n# comment between\nmail: a@b\n  c\n\n" +
	"objectClass: early\n  bird\ndn: CN=early\n\n" +
	"dn: CN=bad\nmail:: ****\nsn: skipped\n\n \n lost\n\ndn CN=bad\n\n" +
	"dn: CN=mods\nchangetype: modify\nreplace: mail\nmail: a\nmail:: YQ==\nadd: sn\nsn: 1\n-\ndelete: title\n-\n\n" +
	"dn: CN=ren\ncontrol: 1.2.3 true\nchangetype: modrdn\nnewrdn: CN=n\ndeleteoldrdn: 1\nnewsuperior:\n\n" +
	"# search reference\nref: ldap://contoso.com/CN=Configuration,DC=contoso,DC=com??ba\n se\n\n" +
	"# search result\nsearch: 2\nresult: 4 Size limit exceeded\n\n# numEntries: 1\ndn: CN=last\nmail: unfinish"

// positions are the parts of a dump that change if lines are put before a file.
var positions = regexp.MustCompile(`(?m)^ +[0-9]+ |[0-9:]+@[0-9]+|\(record [0-9]+\)`)

func TestSplits(t *testing.T) {
	want := dumpString(everyQuirk)
	for name, split := range splits {
		if d := differ(dump(split(strings.NewReader(everyQuirk)), all()), want); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	for size := 8; size <= 2*len(everyQuirk); size++ {
		if d := differ(dumpSmall(strings.NewReader(everyQuirk), all(), size), want); d != "" {
			t.Fatalf("buffer of %d octets: %s", size, d)
		}
	}
}

// TestPrefixes ends the input at every octet. A small buffer must give the same
// result.
func TestPrefixes(t *testing.T) {
	for n := range len(everyQuirk) {
		want := dumpString(everyQuirk[:n])
		for _, size := range []int{8, 9, 13, 64} {
			if d := differ(dumpSmall(strings.NewReader(everyQuirk[:n]), all(), size), want); d != "" {
				t.Fatalf("first %d octets, buffer of %d: %s", n, size, d)
			}
		}
	}
}

// TestBufferEnd puts every octet of the quirks at the end of the real buffer.
func TestBufferEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	want := dumpString(everyQuirk)
	want = want[strings.Index(want, "entry"):]
	quirks := everyQuirk[strings.Index(everyQuirk, "version"):]
	for n := range len(quirks) {
		filler := strings.Repeat("x", bufferSize-n-len("#\n\n"))
		got := dumpString("#" + filler + "\n\n" + quirks)
		got = got[strings.Index(got, "entry"):]
		if d := differ(blur(got), blur(want)); d != "" {
			t.Fatalf("buffer ends after %d octets: %s", n, d)
		}
	}
}

// blur removes the positions from a dump.
func blur(dump string) string {
	return positions.ReplaceAllString(dump, "")
}

func all() Options { return Options{Comment: func([]byte) {}} }

func TestInputError(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, input := range []string{"", "dn: CN=a\n", "dn: CN=a\nmail: x", "dn: CN=a\n\n", "# c", " x\n"} {
		src := io.MultiReader(strings.NewReader(input), iotest.ErrReader(broken))
		var last error
		n := 0
		for _, err := range Read(src, Options{}) {
			last = err
			if n++; n > 3 {
				t.Fatalf("%q: goes on after the error", input)
			}
		}
		if last != broken {
			t.Errorf("%q: ends with %v", input, last)
		}
	}
	src := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(everyQuirk)))
	if got, want := dump(src, Options{}), "end timeout\n"; got != want {
		t.Errorf("timeout: got %q, want %q", got, want)
	}
}

// TestStuckReader reads from a source that never delivers anything.
func TestStuckReader(t *testing.T) {
	stuck := readerFunc(func([]byte) (int, error) { return 0, nil })
	if got, want := dump(stuck, Options{}), "end "+io.ErrNoProgress.Error()+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
