package lzma

import "math"

// blockSize is how many octets are planned with the same prices. The real prices change
// with every bit that is written.
const blockSize = 8192

// A part is a literal or a match, see encode. The zero value means that there is none.
type part struct{ back, size int32 }

// A node is the cheapest path so far to a position in a block.
type node struct {
	price uint32
	way   [3]part // from another position: one part; a literal and a match at the last distance; or a match and both
	state int
	reps  [4]int
}

func (n *node) size() int { return int(n.way[0].size + n.way[1].size + n.way[2].size) }

// A parser chooses the literals and matches that encode a block in the fewest bits.
type parser struct {
	*encoder
	prices prices
	nodes  [blockSize + 1]node
	found  []candidate
	path   []int
	end    int // of the block, in the data
}

// encodeBlock plans the next block, and writes it.
func (e *encoder) encodeBlock() {
	p, size := e.plan, min(blockSize, len(e.data)-e.pos)
	p.prices.update(e)
	p.end = e.pos + size
	p.nodes[0] = node{state: e.state, reps: e.reps}
	for i := 1; i <= size; i++ {
		p.nodes[i].price = math.MaxUint32
	}
	for i := range size {
		p.setState(i)
		p.extend(i)
	}
	p.path = p.path[:0]
	for i := size; i > 0; i -= p.nodes[i].size() {
		p.path = append(p.path, i)
	}
	for i := len(p.path) - 1; i >= 0; i-- {
		for _, part := range p.nodes[p.path[i]].way {
			if part.size > 0 {
				e.encode(int(part.back), int(part.size))
			}
		}
	}
}

// setState sets the state and the last distances at a position from the path to it.
func (p *parser) setState(i int) {
	if i == 0 {
		return
	}
	n := &p.nodes[i]
	before := &p.nodes[i-n.size()]
	n.state, n.reps = before.state, before.reps
	for _, part := range n.way {
		if part.size > 0 {
			n.state, n.reps = after(n.state, n.reps, int(part.back), int(part.size))
		}
	}
}

// reach stores a path to a position if it is cheaper.
func (p *parser) reach(i int, price uint32, way [3]part) {
	if n := &p.nodes[i]; price < n.price {
		n.price, n.way = price, way
	}
}

// extend stores the paths from a position to all positions that one way reaches.
func (p *parser) extend(i int) {
	n, pos := &p.nodes[i], p.pos+i
	ps := p.posState(pos)
	literal := part{asLiteral, 1}
	cost := n.price + p.literalPrice(n.state, n.reps[0], pos)
	p.reach(i+1, cost, [3]part{literal})
	if n.reps[0] < pos {
		state, _ := after(n.state, n.reps, asLiteral, 1)
		p.extendAgain(i, 1, cost, state, n.reps[0], [3]part{literal})
	}
	match := n.price + price(p.isMatch[n.state][ps], 1)
	p.extendReps(i, match+price(p.isRep[n.state], 1))
	p.extendMatches(i, match+price(p.isRep[n.state], 0))
}

func (p *parser) extendMatches(i int, base uint32) {
	pos := p.pos + i
	ps := p.posState(pos)
	p.found = p.find.next(p.found[:0], pos)
	length := minMatch
	for _, c := range p.found {
		var cost uint32
		size := min(c.length, p.end-pos)
		for ; length <= size; length++ {
			cost = base + p.prices.length[ps][length] + p.prices.distPrice(c.dist, length)
			p.reach(i+length, cost, [3]part{{int32(asNewMatch + c.dist), int32(length)}})
		}
		if length == size+1 && cost > 0 {
			p.extendOver(i, size, cost, kind(p.nodes[i].state, 7), c.dist, asNewMatch+c.dist)
		}
	}
}

func (p *parser) extendReps(i int, base uint32) {
	n, pos := &p.nodes[i], p.pos+i
	ps := p.posState(pos)
	for rep, dist := range n.reps {
		if dist >= pos || p.data[pos] != p.data[pos-dist-1] {
			continue
		}
		cost := base + p.repPrice(n.state, rep)
		if rep == 0 {
			p.reach(i+1, cost+price(p.isRep0Long[n.state][ps], 0), [3]part{{0, 1}})
			cost += price(p.isRep0Long[n.state][ps], 1)
		}
		size := p.find.common(pos-dist-1, pos, 1, min(p.end-pos, maxMatch))
		for length := minMatch; length <= size; length++ {
			p.reach(i+length, cost+p.prices.repLength[ps][length], [3]part{{int32(rep), int32(length)}})
		}
		if size >= minMatch {
			p.extendOver(i, size, cost+p.prices.repLength[ps][size], kind(n.state, 8), dist, rep)
		}
	}
}

// extendOver continues after a match with the literal that ends it, and then with the same
// distance, because the records of tables differ in single octets.
func (p *parser) extendOver(i, size int, cost uint32, state, dist, back int) {
	pos := p.pos + i + size
	if pos+1+minMatch > p.end {
		return
	}
	cost += p.literalPrice(state, dist, pos)
	next, _ := after(state, [4]int{}, asLiteral, 1)
	p.extendAgain(i, size+1, cost, next, dist, [3]part{{int32(back), int32(size)}, {asLiteral, 1}})
}

// extendAgain continues after a literal with a match at the last distance.
func (p *parser) extendAgain(i, size int, cost uint32, state, dist int, way [3]part) {
	pos := p.pos + i + size
	length := p.find.common(pos-dist-1, pos, 0, min(p.end-pos, maxMatch))
	if length < minMatch {
		return
	}
	ps := p.posState(pos)
	cost += price(p.isMatch[state][ps], 1) + price(p.isRep[state], 1) + price(p.isRepG0[state], 0) + price(p.isRep0Long[state][ps], 1)
	for k := range way {
		if way[k].size == 0 {
			way[k] = part{0, int32(length)}
			break
		}
	}
	p.reach(i+size+length, cost+p.prices.repLength[ps][length], way)
}

func (p *parser) repPrice(state, rep int) uint32 {
	if rep == 0 {
		return price(p.isRepG0[state], 0)
	}
	cost := price(p.isRepG0[state], 1) + price(p.isRepG1[state], min(rep-1, 1))
	if rep > 1 {
		cost += price(p.isRepG2[state], rep-2)
	}
	return cost
}

// literalPrice returns the price of an octet, with the bit that it is not a match.
func (p *parser) literalPrice(state, dist, pos int) uint32 {
	cost := price(p.isMatch[state][p.posState(pos)], 0)
	model, symbol := p.literalModel(pos), int(p.data[pos])|0x100
	if state < 7 {
		return cost + treePrice(model, 8, symbol&0xff)
	}
	match, offset := int(p.data[pos-dist-1]), 0x100
	for symbol < 0x10000 {
		match <<= 1
		cost += price(model[offset+match&offset+symbol>>8], symbol>>7&1)
		symbol <<= 1
		offset &= ^(match ^ symbol)
	}
	return cost
}
