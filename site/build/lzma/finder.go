package lzma

// A candidate is an earlier position with the same octets as the current one.
type candidate struct {
	length int
	dist   int // distance minus 1
}

// depth is how many candidates are tried for one position.
const depth = 256

// A finder stores the positions so far in binary trees, sorted by the octets that follow.
// There is a tree for each hash of four octets.
type finder struct {
	data  []byte
	two   []int32 // the last position of each two octets, or none
	three []int32
	four  []int32
	sons  []int32
}

const none = -1

func newFinder(data []byte) *finder {
	return &finder{data: data, two: empty(1 << 16), three: empty(1 << 18), four: empty(1 << 20), sons: empty(2 * len(data))}
}

func empty(n int) []int32 {
	table := make([]int32, n)
	for i := range table {
		table[i] = none
	}
	return table
}

// next appends the candidates for a position, each longer and farther than the one
// before, and adds the position. Positions must be in order.
func (f *finder) next(found []candidate, pos int) []candidate {
	limit := min(len(f.data)-pos, maxMatch)
	if limit < 4 {
		return found
	}
	d := f.data[pos:]
	word := uint32(d[0]) | uint32(d[1])<<8 | uint32(d[2])<<16 | uint32(d[3])<<24
	best := 1
	for _, t := range []struct {
		table []int32
		key   uint32
	}{{f.two, word & 0xffff}, {f.three, (word & 0xffffff) * 0x9e3779b1 >> 14}} {
		at := int(t.table[t.key])
		t.table[t.key] = int32(pos)
		if at == none || best > 2 {
			continue
		}
		if n := f.common(at, pos, 0, limit); n > best {
			best = n
			found = append(found, candidate{n, pos - at - 1})
		}
	}
	return f.descend(found, pos, limit, best, word*0x9e3779b1>>12)
}

// common returns how many octets are equal at two positions. The first n are known to be.
func (f *finder) common(a, b, n, limit int) int {
	for n < limit && f.data[a+n] == f.data[b+n] {
		n++
	}
	return n
}

// descend finds candidates in the tree of a hash. It makes the position the root, with the
// positions that sort before and after it as children.
func (f *finder) descend(found []candidate, pos, limit, best int, key uint32) []candidate {
	at := int(f.four[key])
	f.four[key] = int32(pos)
	before, after := 2*pos, 2*pos+1 // where the next child is stored
	beforeLength, afterLength := 0, 0
	for tries := depth; at != none && tries > 0; tries-- {
		n := f.common(at, pos, min(beforeLength, afterLength), limit)
		if n > best {
			best = n
			found = append(found, candidate{n, pos - at - 1})
		}
		if n == limit {
			f.sons[before], f.sons[after] = f.sons[2*at], f.sons[2*at+1]
			return found
		}
		if f.data[at+n] < f.data[pos+n] {
			f.sons[before] = int32(at)
			before, beforeLength = 2*at+1, n
			at = int(f.sons[before])
		} else {
			f.sons[after] = int32(at)
			after, afterLength = 2*at, n
			at = int(f.sons[after])
		}
	}
	f.sons[before], f.sons[after] = none, none
	return found
}
