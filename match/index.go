package match

import "math/bits"

// An index finds objects by a hash of a key: one table without pointers, which
// holds a million objects in a few octets each. What it finds is to be compared.
type index struct {
	shift  uint     // of a hash, to the number of its bucket
	starts []uint32 // of each bucket; while counting, of the one after
	slots  []slot
}

type slot struct {
	tag uint32 // lower half of the hash
	ref Ref
}

// newIndex makes an index that is quick for about n keys. They are to be counted
// first, each by count, and then put, each by put.
func newIndex(n int) *index {
	width := bits.Len(uint(n / 4))
	return &index{shift: uint(64 - width), starts: make([]uint32, 1<<width+1)}
}

func (x *index) bucket(hash uint64) uint64 { return hash >> x.shift }

func (x *index) count(hash uint64) { x.starts[x.bucket(hash)+1]++ }

// counted makes room for what was counted.
func (x *index) counted() {
	for i := range len(x.starts) - 1 {
		x.starts[i+1] += x.starts[i]
	}
	x.slots = make([]slot, x.starts[len(x.starts)-1])
}

// put fills the buckets from their ends, so that afterwards each start is one.
func (x *index) put(hash uint64, r Ref) {
	at := &x.starts[x.bucket(hash)+1]
	*at--
	x.slots[*at] = slot{uint32(hash), r}
}

// filled restores the starts after the last put.
func (x *index) filled() {
	copy(x.starts, x.starts[1:])
	x.starts[len(x.starts)-1] = uint32(len(x.slots))
}

// inBucket returns what has the same bucket as a hash.
func (x *index) inBucket(hash uint64) []slot {
	b := x.bucket(hash)
	return x.slots[x.starts[b]:x.starts[b+1]]
}
