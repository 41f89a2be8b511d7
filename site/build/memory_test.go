package main

import (
	"bytes"
	"testing"
)

// A segment at 5 holds 4 octets, one at 300 holds 2.
var twoSegments = []byte{11, 17, 2, 0, 0x41, 5, 0x0b, 4, 'a', 'b', 'c', 'd', 0, 0x41, 0xac, 0x02, 0x0b, 2, 'x', 'y'}

func TestMemory(t *testing.T) {
	want := append([]byte("\x00\x00\x00\x00\x00abcd"), make([]byte, 293)...)
	want[300], want[301] = 'x', 'y'
	for name, section := range map[string][]byte{"as it was": twoSegments, "written again": dataSectionOf(want)} {
		memory, err := readMemory(section)
		check(t, err)
		if !bytes.Equal(memory, want) {
			t.Errorf("%s: %q", name, memory)
		}
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
	if err := stripLines(make([]byte, 300)); err == nil {
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
