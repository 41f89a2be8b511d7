// Package lzma compresses data that is compressed once and decompressed often.
//
// [Encode] writes the format that the program xz calls lzma. It takes seconds for a
// megabyte. The result of gzip for a WebAssembly module is a third larger. The same data
// gives the same bytes on every machine.
package lzma

import (
	"encoding/binary"
	"math/bits"
)

// Properties adapt the model to the data. They are the numbers of bits of the octet before
// (LC), of the position for literals (LP) and of the position for matches (PB) that the
// model uses.
type Properties struct{ LC, LP, PB int }

// Encode returns data in the format .lzma: properties, size of the dictionary,
// length, and the stream without an end mark.
func Encode(data []byte, p Properties) []byte {
	e := newEncoder(data, p)
	e.head()
	for e.pos < len(data) {
		e.encodeBlock()
	}
	e.flush()
	return e.out
}

// The sizes of the format.
const (
	states      = 12
	lenStates   = 4
	minMatch    = 2
	maxMatch    = 273
	alignBits   = 4
	fullSlots   = 14  // all bits of distances in lower slots have models
	fullDist    = 128 // the first distance with bits that have no model
	literalSize = 0x300
)

// An encoder holds the models of the format. A model is the probability that a bit is 0.
type encoder struct {
	rangeCoder
	Properties
	data  []byte
	pos   int
	state int
	reps  [4]int // the last distances, each minus 1
	find  *finder
	plan  *parser

	isMatch    [states][16]prob
	isRep      [states]prob
	isRepG0    [states]prob
	isRepG1    [states]prob
	isRepG2    [states]prob
	isRep0Long [states][16]prob
	literal    []prob
	slot       [lenStates][64]prob
	special    [fullDist]prob
	align      [1 << alignBits]prob
	length     lengthModel
	repLength  lengthModel
}

func newEncoder(data []byte, p Properties) *encoder {
	e := &encoder{Properties: p, data: data, rangeCoder: newRangeCoder(), find: newFinder(data), literal: make([]prob, literalSize<<(p.LC+p.LP))}
	e.plan = &parser{encoder: e}
	for s := range states {
		reset(e.isMatch[s][:], e.isRep0Long[s][:])
	}
	reset(e.isRep[:], e.isRepG0[:], e.isRepG1[:], e.isRepG2[:], e.literal, e.special[:], e.align[:])
	for i := range e.slot {
		reset(e.slot[i][:])
	}
	e.length.reset()
	e.repLength.reset()
	return e
}

func (e *encoder) head() {
	e.out = append(e.out, byte((e.PB*5+e.LP)*9+e.LC))
	e.out = binary.LittleEndian.AppendUint32(e.out, 1<<max(12, bits.Len(uint(len(e.data)))))
	e.out = binary.LittleEndian.AppendUint64(e.out, uint64(len(e.data)))
}

func (e *encoder) posState(pos int) int { return pos & (1<<e.PB - 1) }

// literalModel returns the models of an octet, by its position and the octet before.
func (e *encoder) literalModel(pos int) []prob {
	before := 0
	if pos > 0 {
		before = int(e.data[pos-1])
	}
	at := (pos&(1<<e.LP-1))<<e.LC + before>>(8-e.LC)
	return e.literal[literalSize*at:][:literalSize]
}

// The kinds of parts: an octet, a match at one of the last distances, or another match.
const (
	asLiteral  = -1
	asNewMatch = 4 // plus the distance minus 1
)

// encode writes a literal (length 1), or a match.
func (e *encoder) encode(back, length int) {
	ps := e.posState(e.pos)
	switch {
	case back == asLiteral:
		e.bit(&e.isMatch[e.state][ps], 0)
		e.encodeLiteral()
	case back < asNewMatch:
		e.bit(&e.isMatch[e.state][ps], 1)
		e.bit(&e.isRep[e.state], 1)
		e.encodeRep(back, length, ps)
	default:
		e.bit(&e.isMatch[e.state][ps], 1)
		e.bit(&e.isRep[e.state], 0)
		e.length.encode(&e.rangeCoder, length, ps)
		e.encodeDistance(back-asNewMatch, length)
	}
	e.state, e.reps = after(e.state, e.reps, back, length)
	e.pos += length
}

func (e *encoder) encodeLiteral() {
	model, c := e.literalModel(e.pos), int(e.data[e.pos])
	if e.state < 7 {
		e.tree(model, 8, c)
		return
	}
	match, offset := int(e.data[e.pos-e.reps[0]-1]), 0x100
	for symbol := c | 0x100; symbol < 0x10000; {
		match <<= 1
		e.bit(&model[offset+match&offset+symbol>>8], symbol>>7&1)
		symbol <<= 1
		offset &= ^(match ^ symbol)
	}
}

func (e *encoder) encodeRep(rep, length, ps int) {
	if rep == 0 {
		e.bit(&e.isRepG0[e.state], 0)
		e.bit(&e.isRep0Long[e.state][ps], min(length-1, 1))
		if length == 1 {
			return
		}
	} else {
		e.bit(&e.isRepG0[e.state], 1)
		e.bit(&e.isRepG1[e.state], min(rep-1, 1))
		if rep > 1 {
			e.bit(&e.isRepG2[e.state], rep-2)
		}
	}
	e.repLength.encode(&e.rangeCoder, length, ps)
}

// encodeDistance writes the slot of a distance, and then the other bits.
func (e *encoder) encodeDistance(dist, length int) {
	slot := slotOf(dist)
	e.tree(e.slot[min(length-minMatch, lenStates-1)][:], 6, slot)
	if slot < 4 {
		return
	}
	bits := slot>>1 - 1
	base := (2 | slot&1) << bits
	if slot < fullSlots {
		e.reverseTree(e.special[base-slot:], bits, dist-base)
		return
	}
	e.direct((dist-base)>>alignBits, bits-alignBits)
	e.reverseTree(e.align[:], alignBits, dist&(1<<alignBits-1))
}

// after returns the state and the last distances after a literal or a match.
func after(state int, reps [4]int, back, length int) (int, [4]int) {
	switch {
	case back == asLiteral:
		return [states]int{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5}[state], reps
	case back >= asNewMatch:
		return kind(state, 7), [4]int{back - asNewMatch, reps[0], reps[1], reps[2]}
	case length == 1:
		return kind(state, 9), reps
	}
	used := reps[back]
	copy(reps[1:back+1], reps[:back])
	reps[0] = used
	return kind(state, 8), reps
}

// kind returns the state after a match. The state before it shows whether a literal
// preceded.
func kind(state, afterLiteral int) int {
	if state < 7 {
		return afterLiteral
	}
	return [...]int{7: 10, 8: 11, 9: 11}[afterLiteral]
}
