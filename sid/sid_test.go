package sid

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// Octets computed by the rules of MS-DTYP 2.4.2.
func TestSID(t *testing.T) {
	for text, octets := range map[string]string{
		"S-1-1-0":      "010100000000000100000000",
		"S-1-5-32-544": "01020000000000052000000020020000",
		"S-1-5-21-1004336348-1177238915-682003330-512": "010500000000000515000000dcf4dc3b833d2b46828ba62800020000",
		"S-1-12-1-1943430372-1249052806-2496021943-3034400218": "010500000000000c01000000e464d67386" +
			"08734ab745c694da45ddb4",
		"S-1-0x123456789ABC-7": "0101123456789abc07000000",
		"S-1-4294967295-7":     "01010000ffffffff07000000",
		"S-1-0x000100000000-7": "010100010000000007000000",
		"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-4294967295": "010f000000000005" +
			"0100000002000000030000000400000005000000060000000700000008000000090000000a0000000b0000000c0000000d0000000e000000ffffffff",
	} {
		got, err := Parse(text)
		if err != nil || hex.EncodeToString(got) != octets {
			t.Errorf("Parse(%q) = %x, %v", text, got, err)
		}
		back, err := Append([]byte("="), got)
		if err != nil || string(back) != "="+text {
			t.Errorf("Append(%s) = %q, %v", octets, back, err)
		}
		if appended, err := AppendOctets([]byte("="), text); err != nil || string(appended) != "="+string(got) {
			t.Errorf("AppendOctets(%q) = %q, %v", text, appended, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, text := range []string{
		"", "S-1-5", "S-1-5-", "S-2-5-32", "S-1-5-4294967296", "S-1-4294967296-1", "S-1-5-32-544 ", "S-1-5--1",
		"S-1-0x12345678-1", "S-1-0x123456789ABG-1", "S-1-0x123456789ABC", "S-1-0x12345678_ABC-1",
		"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16", "S-1-5-00000000001", "S-1-00000000005-1",
		"R-1-5-32", "T-1-5-32", "S_1-5-32", "S-1_5-32", "S-1-5a-32", "S-1-5-3a", "S-1-5-3/2", "S-1-1x123456789ABC-7", "S-1-00123456789ABC-7",
	} {
		if octets, err := AppendOctets([]byte("="), text); err != ErrText || string(octets) != "=" {
			t.Errorf("AppendOctets(%q) = %x, %v", text, octets, err)
		}
	}
	for _, octets := range []string{"", "01", "0100000000000005", "020100000000000100000000", "01010000000000010000000000", "0110000000000005",
		"0110000000000005" + strings.Repeat("01000000", 16)} {
		raw, _ := hex.DecodeString(octets)
		if text, err := Append(nil, raw); err != ErrOctets || len(text) > 0 {
			t.Errorf("Append(%s) = %q, %v", octets, text, err)
		}
	}
}

// entraID is the object id of an example of Microsoft, as stored.
var entraID = [16]byte{0xe4, 0x64, 0xd6, 0x73, 0x86, 0x08, 0x73, 0x4a, 0xb7, 0x45, 0xc6, 0x94, 0xda, 0x45, 0xdd, 0xb4}

const entraSID = "S-1-12-1-1943430372-1249052806-2496021943-3034400218"

func TestEntra(t *testing.T) {
	if got := string(AppendEntra(nil, entraID)); got != entraSID {
		t.Errorf("AppendEntra = %s", got)
	}
	if got, err := ParseEntra(entraSID); got != entraID || err != nil {
		t.Errorf("ParseEntra = %v, %v", got, err)
	}
	if octets, err := Parse(entraSID); string(AppendEntraOctets(nil, entraID)) != string(octets) {
		t.Errorf("AppendEntraOctets differs from Parse, which returns %x, %v", octets, err)
	}
	for text, cause := range map[string]error{
		"S-1-5-21-1-2-3-4": ErrNotEntra, "S-1-12-1-1-2-3": ErrNotEntra, "S-1-12-2-1-2-3-4": ErrNotEntra, "S-1": ErrText,
	} {
		if _, err := ParseEntra(text); !errors.Is(err, cause) {
			t.Errorf("ParseEntra(%q): %v", text, err)
		}
	}
}

// Every SID of a large export passes through these functions.
func TestAllocations(t *testing.T) {
	dst := make([]byte, 0, 4096)
	octets, _ := Parse("S-1-5-21-1004336348-1177238915-682003330-512")
	for name, f := range map[string]func(){
		"Append":       func() { Append(dst, octets) },
		"AppendOctets": func() { AppendOctets(dst, entraSID) },
		"AppendEntra":  func() { AppendEntra(dst, entraID) },
		"ParseEntra":   func() { ParseEntra(entraSID) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// Parse accepts only what Append can write.
func FuzzParse(f *testing.F) {
	for _, text := range []string{entraSID, "s-1-5-32-544", "S-1-0x123456789ABC-7", "S-1-5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, input string) {
		octets, err := Parse(input)
		if err != nil {
			return
		}
		text, err := Append(nil, octets)
		again, err2 := Parse(text)
		if err != nil || err2 != nil || string(again) != string(octets) {
			t.Fatalf("Parse(%q) = %x, which is %s", input, octets, text)
		}
	})
}
