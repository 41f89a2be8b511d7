package main

import (
	"encoding/binary"
	"errors"
)

// A memory is what the data section of a program fills the memory with, and where
// in the section each part of it stands.
type memory struct {
	octets  []byte
	section []byte
	parts   []part
}

type part struct{ address, at, size int }

// readMemory reads a data section of segments with constant addresses, as Go's
// linker writes them.
func readMemory(section []byte) (*memory, error) {
	m := &memory{section: section}
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
		const memoryZero, i32Const, end = 0, 0x41, 0x0b
		if len(in) < 4 || in[0] != memoryZero || in[1] != i32Const {
			return nil, errors.New("the data has a segment of an unknown kind")
		}
		in = in[2:]
		address := signed(&in)
		if len(in) == 0 || in[0] != end {
			return nil, errors.New("the data has a segment whose address is computed")
		}
		in = in[1:]
		size := uvarint()
		if size > len(in) {
			return nil, errors.New("the data ends too early")
		}
		m.add(part{address, len(section) - len(in), size})
		in = in[size:]
	}
	return m, nil
}

func (m *memory) add(p part) {
	if grown := p.address + p.size; grown > len(m.octets) {
		m.octets = append(m.octets, make([]byte, grown-len(m.octets))...)
	}
	copy(m.octets[p.address:], m.section[p.at:][:p.size])
	m.parts = append(m.parts, p)
}

// write puts the octets back where they stood.
func (m *memory) write() {
	for _, p := range m.parts {
		copy(m.section[p.at:][:p.size], m.octets[p.address:])
	}
}

// signed takes a signed LEB128 from the front.
func signed(in *[]byte) int {
	value, shift := 0, 0
	for i, b := range *in {
		value |= int(b&0x7f) << shift
		if shift += 7; b < 0x80 {
			*in = (*in)[i+1:]
			if b&0x40 != 0 {
				value -= 1 << shift
			}
			return value
		}
	}
	*in = nil
	return 0
}
