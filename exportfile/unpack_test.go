package exportfile_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"hardmatch/exportfile"
	"hardmatch/exportfile/exporttest"
)

// unpackMembers lists the members: their names with their contents, or the error.
func unpackMembers(data string) (all []string) {
	for m, err := range exportfile.Unpack("exports.zip", strings.NewReader(data)) {
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
	book := exporttest.Workbook(t, "", exporttest.Row(1, "mail", "id"))
	whole := exporttest.Pack(t, "a.csv", "mail,id\n")
	for _, test := range []struct {
		name, data string
		want       []string
	}{
		{"no archive", "dn: CN=a\n", []string{"exports.zip: dn: CN=a\n"}},
		{"nothing", "", []string{"exports.zip: "}},
		{"workbook", book, []string{"exports.zip: " + book}},
		{"names for a terminal", exporttest.Pack(t, "\x1b[31m\na\u202e\xff.csv", "mail\n"), []string{"exports.zip/\ufffd[31m\ufffda\ufffd\ufffd.csv: mail\n"}},
		{"files", exporttest.Pack(t, "ad/", "", "ad/users.ldf", "dn: CN=a\n", `cloud\users.csv`, "mail\n", "__MACOSX/ad/._users.ldf", "x", "ad/.DS_Store", "x"),
			[]string{"exports.zip/ad/users.ldf: dn: CN=a\n", "exports.zip/cloud/users.csv: mail\n"}},
		{"workbook among files", exporttest.Pack(t, "a.xlsx", book), []string{"exports.zip/a.xlsx: " + book}},
		{"archive in it", exporttest.Pack(t, "more.ZIP", "x", "b.csv", "y"), []string{"exports.zip/more.ZIP: this is an archive inside an archive", "exports.zip/b.csv: y"}},
		{"no files", exporttest.Pack(t, "ad/", ""), []string{"exports.zip: the archive holds no files"}},
		{"no members", exporttest.Pack(t), []string{"exports.zip: the archive holds no files"}},
		{"octets missing", whole[:32] + whole[36:], []string{"exports.zip/a.csv: the archive is damaged: zip: not a valid zip file"}},
		{"cut", whole[:len(whole)/2], []string{"exports.zip: the archive is damaged or cut: zip: not a valid zip file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := unpackMembers(test.data); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestUnpackRefused(t *testing.T) {
	var many []string
	for i := range 1001 {
		many = append(many, fmt.Sprint(i), "")
	}
	stored := header(t, func(h *zip.FileHeader) { h.Method = 12 })
	encrypted := header(t, func(h *zip.FileHeader) { h.Flags |= 1 })
	broken := []byte(exporttest.Pack(t, "a.csv", "mail,id\na@x,1\n"))
	broken[40] ^= 0x55
	for _, test := range []struct{ name, data, want string }{
		{"many", exporttest.Pack(t, many...), "exports.zip: the archive has 1001 members"},
		{"method", stored, "exports.zip/a.csv: it is packed by method 12"},
		{"encrypted", encrypted, "exports.zip/a.csv: it is encrypted"},
		{"damaged", string(broken), "exports.zip/a.csv: : the archive is damaged"},
		{"large", "PK\x03\x04" + strings.Repeat("x", 64<<20), "exports.zip: the archive or workbook takes more than 64 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := unpackMembers(test.data); len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("got %.200q", got)
			}
		})
	}
}

// header packs an empty file after change has edited its header.
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

// A directory of very many members needs far more memory than its size.
func TestLargeDirectory(t *testing.T) {
	member := "PK\x01\x02" + strings.Repeat("\x00", 24) + "\x01" + strings.Repeat("\x00", 17) + "a"
	const members = 200_000
	data := "PK\x03\x04" + strings.Repeat(member, members)
	data += "PK\x05\x06" + strings.Repeat("\x00", 4) + strings.Repeat(string(binary.LittleEndian.AppendUint16(nil, members&0xffff)), 2)
	data += string(binary.LittleEndian.AppendUint32(nil, uint32(len(member)*members))) + "\x04\x00\x00\x00\x00\x00"
	const want = "exports.zip: the directory of the archive takes more than 4 MiB"
	if got := unpackMembers(data); !slices.Equal(got, []string{want}) {
		t.Errorf("got %q", got)
	}
}
