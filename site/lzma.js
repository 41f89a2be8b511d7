'use strict';
// Decompresses the format .lzma, with the length in its header. site/build/lzma writes it.

function unlzma(packed) {
  const lc = packed[0] % 9;
  const lp = (packed[0] / 9 | 0) % 5;
  const pb = packed[0] / 45 | 0;
  const size = new DataView(packed.buffer, packed.byteOffset).getUint32(5, true);
  const out = new Uint8Array(size);
  const lpMask = (1 << lp) - 1;
  const pbMask = (1 << pb) - 1;
  const models = (n) => new Uint16Array(n).fill(1024);

  // The range decoder. Its numbers are in arrays, because numbers above 2^31 in variables
  // would be objects, allocated for each bit.
  let at = 13;
  const range = new Uint32Array([0xffffffff]), code = new Uint32Array(1);
  for (let i = 0; i < 5; i++) code[0] = code[0] << 8 | packed[at++];

  function bit(m, i) {
    const p = m[i];
    const bound = (range[0] >>> 11) * p;
    let b;
    if (code[0] < bound) {
      range[0] = bound;
      m[i] = p + (2048 - p >>> 5);
      b = 0;
    } else {
      range[0] -= bound;
      code[0] -= bound;
      m[i] = p - (p >>> 5);
      b = 1;
    }
    if (range[0] < 0x1000000) {
      range[0] <<= 8;
      code[0] = code[0] << 8 | packed[at++];
    }
    return b;
  }

  function direct(n) {
    let value = 0;
    while (n--) {
      range[0] >>>= 1;
      const b = code[0] >= range[0] ? 1 : 0;
      if (b) code[0] -= range[0];
      if (range[0] < 0x1000000) {
        range[0] <<= 8;
        code[0] = code[0] << 8 | packed[at++];
      }
      value = value << 1 | b;
    }
    return value;
  }

  function tree(m, base, n) {
    let symbol = 1;
    for (let i = 0; i < n; i++) symbol = symbol << 1 | bit(m, base + symbol);
    return symbol - (1 << n);
  }

  function reverseTree(m, base, n) {
    let symbol = 1, value = 0;
    for (let i = 0; i < n; i++) {
      const b = bit(m, base + symbol);
      symbol = symbol << 1 | b;
      value |= b << i;
    }
    return value;
  }

  // The models.
  const isMatch = models(192), isRep0Long = models(192);
  const isRep = models(12), isRepG0 = models(12), isRepG1 = models(12), isRepG2 = models(12);
  const literals = models(0x300 << lc + lp), slots = models(256), special = models(128), align = models(16);
  const lengths = () => ({ choice: models(2), low: models(128), mid: models(128), high: models(256) });
  const length = lengths(), repLength = lengths();

  function lengthOf(l, ps) {
    if (!bit(l.choice, 0)) return 2 + tree(l.low, ps << 3, 3);
    if (!bit(l.choice, 1)) return 10 + tree(l.mid, ps << 3, 3);
    return 18 + tree(l.high, 0, 8);
  }

  function distance(n) {
    const slot = tree(slots, Math.min(n - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | slot & 1) << bits;
    if (slot < 14) return base + reverseTree(special, base - slot, bits);
    return base + (direct(bits - 4) << 4) + reverseTree(align, 0, 4);
  }

  let pos = 0, state = 0, rep0 = 0, rep1 = 0, rep2 = 0, rep3 = 0;

  function literal() {
    const before = pos ? out[pos - 1] : 0;
    const base = 0x300 * (((pos & lpMask) << lc) + (before >> 8 - lc));
    let symbol = 1;
    if (state > 6) {
      let match = out[pos - rep0 - 1];
      do {
        const m = match >> 7 & 1;
        match <<= 1;
        const b = bit(literals, base + (1 + m << 8) + symbol);
        symbol = symbol << 1 | b;
        if (m !== b) break;
      } while (symbol < 256);
    }
    while (symbol < 256) symbol = symbol << 1 | bit(literals, base + symbol);
    out[pos++] = symbol;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  // repeated reads which of the last distances to use, and returns the length of the match.
  function repeated(ps) {
    if (!bit(isRepG0, state)) {
      if (!bit(isRep0Long, state << 4 | ps)) {
        state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      let d = rep1;
      if (bit(isRepG1, state)) {
        if (bit(isRepG2, state)) {
          d = rep3;
          rep3 = rep2;
        } else d = rep2;
        rep2 = rep1;
      }
      rep1 = rep0;
      rep0 = d;
    }
    const n = lengthOf(repLength, ps);
    state = state < 7 ? 8 : 11;
    return n;
  }

  while (pos < size) {
    const ps = pos & pbMask;
    if (!bit(isMatch, state << 4 | ps)) {
      literal();
      continue;
    }
    let n;
    if (bit(isRep, state)) n = repeated(ps);
    else {
      n = lengthOf(length, ps);
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      state = state < 7 ? 7 : 10;
      rep0 = distance(n);
    }
    for (let from = pos - rep0 - 1; n--;) out[pos++] = out[from++];
  }
  return out;
}
