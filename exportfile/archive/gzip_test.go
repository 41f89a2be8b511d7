package archive_test

import (
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile/exporttest"
	"hardmatch/exportfile/records"
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
	plain := exporttest.Fixture(t, "ldapsearch-plain.ldif")
	want := exporttest.MustRead(t, plain, records.Options{})
	r := exporttest.MustRead(t, gzipped(t, plain), records.Options{})
	if r.CheckComplete(t); !slices.Equal(r.Rows, want.Rows) {
		t.Errorf("%d rows, want %d", len(r.Rows), len(want.Rows))
	}
	joined := append(gzipped(t, plain), gzipped(t, plain)...)
	r = exporttest.MustRead(t, joined, records.Options{})
	if r.CheckComplete(t); len(r.Rows) != 2*len(want.Rows) {
		t.Errorf("two members: %d rows, want %d", len(r.Rows), 2*len(want.Rows))
	}
	r = exporttest.MustRead(t, gzipped(t, exporttest.Encode(t, exporttest.UTF16LEBOM, exporttest.German)), records.Options{})
	if r.CheckComplete(t); len(r.Rows) != 6 || r.Encoding != "UTF-16LE" {
		t.Errorf("UTF-16: %d rows, %s", len(r.Rows), r.Encoding)
	}
	if _, err := exporttest.Read(gzipped(t, nil), records.Options{}); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("nothing compressed: %v", err)
	}
	if _, err := exporttest.Read(gzipped(t, gzipped(t, plain)), records.Options{}); err == nil {
		t.Error("compressed twice: no error")
	}
}

// Damaged compressed data gives the records before the damage.
func TestGzipDamaged(t *testing.T) {
	one := exporttest.Fixture(t, "ldapsearch-LLL.ldif")
	for _, plain := range [][]byte{one, bytes.Repeat(one, 10)} {
		whole := gzipped(t, plain)
		all := exporttest.MustRead(t, plain, records.Options{}).Rows
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
			"trailing garbage": {append(bytes.Clone(whole), "garbage after the data"...), "damaged", len(all)},
		} {
			r, err := exporttest.Read(test.data, records.Options{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if len(r.Errs) != 1 || !strings.Contains(r.Errs[0], "compressed") || !strings.Contains(r.Errs[0], test.want) || !r.Incomplete() {
				t.Errorf("%s: errors %q", name, r.Errs)
			}
			if n := len(r.Rows); n < test.rows || !slices.Equal(r.Rows, all[:n]) {
				t.Errorf("%s: %d rows, want %d of %d", name, n, test.rows, len(all))
			}
		}
	}
	if _, err := exporttest.Read([]byte("\x1f\x8b\x08\x00\x00"), records.Options{}); err == nil || !strings.Contains(err.Error(), "compressed") {
		t.Errorf("only a header: %v", err)
	}
}
