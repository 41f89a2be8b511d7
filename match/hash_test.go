package match

import (
	"bytes"
	"fmt"
	"testing"
)

// FuzzHash checks that equal keys have one hash, whatever their case and script.
func FuzzHash(f *testing.F) {
	for _, pair := range [][2]string{
		{"ada@contoso.com", "ADA@Contoso.COM"}, {"K", "\u212a"}, {"abcdefgK", "ABCDEFG\u212a"}, {"ſtraße@contoso.com", "Straße@CONTOSO.com"},
		{"abcdefghijklmnoä", "ABCDEFGHIJKLMNOÄ"}, {"@[`{", "@[`{"}, {"a\x00", "a"}, {"\xff", "\xfe"}, {"ς", "Σ"}, {"12345678", "12345678\x00"},
	} {
		f.Add([]byte(pair[0]), []byte(pair[1]))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		x, y := upnKey(a), upnKey(b)
		if x.equal(y) && x.hash() != y.hash() {
			t.Errorf("%q and %q are equal, their hashes are not", a, b)
		}
		for _, form := range [][]byte{bytes.ToUpper(a), bytes.ToLower(a)} {
			if z := upnKey(form); x.equal(z) && x.hash() != z.hash() {
				t.Errorf("%q and %q are equal, their hashes are not", a, form)
			}
		}
	})
}

// Similar names have different hashes, so that buckets stay small.
func TestHashesSpread(t *testing.T) {
	const n = 100_000
	x := newIndex(n)
	for i := range n {
		x.add(upnKey(fmt.Appendf(nil, "user%d@contoso.com", i)).hash(), Ref(i))
	}
	x.sort()
	most := 0
	for p := range x {
		for bucket := range x[p].buckets() {
			most = max(most, len(bucket))
		}
	}
	if most > 40 { // of 4 to 8 on average
		t.Errorf("%d names of %d in one bucket", most, n)
	}
}

func TestIndexFindsAll(t *testing.T) {
	for _, n := range []int{0, 1, 3, 100, 10_000} {
		x := newIndex(n)
		name := func(i int) Key { return upnKey(fmt.Appendf(nil, "u%d", i/2)) }
		for i := range n {
			x.add(name(i).hash(), Ref(i))
		}
		x.sort()
		for i := range n {
			hash, found := name(i).hash(), []Ref(nil)
			for _, e := range x.bucketOf(hash) {
				if e.tag == tagOf(hash) {
					found = append(found, e.ref)
				}
			}
			want := []Ref{Ref(i &^ 1)}
			if i|1 < n {
				want = append(want, Ref(i|1))
			}
			if fmt.Sprint(found) != fmt.Sprint(want) {
				t.Fatalf("%d of %d: %v, want %v", i, n, found, want)
			}
		}
	}
}
