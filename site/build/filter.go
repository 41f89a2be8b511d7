package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// filter rewrites the functions of a program so that similar code becomes equal, as the
// filters of xz do for other machines. This makes the compressed program a tenth smaller.
// site/filter.js is the reverse.
//
// Go numbers the places where a function can resume. Before a call, a function puts its
// own number and the number of such a place on the stack. The filter writes the distance
// from the last place instead. It divides offsets into the memory by the size of what is
// loaded, and omits the alignment, which is always that of the instruction.
//
// The instructions are those of
// https://webassembly.github.io/spec/core/binary/instructions.html.
func filter(program []byte) ([]byte, error) {
	f := &filtering{in: program, out: binary.LittleEndian.AppendUint32(nil, uint32(len(program)))}
	f.copy(8) // version
	for f.err == nil && len(f.in) > 0 {
		id := f.in[0]
		f.copy(1)
		size := f.copyNumber()
		if id != codeSection {
			f.copy(size)
			continue
		}
		for i, n := uint64(0), f.copyNumber(); i < n && f.err == nil; i++ {
			f.function(firstFunction + i)
		}
	}
	return f.out, f.err
}

const (
	codeSection   = 10
	firstFunction = 0x1000 // funcValueOffset of cmd/link/internal/wasm
)

// Instructions with special immediates, and two that WebAssembly does not have.
const (
	brTable    = 0x0e
	localSet   = 0x21
	firstLoad  = 0x28
	lastStore  = 0x3e
	i32Const   = 0x41
	i64Const   = 0x42
	f32Const   = 0x43
	f64Const   = 0x44
	bulk       = 0xfc
	memoryCopy = 10
	memoryFill = 11

	returnPlace = 0xc5 // i64.const function<<16 + place
	jumpPlace   = 0xc6 // i32.const place, before a jump
)

// immediates holds how many numbers follow each instruction.
var immediates = [256]int{0x02: 1, 0x03: 1, 0x04: 1, 0x0c: 1, 0x0d: 1, 0x10: 1, 0x11: 2,
	0x20: 1, localSet: 1, 0x22: 1, 0x23: 1, 0x24: 1, 0x3f: 1, 0x40: 1, i32Const: 1, i64Const: 1}

const lastKnown = 0xc4 // last known instruction, except bulk

// alignments are the alignments of loads and stores, as powers of two.
var alignments = [...]int{2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2}

type filtering struct {
	in, out []byte
	number  uint64 // of the function
	place   int64  // last place in it that was put on the stack
	err     error
}

func (f *filtering) function(number uint64) {
	f.number, f.place = number, 0
	size := f.copyNumber()
	if size > uint64(len(f.in)) {
		f.fail(errors.New("a function of the program is cut off"))
		return
	}
	end := len(f.in) - int(size)
	for n := f.copyNumber(); n > 0 && f.err == nil; n-- { // types of local variables
		f.copyNumber()
		f.copy(1)
	}
	for f.err == nil && len(f.in) > end {
		f.instruction()
	}
}

func (f *filtering) instruction() {
	op := f.in[0]
	switch {
	case op >= firstLoad && op <= lastStore:
		f.memory(op)
	case op == i64Const && f.returns():
	case op == i32Const && f.jumps():
	case op == bulk:
		f.copy(1)
		switch sub := f.copyNumber(); sub {
		case memoryCopy:
			f.copy(2)
		case memoryFill:
			f.copy(1)
		default:
			if sub >= 8 {
				f.fail(fmt.Errorf("the program has the instruction %#x %d, which site/build/filter.go does not know", op, sub))
			}
		}
	default:
		f.plain(op)
	}
}

// plain copies an instruction.
func (f *filtering) plain(op byte) {
	f.copy(1)
	switch op {
	case brTable:
		for n := f.copyNumber() + 1; n > 0 && f.err == nil; n-- {
			f.copyNumber()
		}
	case f32Const:
		f.copy(4)
	case f64Const:
		f.copy(8)
	default:
		if op > lastKnown {
			f.fail(fmt.Errorf("the program has the instruction %#x, which site/build/filter.go does not know", op))
		}
		for range immediates[op] {
			f.copyNumber()
		}
	}
}

// memory rotates an offset, so that an aligned one becomes small.
func (f *filtering) memory(op byte) {
	alignment := alignments[op-firstLoad]
	if len(f.in) < 2 || int(f.in[1]) != alignment {
		f.fail(fmt.Errorf("the program has an instruction %#x that is aligned in another way than site/build/filter.go knows", op))
		return
	}
	offset, n := binary.Uvarint(f.in[2:])
	if n != len(binary.AppendUvarint(nil, offset)) {
		f.fail(errors.New("the program has an offset that is longer than it need be"))
		return
	}
	f.replace(2+n, op, uint64(bits.RotateLeft32(uint32(offset), -alignment)))
}

// returns replaces the address that a call returns to.
func (f *filtering) returns() bool {
	value, n := signed(f.in[1:])
	if value < 0 || uint64(value)>>16 != f.number || !shortest(f.in[1:1+n]) {
		return false
	}
	place := int64(value) & 0xffff
	f.replace(1+n, returnPlace, zigzag(place-f.place))
	f.place = place
	return true
}

// jumps replaces the place where the function resumes.
func (f *filtering) jumps() bool {
	value, n := signed(f.in[1:])
	if next := f.in[1+n:]; value < 0 || len(next) < 2 || next[0] != localSet || next[1] != 0 || !shortest(f.in[1:1+n]) {
		return false
	}
	f.replace(1+n, jumpPlace, zigzag(int64(value)-f.place))
	return true
}

// shortest reports whether a number from 0 is written in the fewest octets with space for
// a sign, as filter.js writes it.
func shortest(number []byte) bool {
	last := len(number) - 1
	return last == 0 || number[last] != 0 || number[last-1]&0x40 != 0
}

func zigzag(n int64) uint64 { return uint64(n<<1 ^ n>>63) }

// replace writes an instruction in place of the next n octets.
func (f *filtering) replace(n int, op byte, immediate uint64) {
	f.in = f.in[n:]
	f.out = binary.AppendUvarint(append(f.out, op), immediate)
}

func (f *filtering) copy(n uint64) {
	if n > uint64(len(f.in)) {
		f.fail(errors.New("the program is cut off"))
		return
	}
	f.out = append(f.out, f.in[:n]...)
	f.in = f.in[n:]
}

// copyNumber copies a number, signed or not, and returns it as an unsigned number.
func (f *filtering) copyNumber() (number uint64) {
	for i, b := range f.in {
		number |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			f.copy(uint64(i) + 1)
			return number
		}
	}
	f.fail(errors.New("the program has a number of no end"))
	return 0
}

// fail ends the filtering with an error.
func (f *filtering) fail(err error) {
	if f.err == nil {
		f.err = err
	}
	f.in = nil
}
