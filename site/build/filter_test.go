package main

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// unfiltered reverses the filter with the script of the page.
func unfiltered(t *testing.T, filtered []byte) []byte {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node here: that the filter is undone was not tried")
	}
	cmd := exec.Command(node, "-e", source(t, "filter.js")+
		`process.stdout.write(unfilter(new Uint8Array(require("fs").readFileSync(0))))`)
	cmd.Stdin = bytes.NewReader(filtered)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	check(t, err)
	return out
}

func TestFilter(t *testing.T) {
	root, err := moduleRoot()
	check(t, err)
	program, err := compile(root)
	check(t, err)
	code, _, err := split(program)
	check(t, err)
	filtered, err := filter(code)
	check(t, err)
	if !bytes.Equal(unfiltered(t, filtered), code) {
		t.Error("the code is another one after filter and unfilter")
	}
}

// function returns a program that has one function with these instructions.
func functionOf(instructions ...byte) []byte {
	body := append([]byte{1, 3, 0x7f}, instructions...) // three variables
	program := []byte("\x00asm\x01\x00\x00\x00\x01\x02xx\x0a")
	return append(append(program, byte(len(body)+2), 1, byte(len(body))), body...)
}

func TestFilterInstructions(t *testing.T) {
	for name, instructions := range map[string][]byte{
		"offsets":   {0x29, 3, 0xa8, 0x01, 0x37, 3, 0x09, 0x2d, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x28, 2, 0x04},
		"constants": {0x42, 0x7f, 0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f, 0x41, 0xff, 0x00, 0x43, 1, 2, 3, 4, 0x44, 1, 2, 3, 4, 5, 6, 7, 8},
		"places":    {0x42, 0x83, 0x80, 0x80, 0x80, 0x01, 0x41, 0x02, 0x21, 0, 0x41, 0x7f, 0x21, 0, 0x42, 0x81, 0x80, 0x80, 0x80, 0x01},
		"padding":   {0x42, 0x83, 0x80, 0x80, 0x80, 0x81, 0x00, 0x41, 0x82, 0x00, 0x21, 0, 0x41, 0xc2, 0x00, 0x21, 0, 0x20, 0x80, 0x00},
		"jumps":     {0x02, 0x40, 0x0e, 2, 0, 0x81, 0x00, 1, 0x0b, 0x10, 0x05, 0x11, 1, 0},
		"bulk":      {0xfc, 10, 0, 0, 0xfc, 11, 0, 0xfc, 2},
	} {
		program := functionOf(instructions...)
		filtered, err := filter(program)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := unfiltered(t, filtered); !bytes.Equal(got, program) {
			t.Errorf("%s: % x, want % x", name, got, program)
		}
	}
}

func TestFilterOfAnotherCompiler(t *testing.T) {
	whole := functionOf(0x42, 0x83, 0x80, 0x80, 0x80, 0x01)
	for name, program := range map[string][]byte{
		"an instruction": functionOf(0xd0), "a bulk instruction": functionOf(0xfc, 12, 0, 0), "an alignment": functionOf(0x29, 2, 8), "an offset": functionOf(0x29, 3, 0x88, 0x00),
		"cut in a number": whole[:len(whole)-1], "cut in a function": whole[:len(whole)-3], "cut before": whole[:6],
	} {
		if _, err := filter(program); err == nil {
			t.Errorf("%s was filtered", name)
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add(functionOf(0x42, 0x83, 0x80, 0x80, 0x80, 0x01))
	f.Fuzz(func(t *testing.T, program []byte) { filter(program) })
}
