package archive_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
)

// An archive that expands far more than any export is not read to its end.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks hundreds of megabytes")
	}
	const size, most = 200 << 20, 250 // times its size
	const want = "this unpacks to more than 250 times its size"
	bomb := bombOf(t, "a.csv", size)
	for m := range exportfile.Unpack("a.zip", strings.NewReader(bomb)) {
		n, err := io.Copy(io.Discard, m.Data)
		if err == nil || !strings.Contains(err.Error(), want) || n > int64(len(bomb))*most+1<<20 {
			t.Errorf("ZIP: %d octets of %d, %v", n, len(bomb), err)
		}
	}
	z, err := zip.NewReader(strings.NewReader(bomb), int64(len(bomb)))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := z.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	r, err := exporttest.ReadFrom(io.MultiReader(strings.NewReader("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"), raw), exporttest.TableOptions)
	if err != nil || len(r.Errs) != 1 || !strings.Contains(r.Errs[0], want) || !r.Incomplete() {
		t.Errorf("gzip: %v, %q", err, r.Errs)
	}
}

// bombOf packs n octets of CSV that compress best.
func bombOf(t testing.TB, name string, n int64) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	m, err := w.Create(name)
	if err == nil {
		_, err = io.WriteString(m, "mail,id\n")
	}
	for chunk := bytes.Repeat([]byte("a@x,"+strings.Repeat("x", 1000)+"\n"), 1000); err == nil && n > 0; n -= int64(len(chunk)) {
		_, err = m.Write(chunk)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
