package main

import (
	"bytes"
	"testing"
)

// A segment at 5 holds 4 octets, one at 300 holds 2.
var twoSegments = []byte{11, 17, 2, 0, 0x41, 5, 0x0b, 4, 'a', 'b', 'c', 'd', 0, 0x41, 0xac, 0x02, 0x0b, 2, 'x', 'y'}

func TestMemory(t *testing.T) {
	section := bytes.Clone(twoSegments)
	m, err := readMemory(section)
	check(t, err)
	if len(m.octets) != 302 || string(m.octets[5:9]) != "abcd" || string(m.octets[300:]) != "xy" {
		t.Fatalf("%d octets, %q", len(m.octets), m.octets)
	}
	m.octets[7], m.octets[301] = 'C', 'Y'
	m.write()
	if string(section[8:12]) != "abCd" || string(section[18:]) != "xY" {
		t.Errorf("%q", section)
	}
}

func TestMemoryOfAnotherLinker(t *testing.T) {
	for name, section := range map[string][]byte{
		"a passive segment": {11, 3, 1, 1, 0}, "a computed address": {11, 6, 1, 0, 0x23, 0, 0x0b, 0}, "cut": twoSegments[:12],
	} {
		if _, err := readMemory(section); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	if err := stripLines(bytes.Clone(twoSegments)); err == nil {
		t.Error("tables were found where there are none")
	}
}

// The same source gives the same page.
func TestReproducible(t *testing.T) {
	root, err := moduleRoot()
	check(t, err)
	one, err := compile(root)
	check(t, err)
	two, err := compile(root)
	check(t, err)
	if !bytes.Equal(one, two) {
		t.Error("two builds of the program differ")
	}
}
