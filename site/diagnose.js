// The Diagnose tab: it reads files of both sides, and shows verdicts and findings.

class Diagnosis {
  constructor() {
    this.files = []; // {file, side}
    this.turn = 0; // the number of the latest check
    byId('choose').onclick = () => byId('files').click();
    byId('files').onchange = (event) => {
      this.add(event.target.files);
      event.target.value = '';
    };
    byId('clear').onclick = () => {
      this.list([]);
      byId('choose').focus();
    };
    byId('cancel').onclick = () => this.cancel();
    byId('plan-all').onclick = () => planFor([]);
    byId('check').onsubmit = (event) => {
      event.preventDefault();
      this.run();
    };
    byId('check').elements.asOf.value = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    byId('save-report').onclick = () => save(this.blob, 'report.json');
    byId('save-findings').onclick = () => this.saveCSV(false, 'findings.csv');
    byId('save-verdicts').onclick = () => this.saveCSV(true, 'verdicts.csv');
    let timer = 0;
    byId('error-text').addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.explain(), 150);
    });
  }

  offer({ encodings, engines, tenantFlags }) {
    const form = byId('check').elements;
    form.encoding.append(option('', texts.detected), ...encodings.map((e) => option(e, e)));
    form.engine.append(...engines.map((e) => option(e, texts.engines[e] || e)));
    byId('flags').append(...tenantFlags.map((flag) => make('label', {}, make('span', {}, flag),
      make('select', { name: flag }, ...Object.entries(texts.flagStates).map(([value, text]) => option(value, text))))));
  }

  add(files) { this.list([...this.files, ...[...files].map((file) => ({ file, side: 0 }))]); }

  list(files) {
    const focused = byId('file-list').contains(document.activeElement);
    this.files = files;
    byId('chosen').hidden = !files.length;
    byId('file-list').replaceChildren(...files.map((f) => {
      const name = visible(f.file.name);
      const side = make('select', { 'aria-label': texts.side(name), onchange: (event) => { f.side = Number(event.target.value); } }, ...texts.sides.map((text, i) => option(i, text)));
      side.value = f.side;
      return make('li', {}, make('span', { className: 'name' }, name), make('small', {}, megabytes(f.file.size)), side,
        button(texts.removeShort, () => this.list(this.files.filter((other) => other !== f)), { 'aria-label': texts.remove(name) }));
    }));
    if (focused) (byId('file-list').querySelector('button') || byId('choose')).focus();
  }

  async run() {
    const form = byId('check').elements;
    const turn = this.reset();
    byId('progress').hidden = false;
    byId('checked').textContent = '';
    this.progress({ done: 0, size: 1 });
    byId('cancel').focus();
    const begun = performance.now();
    try {
      const engine = await anotherEngine();
      if (turn !== this.turn) return engine.end();
      this.engine = engine;
      const { head, blob, memory } = await engine.ask('check', {
        chosen: this.files.map((f) => f.file), files: this.files.map((f) => ({ name: f.file.name, side: f.side })),
        asOf: form.asOf.value, encoding: form.encoding.value, anchor: form.anchor.value.trim(), acceptDecoded: form.acceptDecoded.checked,
        engine: form.engine.value, tenantFlags: chosenFlags(), verifiedDomains: form.domains.value.split(/[\s,;]+/).filter(Boolean),
      }, (p) => this.progress(p));
      Object.assign(this, { blob, head, memory });
      this.show((performance.now() - begun) / 1000);
    } catch (failure) {
      if (turn !== this.turn) return;
      this.reset();
      showFailure(byId('checked'), failure);
    }
    this.hideProgress();
  }

  progress({ done, size }) {
    byId('progress-text').textContent = done < size ? texts.reading(done, size) : texts.evaluating;
    byId('progress-bar').value = done / size;
  }

  cancel() {
    this.reset();
    byId('checked').textContent = texts.cancelled;
    this.hideProgress();
  }

  // hideProgress hides the progress, and moves the focus if it was there.
  hideProgress() {
    if (byId('progress').contains(document.activeElement)) byId('checked').focus();
    byId('progress').hidden = true;
  }

  // reset ends the worker with its data, and returns the number of the next check.
  reset() {
    this.engine?.end();
    this.engine = this.head = null;
    byId('report').hidden = true;
    planner.forget();
    return ++this.turn;
  }

  show(seconds) {
    const { summary, inputs, tenant } = this.head;
    byId('report').hidden = false;
    byId('checked').textContent = texts.checkedIn(summary.objects.onPremises + summary.objects.cloud, seconds.toFixed(1)) + (summary.incomplete ? ' ' + texts.incomplete : '');
    this.counts(summary);
    byId('inputs').replaceChildren(make('tbody', {}, ...inputs.map((f) => make('tr', {}, make('th', { scope: 'row' }, visible(f.file), make('small', {}, visible(f.kind || texts.none))), make('td', {}, texts.records(f.records))))));
    byId('tenant').replaceChildren(...(tenant.initialDomain ? [make('p', { className: 'hint' }, visible(texts.tenant(tenant.initialDomain)))] : []),
      ...summary.undecidedFor.map((m) => make('p', { className: 'hint' }, texts.missing(m.missing, m.verdicts))));
    this.tables(summary);
    planner.begin(this.engine);
    byId('checked').scrollIntoView({ block: 'start' });
  }

  counts({ verdicts, rules }) {
    const all = Object.entries(verdicts);
    const most = Math.max(1, ...all.map(([, n]) => n));
    byId('verdict-counts').replaceChildren(make('tbody', {}, ...all.map(([kind, n]) => this.count(tone(texts.kinds[kind] || kind, verdictTones[kind]), n, most,
      () => byId('verdict-filters').show('verdict', kind)))));
    const mostFound = Math.max(1, ...rules.map((r) => r.findings));
    const rows = rules.map((r) => this.count([tone(r.rule, severityTones[r.severity]), make('small', {}, r.title)], r.findings, mostFound, () => byId('finding-filters').show('rule', r.rule)));
    byId('rule-counts').replaceChildren(make('tbody', {}, ...(rows.length ? rows : [make('tr', {}, make('td', {}, texts.nothingFound))])));
  }

  // count returns a row with a bar. The number is a button that shows the counted rows.
  count(label, n, most, click) {
    const bar = make('meter', { max: most, value: n, 'aria-hidden': true });
    return make('tr', { className: n ? '' : 'none' }, make('th', { scope: 'row' }, ...[label].flat()), make('td', {}, n ? button(grouped(n), click, { className: 'quiet' }) : '0'), make('td', { className: 'bar-cell' }, bar));
  }

  tables({ rules, verdicts }) {
    const { engine } = this;
    const findings = new Grid(byId('findings'), {
      engine, table: 'findings', label: texts.findings, choose: showFinding,
      columns: [
        { title: texts.severity, sort: 'weight', className: 'narrow', show: (f) => tone(texts.severities[f.severity], severityTones[f.severity]) },
        { title: texts.rule, sort: 'rule', className: 'narrow', show: (f) => code(f.rule) },
        { title: texts.finding, sort: 'message', className: 'wide', show: (f) => make('span', { className: 'clamp' }, visible(f.message)) },
        { title: texts.object, sort: 'object', show: (f) => objectCell(f.object, f.origin) },
      ],
    });
    const rows = new Grid(byId('verdicts'), {
      engine, table: 'verdicts', label: texts.verdicts, choose: showVerdict,
      columns: [
        { title: texts.verdict, sort: 'verdict', className: 'kind', show: (v) => tone(texts.kinds[v.verdict] || v.verdict, verdictTones[v.verdict]) },
        { title: texts.object, sort: 'object', show: (v) => objectCell(v.object) },
        { title: texts.counterpart, sort: 'counterpart', show: (v) => objectCell(v.counterpart) },
        { title: texts.reason, sort: 'reason', className: 'wide', show: (v) => make('span', { className: 'clamp' }, visible(v.reason)) },
      ],
    });
    const all = () => option('', texts.all);
    byId('finding-filters').elements.severity.replaceChildren(all(), ...Object.entries(texts.severities).map(([value, text]) => option(value, text)));
    byId('finding-filters').elements.rule.replaceChildren(all(), ...rules.map((r) => option(r.rule, `${r.rule}: ${r.title}`)));
    byId('verdict-filters').elements.verdict.replaceChildren(all(), ...Object.keys(verdicts).map((kind) => option(kind, texts.kinds[kind] || kind)));
    bind(byId('finding-filters'), findings);
    bind(byId('verdict-filters'), rows);
  }

  async saveCSV(verdicts, name) {
    const { blob } = await this.engine.ask('report', { format: 'csv', verdicts });
    save(blob, name);
  }

  async explain() {
    const text = byId('error-text').value;
    const place = byId('explained');
    if (!text.trim()) return place.replaceChildren();
    try {
      place.replaceChildren(...(/^\s*hm\d{0,4}\s*$/i.test(text) ? await this.explainRules(text.trim()) : await this.explainErrors(text)));
    } catch (failure) {
      showFailure(place, failure);
    }
  }

  async explainRules(id) {
    const rules = (await allRules()).filter((r) => r.rule.startsWith(id.toUpperCase()));
    if (!rules.length) return [texts.noRule];
    return rules.map((r) => make('article', {}, make('h3', {}, `${r.rule}: ${r.title}`), ...(rules.length < 4 ? [terms(ruleTerms(r))] : [])));
  }

  async explainErrors(text) {
    const { labels } = texts;
    const { errors } = await (this.head ? this.engine : firstEngine).read('explain', { text });
    if (!errors.length) return [texts.noError];
    return errors.map((e) => make('article', {}, make('h3', {}, visible(e.name || e.kind), e.code ? ` (${visible(e.code)})` : '', `: ${e.title}`), terms([
      ...e.conflicts.flatMap((c) => [[labels.attribute, c.attribute], [labels.value, c.value && code(c.value)]]),
      [labels.object, e.dn],
      [labels.anchor, [e.anchor && code(e.anchor), e.guid && code(e.guid)]],
      [labels.detail, e.conflicts.length ? '' : e.detail],
      [labels.heldBy, e.holders.map((h) => make('div', {}, make('small', {}, visible(h.place) + ' '), visible(h.name || ''), h.says ? ` (${visible(h.says)})` : ''))],
      [labels.cause, e.cause],
      [labels.cure, e.cure.map((cure, i) => cureText(cure, e.cureHints[i]))],
      [labels.sources, e.cites],
      [labels.rule, e.rules.join(', ')],
    ])));
  }
}

// cureText returns a cure with the words of the page for its command.
const cureText = (cure, hint) => (hint ? `${hint.text}: ${hintText({ hint: cure, ...hint })}` : cure);

// chosenFlags returns the tenant settings that are chosen on the page.
function chosenFlags() {
  const chosen = [...byId('flags').elements].filter((select) => select.value);
  return Object.fromEntries(chosen.map((select) => [select.name, select.value === 'true']));
}
