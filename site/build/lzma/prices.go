package lzma

// Prices are in fractions of a bit.
const priceBits = 6

// bitPrices holds the price of a bit for each probability.
var bitPrices = func() (table [1 << probBits]uint32) {
	for p := 1; p < len(table); p++ {
		// Squaring doubles the logarithm. The bits above the 16th are counted.
		log, w := 0, uint64(p)
		for range priceBits {
			w *= w
			log <<= 1
			for ; w >= 1<<16; w >>= 1 {
				log++
			}
		}
		table[p] = uint32(max(probBits<<priceBits-15-log, 1))
	}
	return table
}()

func price(p prob, bit int) uint32 {
	if bit == 1 {
		p = 1<<probBits - p
	}
	return bitPrices[p]
}

func treePrice(model []prob, n, symbol int) (cost uint32) {
	for symbol |= 1 << n; symbol > 1; symbol >>= 1 {
		cost += price(model[symbol>>1], symbol&1)
	}
	return cost
}

func reverseTreePrice(model []prob, n, symbol int) (cost uint32) {
	for m := 1; n > 0; n-- {
		bit := symbol & 1
		cost += price(model[m], bit)
		m = m<<1 | bit
		symbol >>= 1
	}
	return cost
}

// prices are the prices of lengths and distances, which are used often.
type prices struct {
	length, repLength [16][maxMatch + 1]uint32
	slot              [lenStates][64]uint32
	full              [lenStates][fullDist]uint32
	align             [1 << alignBits]uint32
}

func (p *prices) update(e *encoder) {
	for ps := range 1 << e.PB {
		e.length.prices(&p.length[ps], ps)
		e.repLength.prices(&p.repLength[ps], ps)
	}
	for state := range lenStates {
		for slot := range p.slot[state] {
			p.slot[state][slot] = treePrice(e.slot[state][:], 6, slot)
			if slot >= fullSlots {
				p.slot[state][slot] += uint32(slot>>1-1-alignBits) << priceBits
			}
		}
		for dist := range fullDist {
			p.full[state][dist] = p.slot[state][slotOf(dist)] + e.specialPrice(dist)
		}
	}
	for low := range p.align {
		p.align[low] = reverseTreePrice(e.align[:], alignBits, low)
	}
}

func (e *encoder) specialPrice(dist int) uint32 {
	slot := slotOf(dist)
	if slot < 4 {
		return 0
	}
	bits := slot>>1 - 1
	base := (2 | slot&1) << bits
	return reverseTreePrice(e.special[base-slot:], bits, dist-base)
}

func (m *lengthModel) prices(table *[maxMatch + 1]uint32, ps int) {
	short, long := price(m.choice[0], 0), price(m.choice[0], 1)
	mid, high := long+price(m.choice[1], 0), long+price(m.choice[1], 1)
	for n := range maxMatch - minMatch + 1 {
		switch {
		case n < 8:
			table[n+minMatch] = short + treePrice(m.low[ps][:], 3, n)
		case n < 16:
			table[n+minMatch] = mid + treePrice(m.mid[ps][:], 3, n-8)
		default:
			table[n+minMatch] = high + treePrice(m.high[:], 8, n-16)
		}
	}
}

// distPrice returns the price of a distance after a length.
func (p *prices) distPrice(dist, length int) uint32 {
	state := min(length-minMatch, lenStates-1)
	if dist < fullDist {
		return p.full[state][dist]
	}
	return p.slot[state][slotOf(dist)] + p.align[dist&(1<<alignBits-1)]
}
