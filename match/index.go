package match

import (
	"iter"
	"math/bits"

	"hardmatch/directory"
)

// An index finds objects by the hash of a key. It needs a few octets for each key, and no
// pointers. Different keys may have one hash, so the caller compares the keys.
//
// The first octet of a hash selects a part: filling an index then writes to few places at a
// time, and sorting a part stays in the cache. The next octets are the tag, whose upper bits
// select a bucket of the part.
type index [1 << partBits]part

const partBits = 8

type part struct {
	entries []entry
	starts  []uint32 // of each bucket, and the end of the last
	shift   uint     // of a tag, to the number of its bucket
}

type entry struct {
	tag uint32
	ref Ref
}

func partOf(hash uint64) uint64 { return hash >> (64 - partBits) }

func tagOf(hash uint64) uint32 { return uint32(hash >> (32 - partBits)) }

// newIndex makes an index with capacity for n keys.
func newIndex(n int) *index {
	x := new(index)
	for p := range x {
		x[p].entries = make([]entry, 0, n>>partBits+n>>(partBits+4)+8) // some parts get a few more than others
	}
	return x
}

// add adds a key. The index must be sorted before it is used.
func (x *index) add(hash uint64, r Ref) {
	p := &x[partOf(hash)]
	p.entries = append(p.entries, entry{tagOf(hash), r})
}

// sort makes the index usable. It keeps the order of the entries of a bucket.
func (x *index) sort() {
	var scratch []entry
	for p := range x {
		scratch = x[p].sort(scratch)
	}
}

func (p *part) sort(scratch []entry) []entry {
	width := bits.Len(uint(len(p.entries) / 4))
	p.shift, p.starts = uint(32-width), make([]uint32, 1<<width+1)
	for _, e := range p.entries {
		p.starts[e.tag>>p.shift]++
	}
	at := uint32(0)
	for b, n := range p.starts {
		p.starts[b], at = at, at+n
	}
	scratch = append(scratch[:0], p.entries...)
	for _, e := range scratch {
		b := e.tag >> p.shift
		p.entries[p.starts[b]] = e
		p.starts[b]++
	}
	copy(p.starts[1:], p.starts)
	p.starts[0] = 0
	return scratch
}

// bucketOf returns the bucket of a hash, which may contain other hashes.
func (x *index) bucketOf(hash uint64) []entry { return x[partOf(hash)].bucket(tagOf(hash)) }

// bucket returns the bucket of a tag.
func (p *part) bucket(tag uint32) []entry {
	b := tag >> p.shift
	return p.entries[p.starts[b]:p.starts[b+1]]
}

// buckets yields the buckets that are not empty.
func (p *part) buckets() iter.Seq[[]entry] {
	return func(yield func([]entry) bool) {
		for b := range len(p.starts) - 1 {
			if bucket := p.entries[p.starts[b]:p.starts[b+1]]; len(bucket) > 0 && !yield(bucket) {
				return
			}
		}
	}
}

// of returns the entry with a reference to an object of a side in place of its number.
func (e entry) of(side func(int) Ref) entry { return entry{e.tag, side(int(e.ref))} }

// indexes are the indexes of one side. Their entries have numbers of objects in place of
// references.
type indexes [IndexKinds]*index

// buildIndex builds the indexes of one side. It calls visit for each object.
func buildIndex(space *directory.ConnectorSpace, visit func(*directory.Object, int)) *indexes {
	x := new(indexes)
	for kind := range x {
		x[kind] = newIndex(space.Len())
	}
	x[ByAddress] = newIndex(space.Addresses())
	for i, o := range space.All() {
		visit(o, i)
		keysOf(o, func(k Key) { x[k.index].add(k.hash(), Ref(i)) })
	}
	for _, index := range x {
		index.sort()
	}
	return x
}
