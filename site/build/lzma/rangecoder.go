package lzma

import "math/bits"

// A prob is the probability that a bit is 0, in units of 1/(1<<probBits).
type prob uint16

const (
	probBits = 11
	moveBits = 5
)

func reset(models ...[]prob) {
	for _, m := range models {
		for i := range m {
			m[i] = 1 << (probBits - 1)
		}
	}
}

// A rangeCoder writes bits in the space that their probabilities require.
type rangeCoder struct {
	out       []byte
	low       uint64
	width     uint32
	held      byte // not written yet, because a carry may change it
	heldCount int
}

func newRangeCoder() rangeCoder { return rangeCoder{width: 1<<32 - 1, heldCount: 1} }

func (r *rangeCoder) bit(p *prob, bit int) {
	bound := r.width >> probBits * uint32(*p)
	if bit == 0 {
		r.width = bound
		*p += (1<<probBits - *p) >> moveBits
	} else {
		r.low += uint64(bound)
		r.width -= bound
		*p -= *p >> moveBits
	}
	r.normalize()
}

func (r *rangeCoder) normalize() {
	for r.width < 1<<24 {
		r.width <<= 8
		r.shift()
	}
}

func (r *rangeCoder) shift() {
	if r.low < 0xff000000 || r.low > 0xffffffff {
		carry := byte(r.low >> 32)
		for ; r.heldCount > 0; r.heldCount-- {
			r.out = append(r.out, r.held+carry)
			r.held = 0xff
		}
		r.held = byte(r.low >> 24)
	}
	r.heldCount++
	r.low = r.low & 0x00ffffff << 8
}

// direct writes bits without a model, the highest first.
func (r *rangeCoder) direct(value, n int) {
	for n--; n >= 0; n-- {
		r.width >>= 1
		if value>>n&1 == 1 {
			r.low += uint64(r.width)
		}
		r.normalize()
	}
}

func (r *rangeCoder) flush() {
	for range 5 {
		r.shift()
	}
}

// tree writes a number of n bits, the highest first.
func (r *rangeCoder) tree(model []prob, n, symbol int) {
	for m, i := 1, n-1; i >= 0; i-- {
		bit := symbol >> i & 1
		r.bit(&model[m], bit)
		m = m<<1 | bit
	}
}

// reverseTree writes a number of n bits, the lowest first.
func (r *rangeCoder) reverseTree(model []prob, n, symbol int) {
	for m := 1; n > 0; n-- {
		bit := symbol & 1
		r.bit(&model[m], bit)
		m = m<<1 | bit
		symbol >>= 1
	}
}

// slotOf returns the slot of a distance: twice its number of bits, plus its second bit.
func slotOf(dist int) int {
	if dist < 4 {
		return dist
	}
	n := bits.Len(uint(dist)) - 1
	return n<<1 | dist>>(n-1)&1
}

// A lengthModel holds the models of the length of a match.
type lengthModel struct {
	choice [2]prob
	low    [16][8]prob
	mid    [16][8]prob
	high   [256]prob
}

func (m *lengthModel) reset() {
	for i := range m.low {
		reset(m.low[i][:], m.mid[i][:])
	}
	reset(m.choice[:], m.high[:])
}

func (m *lengthModel) encode(r *rangeCoder, length, ps int) {
	switch n := length - minMatch; {
	case n < 8:
		r.bit(&m.choice[0], 0)
		r.tree(m.low[ps][:], 3, n)
	case n < 16:
		r.bit(&m.choice[0], 1)
		r.bit(&m.choice[1], 0)
		r.tree(m.mid[ps][:], 3, n-8)
	default:
		r.bit(&m.choice[0], 1)
		r.bit(&m.choice[1], 1)
		r.tree(m.high[:], 8, n-16)
	}
}
