'use strict';
// The tables of the report. Names from a directory may be hostile: all text becomes text
// nodes, and links are copied from links in the page.

const pageRows = 200;
const mostPrintedVerdicts = 1000;
const severities = [['notice', 'Notice', 'plain'], ['warning', 'Warning', 'care'], ['error', 'Error', 'bad']];

const byId = (id) => document.getElementById(id);
const grouped = (n) => n.toLocaleString('en');
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function make(name, className, ...content) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...content);
  return e;
}

// ---- what both tables show ----

const [side, name, id, file, line, octet] = [0, 1, 2, 3, 4, 5]; // of an object

function placeOf(o, files) {
  let s = files[o[file]];
  if (o[line]) s += ':' + o[line];
  if (o[octet]) s += ', octet ' + grouped(o[octet]);
  return s;
}

// broken inserts places where lines may break, between the parts of a name, a DN or a path.
const steps = (s) => s.match(/[^,@/]*[,@/]|[^,@/]+/g) || [s];
const broken = (s) => steps(s).flatMap((step) => [step, make('wbr')]);

function showObject(o, files, withSide) {
  const parts = [];
  if (o[name]) parts.push(make('span', 'name', ...broken(o[name])));
  if (o[id]) parts.push(make('span', 'id', ...broken(o[id])));
  let place = placeOf(o, files);
  if (o[side] && withSide) place = o[side] + ', ' + place;
  parts.push(make('span', 'place', ...broken(place || 'tenant')));
  return parts;
}

const objectText = (o, files) => o ? o[name] + '\n' + o[id] + '\n' + placeOf(o, files) : '';

function cell(label, ...content) {
  const td = make('td', '', ...content);
  td.setAttribute('role', 'cell');
  td.dataset.label = label;
  return td;
}

function row(...cells) {
  const tr = make('tr', '', ...cells);
  tr.setAttribute('role', 'row');
  return tr;
}

function list(items) {
  return make('ul', '', ...items.map((content) => make('li', '', ...content)));
}

// ---- a table of which one page shows ----

// A ReviewTable filters, sorts and shows rows. Its kind has the functions for this: keys by
// column, tests by filter, text to search in, show for a row, and the limit for printing.
class ReviewTable {
  constructor(section, rows, kind) {
    Object.assign(this, {
      rows, kind, page: 0, noun: section.id,
      form: section.querySelector('form'), table: section.querySelector('table.large'),
      status: section.querySelector('.status'), pager: section.querySelector('.pager'),
    });
    this.body = this.table.tBodies[0];
    this.column = this.table.querySelector('th[aria-sort]').dataset.sort;
    this.descending = this.table.querySelector('th[aria-sort]').getAttribute('aria-sort') === 'descending';
    this.listen();
    this.form.hidden = this.table.hidden = false;
    this.update();
  }

  listen() {
    let timer = 0;
    this.form.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.update(), 120);
    });
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('reset', () => setTimeout(() => this.update()));
    this.pager.addEventListener('click', (event) => this.go(event.target.dataset.go));
    for (const th of this.table.querySelectorAll('th[data-sort]')) {
      const button = make('button', '', ...th.childNodes);
      button.type = 'button';
      button.addEventListener('click', () => this.sortBy(th));
      th.append(button);
    }
  }

  sortBy(th) {
    this.descending = this.column === th.dataset.sort && !this.descending;
    this.column = th.dataset.sort;
    for (const other of this.table.querySelectorAll('th[aria-sort]')) other.removeAttribute('aria-sort');
    th.setAttribute('aria-sort', this.descending ? 'descending' : 'ascending');
    this.update();
  }

  // filter sets one filter and clears the others.
  filter(field, value) {
    this.form.reset();
    this.form.elements[field].value = value;
    this.update();
  }

  update() {
    this.view = this.matching();
    this.sort();
    this.page = 0;
    this.show();
  }

  matching() {
    const tests = [];
    for (const [field, test] of Object.entries(this.kind.tests)) {
      const value = this.form.elements[field].value;
      if (value) tests.push((r) => test(r, value));
    }
    const words = this.form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) {
      this.texts ||= this.rows.map((r) => this.kind.text(r).toLowerCase());
      tests.push((r, i) => words.every((word) => this.texts[i].includes(word)));
    }
    const view = [];
    this.rows.forEach((r, i) => {
      if (tests.every((test) => test(r, i))) view.push(i);
    });
    return view;
  }

  // sort keeps the order of the report among equals, in both directions.
  sort() {
    const key = this.kind.keys[this.column];
    const keys = new Map(this.view.map((i) => [i, key(this.rows[i], i)]));
    const sign = this.descending ? -1 : 1;
    this.view.sort((a, b) => sign * compare(keys.get(a), keys.get(b)) || a - b);
  }

  show() {
    const pages = Math.max(1, Math.ceil(this.view.length / pageRows));
    const from = this.page * pageRows;
    const to = Math.min(from + pageRows, this.view.length);
    this.fill(from, to);
    this.status.textContent = this.view.length === 0 ? 'None of ' + this.total() + '.' :
      'Rows ' + grouped(from + 1) + ' to ' + grouped(to) + ' of ' + this.shown() + '.';
    this.pager.hidden = pages === 1;
    this.pager.querySelector('.page').textContent = 'Page ' + grouped(this.page + 1) + ' of ' + grouped(pages);
    for (const button of this.pager.querySelectorAll('button')) {
      button.disabled = this.page === (/first|previous/.test(button.dataset.go) ? 0 : pages - 1);
    }
  }

  total() { return grouped(this.rows.length) + ' ' + this.noun; }

  shown() {
    return this.view.length === this.rows.length ? this.total() : grouped(this.view.length) + ' that match, of ' + this.total();
  }

  fill(from, to) {
    this.body.replaceChildren(...this.view.slice(from, to).map((i) => this.kind.show(this.rows[i], i)));
  }

  go(where) {
    if (!where) return;
    const last = Math.ceil(this.view.length / pageRows) - 1;
    this.page = { first: 0, previous: this.page - 1, next: this.page + 1, last }[where];
    this.show();
    this.form.scrollIntoView();
  }

  // forPaper shows all matching rows, or a text that there are too many to print.
  forPaper() {
    const tooMany = this.view.length > this.kind.mostPrinted;
    this.table.hidden = tooMany;
    this.fill(0, tooMany ? 0 : this.view.length);
    this.status.textContent = tooMany ?
      this.shown() + ': more than the ' + grouped(this.kind.mostPrinted) + ' that are printed. Filter them on the screen first.' :
      'All ' + this.shown() + this.filters() + '.';
  }

  // filters returns the active filters as text for printing.
  filters() {
    const set = [...this.form.elements].filter((e) => e.name && e.value).map((e) => e.labels[0].firstChild.data.trim() + ' ' + e.value);
    return set.length ? ' (' + set.join(', ') + ')' : '';
  }

  forScreen() {
    this.table.hidden = false;
    this.show();
  }
}

// ---- findings ----

function findings(data) {
  const { files, rules } = data;
  const [rule, severity, message, attribute, value, object, others, more] = [0, 1, 2, 3, 4, 5, 6, 7];

  function what(r) {
    const parts = [make('p', '', r[message])];
    if (r[attribute]) {
      const p = make('p', 'value', r[attribute]);
      if (r[value]) p.append(' ', make('code', '', r[value]));
      parts.push(p);
    }
    if (r[others].length) {
      const items = r[others].map((o) => showObject(o, files, true));
      if (r[more]) items.push(['and ' + grouped(r[more]) + ' more']);
      parts.push(make('p', 'also', 'Other objects'), list(items));
    }
    return parts;
  }

  function ruleLink(r) {
    const [ruleID, cites] = rules[r[rule]];
    const link = make('a', '', ruleID);
    link.href = '#' + ruleID;
    const sources = cites.map((n) => document.querySelector('#rules a[data-source="' + n + '"]').cloneNode(true));
    return [link, ' ', make('span', 'cites', ...sources)];
  }

  return {
    mostPrinted: Infinity,
    keys: {
      number: (r, i) => i,
      severity: (r) => r[severity],
      rule: (r) => rules[r[rule]][0],
      message: (r) => r[message],
      object: (r) => r[object][name].toLowerCase(),
    },
    tests: {
      severity: (r, wanted) => severities[r[severity]][0] === wanted,
      rule: (r, wanted) => rules[r[rule]][0] === wanted,
    },
    text: (r) => [rules[r[rule]][0], r[message], r[attribute], r[value], ...[r[object], ...r[others]].map((o) => objectText(o, files))].join('\n'),
    show: (r, i) => row(
      cell('No.', grouped(i + 1)),
      cell('Severity', make('span', 'tone ' + severities[r[severity]][2], severities[r[severity]][1])),
      cell('Rule', ...ruleLink(r)),
      cell('Finding', ...what(r)),
      cell('Object', ...showObject(r[object], files, true)),
    ),
  };
}

// ---- verdicts ----

function verdicts(data) {
  const { files, outcomes, missing } = data;
  const [outcome, wants, object, counterpart] = [0, 1, 2, 3];
  const [kind, label, tone, basis, reason, refusals] = [0, 1, 2, 3, 4, 5]; // of an outcome

  function why(r) {
    const o = outcomes[r[outcome]];
    const parts = [];
    if (o[refusals].length) parts.push(make('p', 'refusals', o[refusals].join(' or ')));
    parts.push(make('p', '', o[reason]), make('p', 'also', 'Basis: ' + o[basis]));
    if (missing[r[wants]].length) parts.push(make('p', 'also', 'Missing: ' + missing[r[wants]].join(', ')));
    return parts;
  }

  return {
    mostPrinted: mostPrintedVerdicts,
    keys: {
      number: (r, i) => i,
      kind: (r) => outcomes[r[outcome]][label],
      object: (r) => r[object][name].toLowerCase(),
      counterpart: (r) => r[counterpart] ? r[counterpart][name].toLowerCase() : '',
      reason: (r) => outcomes[r[outcome]][reason],
    },
    tests: {
      kind: (r, wanted) => outcomes[r[outcome]][kind] === wanted,
      missing: (r, wanted) => missing[r[wants]].includes(wanted),
      basis: (r, wanted) => outcomes[r[outcome]][basis] === wanted,
    },
    text: (r) => {
      const o = outcomes[r[outcome]];
      return [o[label], o[reason], ...o[refusals], objectText(r[object], files), objectText(r[counterpart], files)].join('\n');
    },
    show: (r, i) => row(
      cell('No.', grouped(i + 1)),
      cell('Verdict', make('span', 'tone ' + outcomes[r[outcome]][tone], outcomes[r[outcome]][label])),
      cell('Object', ...showObject(r[object], files, false)),
      cell('Counterpart', ...(r[counterpart] ? showObject(r[counterpart], files, false) : [make('span', 'place', 'none')])),
      cell('Reason', ...why(r)),
    ),
  };
}

// ---- the page ----

const tables = {};

function start(sectionID, dataID, kindOf) {
  const section = byId(sectionID);
  if (!section.querySelector('table.large')) return; // there is nothing to show
  const data = JSON.parse(byId(dataID).textContent);
  tables[sectionID] = new ReviewTable(section, data.rows, kindOf(data));
}

start('findings', 'finding-data', findings);
start('verdicts', 'verdict-data', verdicts);

addEventListener('beforeprint', () => Object.values(tables).forEach((t) => t.forPaper()));
addEventListener('afterprint', () => Object.values(tables).forEach((t) => t.forScreen()));

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-filter]');
  if (link && link.hash.slice(1) in tables) tables[link.hash.slice(1)].filter(link.dataset.filter, link.dataset.value);
  if (event.target.matches('button.print')) {
    tables.findings.filter('text', '');
    print();
  }
});
