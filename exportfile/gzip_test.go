package exportfile

import (
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	plain := fixture(t, "ldapsearch-plain.ldif")
	want := mustRead(t, plain, Options{})
	r := mustRead(t, gzipped(t, plain), Options{})
	if r.noFault(t); !slices.Equal(r.rows, want.rows) {
		t.Errorf("%d rows, want %d", len(r.rows), len(want.rows))
	}
	joined := append(gzipped(t, plain), gzipped(t, plain)...)
	r = mustRead(t, joined, Options{})
	if r.noFault(t); len(r.rows) != 2*len(want.rows) {
		t.Errorf("two members: %d rows, want %d", len(r.rows), 2*len(want.rows))
	}
	r = mustRead(t, gzipped(t, encode(t, utf16LEBOM, german)), Options{})
	if r.noFault(t); len(r.rows) != 6 || r.Encoding != "UTF-16LE" {
		t.Errorf("UTF-16: %d rows, %s", len(r.rows), r.Encoding)
	}
	if _, err := read(gzipped(t, nil), Options{}); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("nothing compressed: %v", err)
	}
	if _, err := read(gzipped(t, gzipped(t, plain)), Options{}); err == nil {
		t.Error("compressed twice: no error")
	}
}

// Damaged compressed data gives the records that stand before the damage.
func TestGzipDamaged(t *testing.T) {
	one := fixture(t, "ldapsearch-LLL.ldif")
	for _, plain := range [][]byte{one, bytes.Repeat(one, 10)} {
		whole := gzipped(t, plain)
		all := mustRead(t, plain, Options{}).rows
		checksum := bytes.Clone(whole)
		checksum[len(checksum)-5]++
		for name, test := range map[string]struct {
			data []byte
			want string
			rows int
		}{
			"cut":              {whole[:len(whole)*3/4], "cut", len(all) / 2},
			"trailer cut":      {whole[:len(whole)-3], "cut", len(all)},
			"checksum":         {checksum, "damaged", len(all)},
			"trailing garbage": {append(bytes.Clone(whole), "garbage behind the data"...), "damaged", len(all)},
		} {
			r, err := read(test.data, Options{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if len(r.errs) != 1 || !strings.Contains(r.errs[0], "compressed") || !strings.Contains(r.errs[0], test.want) || !r.Incomplete() {
				t.Errorf("%s: errors %q", name, r.errs)
			}
			if n := len(r.rows); n < test.rows || !slices.Equal(r.rows, all[:n]) {
				t.Errorf("%s: %d rows, want %d of %d", name, n, test.rows, len(all))
			}
		}
	}
	if _, err := read([]byte("\x1f\x8b\x08\x00\x00"), Options{}); err == nil || !strings.Contains(err.Error(), "compressed") {
		t.Errorf("only a header: %v", err)
	}
}
