package match

import (
	"iter"
	"math/bits"
)

// An index finds objects by a hash of a key, in a few octets a key and without
// pointers. What it finds is to be compared.
//
// The first octet of a hash chooses a part, so that filling an index writes to few
// places at a time, and sorting one stays in the cache; what follows is the tag, of
// which the upper bits choose a bucket in the part.
type index [1 << partBits]part

const partBits = 8

type part struct {
	slots  []slot
	starts []uint32 // of each bucket, and the end of the last
	shift  uint     // of a tag, to the number of its bucket
}

type slot struct {
	tag uint32
	ref Ref
}

func partOf(hash uint64) uint64 { return hash >> (64 - partBits) }

func tagOf(hash uint64) uint32 { return uint32(hash >> (32 - partBits)) }

// newIndex makes an index with room for n keys.
func newIndex(n int) *index {
	x := new(index)
	for p := range x {
		x[p].slots = make([]slot, 0, n>>partBits+n>>(partBits+4)+8) // parts differ a little
	}
	return x
}

// put adds a key. Afterwards the index must be sorted.
func (x *index) put(hash uint64, r Ref) {
	p := &x[partOf(hash)]
	p.slots = append(p.slots, slot{tagOf(hash), r})
}

// sort makes the index ready to be asked. In a bucket the order stays that of put.
func (x *index) sort() {
	var scratch []slot
	for p := range x {
		scratch = x[p].sort(scratch)
	}
}

func (p *part) sort(scratch []slot) []slot {
	width := bits.Len(uint(len(p.slots) / 4))
	p.shift, p.starts = uint(32-width), make([]uint32, 1<<width+1)
	for _, s := range p.slots {
		p.starts[s.tag>>p.shift]++
	}
	at := uint32(0)
	for b, n := range p.starts {
		p.starts[b], at = at, at+n
	}
	scratch = append(scratch[:0], p.slots...)
	for _, s := range scratch {
		b := s.tag >> p.shift
		p.slots[p.starts[b]] = s
		p.starts[b]++
	}
	copy(p.starts[1:], p.starts)
	p.starts[0] = 0
	return scratch
}

// near returns the bucket of a hash, in which other hashes may be as well.
func (x *index) near(hash uint64) []slot { return x[partOf(hash)].like(tagOf(hash)) }

// like returns the bucket of a tag.
func (p *part) like(tag uint32) []slot {
	b := tag >> p.shift
	return p.slots[p.starts[b]:p.starts[b+1]]
}

// buckets yields one after the other.
func (p *part) buckets() iter.Seq[[]slot] {
	return func(yield func([]slot) bool) {
		for b := range len(p.starts) - 1 {
			if bucket := p.slots[p.starts[b]:p.starts[b+1]]; len(bucket) > 0 && !yield(bucket) {
				return
			}
		}
	}
}

// of is the slot with an object of a side for its number.
func (s slot) of(side func(int) Ref) slot { return slot{s.tag, side(int(s.ref))} }

// indexes are those of one side, with numbers of objects for references.
type indexes [IndexKinds]*index
