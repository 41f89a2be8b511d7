// The reverse of site/build/filter.go.

function unfilter(filtered) {
  const out = new Uint8Array(new DataView(filtered.buffer, filtered.byteOffset).getUint32(0, true));
  let at = 4, to = 0;
  let number, place; // number of the function, and the last place in it that was put on the stack

  function copy(n) {
    while (n--) out[to++] = filtered[at++];
  }

  function take() {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const b = filtered[at++];
      value += (b & 127) * unit;
      if (b < 128) return value;
    }
  }

  function copyNumber() {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const b = out[to++] = filtered[at++];
      value += (b & 127) * unit;
      if (b < 128) return value;
    }
  }

  function put(value) {
    for (; value > 127; value = Math.floor(value / 128)) out[to++] = value % 128 | 128;
    out[to++] = value;
  }

  // putConstant writes a constant as a signed number.
  function putConstant(instruction, value) {
    out[to++] = instruction;
    for (; value > 63; value = Math.floor(value / 128)) out[to++] = value % 128 | 128;
    out[to++] = value;
  }

  function takePlace() {
    const n = take();
    return place + (n % 2 ? -(n + 1) / 2 : n / 2);
  }

  // memory restores the alignment and the offset of a load or store.
  function memory(instruction) {
    const alignment = alignments[instruction - 0x28];
    const offset = take();
    out[to++] = instruction;
    out[to++] = alignment;
    put((offset << alignment | offset >>> 32 - alignment) >>> 0);
  }

  function plain(instruction) {
    out[to++] = instruction;
    if (instruction === 0x0e) for (let n = copyNumber() + 1; n--;) copyNumber();
    else if (instruction === 0x43) copy(4);
    else if (instruction === 0x44) copy(8);
    else if (instruction === 0xfc) copy([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1][copyNumber()]);
    else for (let n = immediates[instruction]; n--;) copyNumber();
  }

  function func() {
    place = 0;
    const end = copyNumber() + to;
    for (let n = copyNumber(); n--; copy(1)) copyNumber();
    while (to < end) {
      const instruction = filtered[at++];
      if (instruction >= 0x28 && instruction <= 0x3e) memory(instruction);
      else if (instruction === 0xc5) putConstant(0x42, number * 0x10000 + (place = takePlace()));
      else if (instruction === 0xc6) putConstant(0x41, takePlace());
      else plain(instruction);
    }
  }

  copy(8);
  while (to < out.length) {
    const section = filtered[at];
    copy(1);
    const size = copyNumber();
    if (section !== 10) copy(size);
    else for (let n = copyNumber() + (number = 0x1000); number < n; number++) func();
  }
  return out;
}

const alignments = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];

const immediates = new Uint8Array(256);
for (const instruction of [0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x3f, 0x40, 0x41, 0x42]) immediates[instruction] = 1;
immediates[0x11] = 2;
