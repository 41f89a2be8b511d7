package lzma

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"testing"
)

// unlzma decompresses with an independent program.
func unlzma(t *testing.T, packed []byte) []byte {
	t.Helper()
	xz, err := exec.LookPath("xz")
	if err != nil {
		t.Skip("no xz here: that others can unpack was not tried")
	}
	cmd := exec.Command(xz, "--decompress", "--stdout", "--format=lzma")
	cmd.Stdin = bytes.NewReader(packed)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("xz: %v", err)
	}
	return out
}

func TestEncode(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 20_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	var records []byte // records that differ in single octets
	for i := range 8_000 {
		records = fmt.Appendf(records, "entry %c of a table\x00\x00%c", 'a'+i%23, byte(i/7))
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "an octet": {7}, "zeros": make([]byte, 90_000), "noise": noise, "records": records,
		"text": bytes.Repeat([]byte("match, literal, and the same distance again. "), 2000),
		"far":  append(bytes.Clone(noise), noise...),
	} {
		for _, p := range []Properties{{LC: 3}, {LC: 1, PB: 2}, {LP: 2, PB: 2}} {
			packed := Encode(data, p)
			if got := unlzma(t, packed); !bytes.Equal(got, data) {
				t.Errorf("%s, %+v: %d octets become %d others", name, p, len(data), len(got))
			}
			if !bytes.Equal(packed, Encode(data, p)) {
				t.Errorf("%s, %+v: not the same twice", name, p)
			}
		}
	}
}

// The result is smaller than those of gzip and xz.
func TestEncodeTight(t *testing.T) {
	var records []byte
	for i := range 20_000 {
		records = fmt.Appendf(records, "%08x%c%c%c%c", i*40, 0, i%3, 0, i%11)
	}
	ours := len(Encode(records, Properties{PB: 2}))
	xz := exec.Command("xz", "-9e", "--format=lzma", "--stdout")
	xz.Stdin = bytes.NewReader(records)
	out, err := xz.Output()
	if err != nil {
		t.Skip("no xz here: nothing to compare with")
	}
	if ours > len(out)*105/100 {
		t.Errorf("%d octets, xz leaves %d", ours, len(out))
	}
}
