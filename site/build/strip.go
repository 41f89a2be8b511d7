package main

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// stripLines zeroes the data that a program has for the functions and lines of a panic.
// The page does not show them, and they are a sixth of it. stripLines keeps the data that
// the program needs to walk its stack.
//
// The tables are those of Go 1.20 to 1.26: runtime/symtab.go, runtime/runtime2.go.
func stripLines(memory []byte) error {
	t, err := findTables(memory)
	if err != nil {
		return err
	}
	kept := make([]bool, len(t.pcs))
	for _, f := range t.functions() {
		f.forgetLines()
		for _, table := range f.tables() {
			keepTable(kept, t.pcs, int(table))
		}
	}
	for i := range t.pcs {
		if !kept[i] {
			t.pcs[i] = 0
		}
	}
	clear(t.names)
	return nil
}

// tables are the tables of runtime.pcHeader.
type tables struct {
	count int    // of functions
	names []byte // names of functions and files, and the files of each package
	pcs   []byte // a value for each place in a function: the depth of the stack, the line
	funcs []byte // an index, and the data of each function
}

func findTables(memory []byte) (*tables, error) {
	mark := []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8} // magic number of Go 1.20, sizes of an instruction and of a pointer
	at := bytes.Index(memory, mark)
	if at < 0 || at+72 > len(memory) || bytes.Contains(memory[at+1:], mark) {
		return nil, errors.New("the compiler writes tables of functions that site/build/strip.go does not know")
	}
	word := func(i int) int { return int(binary.LittleEndian.Uint64(memory[at+8*i:])) }
	names, pcs, funcs := at+word(4), at+word(7), at+word(8)
	if !(at < names && names <= pcs && pcs < funcs && funcs < len(memory)) {
		return nil, errors.New("the tables of functions are in another order than site/build/strip.go knows")
	}
	return &tables{word(1), memory[names:pcs], memory[pcs:funcs], memory[funcs:]}, nil
}

// A function is a runtime._func and the numbers after it.
type function []byte

const functionSize = 44

// functions returns all functions.
func (t *tables) functions() []function {
	all := make([]function, t.count)
	for i := range all {
		all[i] = function(t.funcs[binary.LittleEndian.Uint32(t.funcs[8*i+4:]):])
	}
	return all
}

// The fields of a function, by their offset.
const (
	nameAt     = 4
	stackDepth = 16
	fileNumber = 20
	lineNumber = 24
	tableCount = 28
	packageAt  = 32
	firstLine  = 36
)

func (f function) number(at int) uint32 { return binary.LittleEndian.Uint32(f[at:]) }

// forgetLines removes the name, the file and the line: offset 0 means that there is no
// table.
func (f function) forgetLines() {
	for _, field := range []int{nameAt, fileNumber, lineNumber, packageAt, firstLine} {
		clear(f[field:][:4])
	}
}

// tables returns the offsets of the remaining tables of a function.
func (f function) tables() []uint32 {
	all := []uint32{f.number(stackDepth)}
	for i := range int(f.number(tableCount)) {
		all = append(all, f.number(functionSize+4*i))
	}
	return all
}

// keepTable marks a table of pairs of numbers, which ends when the first number is 0.
func keepTable(kept []bool, pcs []byte, at int) {
	if at == 0 || kept[at] {
		return
	}
	for first := true; ; first = false {
		change, n := binary.Uvarint(pcs[at:])
		kept[at] = true
		if change == 0 && !first {
			return
		}
		_, more := binary.Uvarint(pcs[at+n:])
		for i := range n + more {
			kept[at+i] = true
		}
		at += n + more
	}
}
