// The Convert tab: one value in all notations, or thousands in a table.

const shownFirst = ['immutableid', 'guid', 'hex', 'sid', 'sid-base64'];

class Converter {
  constructor(engine) {
    this.engine = engine;
    this.input = byId('value');
    this.turn = 0;
    let timer = 0;
    this.input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.update(), 60);
    });
    byId('from').append(option('', texts.recognised));
    byId('from').onchange = () => this.update();
    byId('copy-all').onclick = () => this.copyAnchors();
    byId('save-conversions').onclick = () => this.saveCSV();
    byId('save-conversions-json').onclick = () => save(this.blob, 'conversions.json');
  }

  offer({ notations }) { byId('from').append(...notations.map((n) => option(n, n))); }

  async update() {
    const turn = ++this.turn;
    const text = this.input.value;
    try {
      const found = text.trim() ? await this.convert(text) : null;
      if (turn === this.turn) this.show(found);
    } catch (failure) {
      if (turn === this.turn) showFailure(byId('converted'), failure);
    }
  }

  // convert converts a text as one value if that is a GUID or a SID, otherwise each of its
  // lines. Several lines are never one anchor with blanks in it.
  async convert(text) {
    const one = await this.ask(text, false);
    const [result] = one.results;
    if (!text.trim().includes('\n') || result.guid || result.notations.sid || result.readings) return one;
    const lines = await this.ask(text.trim(), true);
    return /^\s*[\w.;-]+\s*::?\s/m.test(text) ? this.withoutOthers(lines) : lines;
  }

  async ask(text, lines) {
    const { blob } = await this.engine.ask('convert', { text, lines, from: byId('from').value });
    return { ...JSON.parse(await blob.text()), blob, others: 0 };
  }

  // withoutOthers removes the lines of a record that hold neither a GUID nor a SID.
  withoutOthers(found) {
    const results = found.results.filter((r) => r.guid || r.notations.sid || r.readings);
    return results.length ? { ...found, results, others: found.results.length - results.length } : found;
  }

  show(found) {
    byId('one').replaceChildren();
    byId('many').hidden = !found || found.results.length < 2;
    byId('converted').textContent = '';
    this.results = found ? found.results : [];
    this.blob = found?.blob;
    if (!found) return;
    const failed = found.results.filter((r) => r.error).length;
    const status = [];
    if (found.results.length > 1) status.push(texts.manyConverted(found.results.length, failed));
    if (found.others) status.push(texts.noneHere(found.others));
    byId('converted').textContent = status.join(' ');
    if (found.results.length === 1) byId('one').replaceChildren(...this.one(found.results[0]));
    else this.table();
  }

  one(r) {
    const parts = [];
    if (r.error) parts.push(this.remark('bad', texts.error, r.error));
    for (const warning of r.warnings) parts.push(this.remark('care', texts.warning, warning));
    (r.hints || []).forEach((hint, i) => parts.push(make('p', { className: 'hint' }, hintText({ hint, hintCode: r.hintCodes[i], hintArgs: r.hintArgs[i] }))));
    if (r.readings) parts.push(this.readings(r.readings));
    const names = Object.keys(r.notations);
    if (!names.length) return parts;
    const order = [...shownFirst.filter((n) => names.includes(n)), ...names.filter((n) => !shownFirst.includes(n))];
    const body = make('tbody', {}, ...order.map((n) => make('tr', {}, make('th', { scope: 'row' }, n, make('small', {}, texts.notations[n] || '')),
      make('td', {}, code(r.notations[n])), make('td', { className: 'act' }, copyButton(r.notations[n], n)))));
    parts.push(make('p', { className: 'hint' }, texts.readAs(r.notation)),
      make('table', { className: 'notations' }, make('thead', { className: 'unseen' }, make('tr', {}, make('th', { scope: 'col' }, texts.notation), make('th', { scope: 'col' }, texts.valueColumn), make('th', { scope: 'col' }, texts.copy))), body));
    if (r.guid) parts.push(button(texts.copyLink, () => copy(location.href.split('#')[0] + '#g=' + r.guid, texts.copyLink), { className: 'quiet' }));
    return parts;
  }

  remark(tone, label, text) { return make('p', { className: 'remark' }, make('span', { className: 'tone ' + tone }, label), ' ' + visible(text)); }

  // readings shows a button for each reading.
  readings(readings) {
    const rows = readings.map((r) => make('tr', {}, make('th', { scope: 'row' }, r.notation, r.likelier ? make('small', {}, texts.likelier) : ''),
      make('td', {}, code(r.guid || r.sid || r.immutableId || ''), make('small', {}, visible(r.why))),
      make('td', { className: 'act' }, button(texts.readAsNotation(r.notation), () => this.choose(r)))));
    return make('div', {}, make('p', {}, texts.readings(readings.length)), make('table', { className: 'notations' }, make('tbody', {}, ...rows)));
  }

  // choose converts the single value as this reading, or reads a whole column in its
  // notation.
  choose({ notation, guid, sid, immutableId }) {
    if (this.results.length > 1) byId('from').value = notation;
    else this.input.value = guid || sid || immutableId;
    byId('detail').close();
    this.update();
    this.input.focus();
  }

  table() {
    new Grid(byId('conversions'), {
      engine: { ask: async (_, { from, to }) => ({ rows: this.results.slice(from, to), matching: this.results.length, total: this.results.length }) },
      table: 'conversions', label: texts.convert,
      columns: [
        { title: texts.given, show: (r) => code(r.input) },
        { title: 'ImmutableId', show: (r) => r.immutableId ? code(r.immutableId) : make('small', { className: r.error ? 'bad' : '' }, visible(r.error || '')) },
        { title: 'GUID', show: (r) => r.notations.sid || r.guid ? code(r.guid || r.notations.sid) : '' },
        { title: texts.warning, show: (r) => make('small', {}, visible(r.warnings.join('; '))) },
      ],
      choose: (r) => openDetail(r.input, this.one(r)),
    });
  }

  async copyAnchors() {
    await copy(this.results.map((r) => r.immutableId || '').join('\n'), texts.copyAnchors);
    flash(byId('copy-all'));
  }

  // saveCSV saves the rows that hardmatch writes.
  async saveCSV() {
    const { blob } = await this.engine.ask('convert', { text: this.input.value.trim(), lines: true, from: byId('from').value, format: 'csv' });
    save(blob, 'conversions.csv');
  }
}
