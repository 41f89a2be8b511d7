package main

import (
	"encoding/binary"
	"errors"
)

// readMemory returns what a data section fills the memory with, from address 0. It
// reads segments with constant addresses, as Go's linker writes them.
func readMemory(section []byte) ([]byte, error) {
	var memory []byte
	in := section[1:]
	uvarint := func() int {
		value, n := binary.Uvarint(in)
		if n <= 0 {
			in = nil
			return 0
		}
		in = in[n:]
		return int(value)
	}
	uvarint() // size of the section
	for range uvarint() {
		if len(in) < 4 || in[0] != memoryZero || in[1] != i32Const {
			return nil, errors.New("the data has a segment of an unknown kind")
		}
		address, n := signed(in[2:])
		if in = in[2+n:]; len(in) == 0 || in[0] != end || address < 0 {
			return nil, errors.New("the data has a segment whose address is computed")
		}
		in = in[1:]
		size := uvarint()
		if size < 0 || size > len(in) {
			return nil, errors.New("the data ends too early")
		}
		if grown := address + size; grown > len(memory) {
			memory = append(memory, make([]byte, grown-len(memory))...)
		}
		copy(memory[address:], in[:size])
		in = in[size:]
	}
	return memory, nil
}

const (
	memoryZero = 0
	end        = 0x0b
)

// dataSectionOf fills the memory in one segment. Go's linker writes a hundred
// thousand, to leave out what is zero, and their addresses do not pack well.
func dataSectionOf(memory []byte) []byte {
	const segments, address = 1, 0
	body := []byte{segments, memoryZero, i32Const, address, end}
	body = append(binary.AppendUvarint(body, uint64(len(memory))), memory...)
	return append(binary.AppendUvarint([]byte{dataSection}, uint64(len(body))), body...)
}

// signed returns the signed LEB128 that octets begin with, and how many octets it
// has, or 0 if it does not end.
func signed(octets []byte) (value, n int) {
	for i, b := range octets {
		value |= int(b&0x7f) << (7 * i)
		if b < 0x80 {
			if b&0x40 != 0 {
				value -= 1 << (7*i + 7)
			}
			return value, i + 1
		}
	}
	return 0, 0
}
