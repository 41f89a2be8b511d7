package main

import (
	"encoding/binary"
	"errors"
)

// readMemory returns the memory that a data section defines, from address 0. The segments
// must have constant addresses, as Go's linker writes them.
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

// dataSectionOf returns a data section with the memory in one segment. Go's linker writes
// a hundred thousand segments to leave out zeros, and their addresses compress badly.
func dataSectionOf(memory []byte) []byte {
	const segments, address = 1, 0
	body := []byte{segments, memoryZero, i32Const, address, end}
	body = append(binary.AppendUvarint(body, uint64(len(memory))), memory...)
	return append(binary.AppendUvarint([]byte{dataSection}, uint64(len(body))), body...)
}

// signed returns the signed LEB128 number at the beginning of octets, and its length, or 0
// if the number does not end.
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
