package exportfile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// unpack lists the members: their names with what they hold, or the error.
func unpack(data string) (all []string) {
	for m, err := range Unpack("exports.zip", strings.NewReader(data)) {
		if err != nil {
			all = append(all, err.Error())
			continue
		}
		text, err := io.ReadAll(m.Data)
		if err != nil {
			text = []byte(err.Error())
		}
		all = append(all, m.Name+": "+string(text))
	}
	return all
}

func TestUnpack(t *testing.T) {
	book := xlsx(t, "", inline(1, "mail", "id"))
	whole := packed(t, file{"a.csv", "mail,id\n"})
	for _, test := range []struct {
		name, data string
		want       []string
	}{
		{"no archive", "dn: CN=a\n", []string{"exports.zip: dn: CN=a\n"}},
		{"nothing", "", []string{"exports.zip: "}},
		{"workbook", book, []string{"exports.zip: " + book}},
		{"names for a terminal", packed(t, file{"\x1b[31m\na\u202e\xff.csv", "mail\n"}), []string{"exports.zip/\ufffd[31m\ufffda\ufffd\ufffd.csv: mail\n"}},
		{"files", packed(t, file{"ad/", ""}, file{"ad/users.ldf", "dn: CN=a\n"}, file{`cloud\users.csv`, "mail\n"}, file{"__MACOSX/ad/._users.ldf", "x"}, file{"ad/.DS_Store", "x"}),
			[]string{"exports.zip/ad/users.ldf: dn: CN=a\n", "exports.zip/cloud/users.csv: mail\n"}},
		{"workbook among files", packed(t, file{"a.xlsx", book}), []string{"exports.zip/a.xlsx: " + book}},
		{"archive in it", packed(t, file{"more.ZIP", "x"}, file{"b.csv", "y"}), []string{"exports.zip/more.ZIP: this is an archive inside an archive", "exports.zip/b.csv: y"}},
		{"no files", packed(t, file{"ad/", ""}), []string{"exports.zip: the archive holds no files"}},
		{"no members", packed(t), []string{"exports.zip: the archive holds no files"}},
		{"octets missing", whole[:32] + whole[36:], []string{"exports.zip/a.csv: the archive is damaged: zip: not a valid zip file"}},
		{"cut", whole[:len(whole)/2], []string{"exports.zip: the archive is damaged or cut: zip: not a valid zip file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := unpack(test.data); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestUnpackRefused(t *testing.T) {
	var many []file
	for i := range maxMembers + 1 {
		many = append(many, file{fmt.Sprint(i), ""})
	}
	stored := header(t, func(h *zip.FileHeader) { h.Method = 12 })
	encrypted := header(t, func(h *zip.FileHeader) { h.Flags |= 1 })
	broken := []byte(packed(t, file{"a.csv", "mail,id\na@x,1\n"}))
	broken[40] ^= 0x55
	for _, test := range []struct{ name, data, want string }{
		{"many", packed(t, many...), "exports.zip: the archive has 1001 members"},
		{"method", stored, "exports.zip/a.csv: it is packed by method 12"},
		{"encrypted", encrypted, "exports.zip/a.csv: it is encrypted"},
		{"damaged", string(broken), "exports.zip/a.csv: : the archive is damaged"},
		{"large", "PK\x03\x04" + strings.Repeat("x", maxArchive), "exports.zip: the archive or workbook takes more than 64 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := unpack(test.data); len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("got %.200q", got)
			}
		})
	}
}

// header packs an empty file whose header change has its way with.
func header(t *testing.T, change func(*zip.FileHeader)) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "a.csv"}
	change(h)
	if _, err := w.CreateRaw(h); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What unpacks to far more than any export does is not read to its end.
func TestBombs(t *testing.T) {
	const size = 200 << 20
	const want = "this unpacks to more than 250 times its size"
	bomb := bombOf(t, "a.csv", size)
	for m := range Unpack("a.zip", strings.NewReader(bomb)) {
		n, err := io.Copy(io.Discard, m.Data)
		if err == nil || !strings.Contains(err.Error(), want) || n > int64(len(bomb))*maxExpansion+1<<20 {
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
	r, err := readFrom(io.MultiReader(strings.NewReader("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"), raw), tableOptions)
	if err != nil || len(r.errs) != 1 || !strings.Contains(r.errs[0], want) || !r.Incomplete() {
		t.Errorf("gzip: %v, %q", err, r.errs)
	}
}

// A directory of very many members takes much more memory than it has octets.
func TestLargeDirectory(t *testing.T) {
	member := "PK\x01\x02" + strings.Repeat("\x00", 24) + "\x01" + strings.Repeat("\x00", 17) + "a"
	const members = 200_000
	data := "PK\x03\x04" + strings.Repeat(member, members)
	data += "PK\x05\x06" + strings.Repeat("\x00", 4) + strings.Repeat(string(binary.LittleEndian.AppendUint16(nil, members&0xffff)), 2)
	data += string(binary.LittleEndian.AppendUint32(nil, uint32(len(member)*members))) + "\x04\x00\x00\x00\x00\x00"
	const want = "exports.zip: the directory of the archive takes more than 4 MiB"
	if got := unpack(data); !slices.Equal(got, []string{want}) {
		t.Errorf("got %q", got)
	}
}

// bombOf packs n octets of CSV that pack best.
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
