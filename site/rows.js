'use strict';
// The rows of documents. They are in a blob, so that they need no memory of the page, and
// the worker stores where each row begins. Runs in the worker.

const readSync = new FileReaderSync();
const batch = 4 << 20; // octets that are read at once

// Lines collects a document in pieces and stores where its lines begin.
class Lines {
  constructor() {
    this.parts = [];
    this.starts = [0];
    this.size = 0;
  }

  write(octets) {
    for (let i = octets.indexOf(10); i >= 0; i = octets.indexOf(10, i + 1)) this.starts.push(this.size + i + 1);
    this.size += octets.length;
    this.parts.push(octets);
  }

  close() {
    this.blob = new Blob(this.parts);
    this.parts = null;
    return this;
  }

  text(from, to) { return readSync.readAsText(this.blob.slice(this.starts[from], this.starts[to])); }
}

const parseRow = (line) => JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line);

// LineRows has a row on each line in a range of a document.
class LineRows {
  constructor(lines, from, to) { Object.assign(this, { lines, from, count: to - from }); }

  row(i) { return parseRow(this.lines.text(this.from + i, this.from + i + 1).trimEnd()); }

  scan(each) {
    const { starts } = this.lines;
    const last = this.from + this.count;
    for (let i = this.from, end; i < last; i = end) {
      end = i + 1;
      while (end < last && starts[end + 1] - starts[i] <= batch) end++;
      for (const line of this.lines.text(i, end).trimEnd().split('\n')) each(parseRow(line));
    }
  }
}

// ListRows has its rows in memory.
class ListRows {
  constructor(list) { Object.assign(this, { list, count: list.length }); }

  row(i) { return this.list[i]; }

  scan(each) { this.list.forEach((row) => each(row)); }
}

// A Table filters and sorts rows. Its kind has the keys of each column, and the text to
// search in.
class Table {
  constructor(source, kind) {
    this.source = source;
    this.count = source.count;
    this.kind = kind;
    this.keys = Object.fromEntries(Object.keys(kind.keys).map((column) => [column, []]));
    this.shared = new Map(); // stores equal texts once
    source.scan((row) => {
      for (const column in kind.keys) this.keys[column].push(this.share(kind.keys[column](row)));
    });
    this.shared = null;
  }

  share(key) {
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    if (this.shared.size < 1000) this.shared.set(key, key);
    return key;
  }

  // look returns the rows in a range of a view, and the number of rows in the view.
  look({ filters, words, sort, from, to }) {
    const wanted = JSON.stringify([filters, words, sort]);
    if (wanted !== this.wanted) {
      this.view = this.sorted(this.matching(filters, words), sort);
      this.wanted = wanted;
    }
    const rows = [];
    for (let i = from; i < Math.min(to, this.view.length); i++) rows.push(this.source.row(this.view[i]));
    return { rows, numbers: [...this.view.slice(from, to)], matching: this.view.length, total: this.count };
  }

  matching(filters, words) {
    const tests = Object.entries(filters).filter(([, value]) => value).map(([column, value]) => (i) => this.keys[column][i] === value);
    if (words.length) {
      const texts = this.texts();
      tests.push((i) => words.every((word) => texts[i].includes(word)));
    }
    const view = new Uint32Array(this.count);
    let n = 0;
    for (let i = 0; i < this.count; i++) if (tests.every((test) => test(i))) view[n++] = i;
    return view.subarray(0, n);
  }

  // sorted is stable in both directions.
  sorted(view, sort) {
    const keys = sort && this.keys[sort.column];
    if (!keys) return view;
    const sign = sort.descending ? -1 : 1;
    const order = (a, b) => (a < b ? -sign : a > b ? sign : 0);
    return view.sort((a, b) => order(keys[a], keys[b]) || a - b);
  }

  texts() {
    if (!this.searched) {
      this.searched = [];
      this.source.scan((row) => this.searched.push(this.kind.text(row).toLowerCase()));
    }
    return this.searched;
  }
}
