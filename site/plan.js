// The Plan tab: the users, the steps, and the script in a format.

const shownScript = 200000; // octets of a script that the page shows
const shownUnplanned = 200;
const extensions = { 'graph-powershell': 'ps1', 'entra-powershell': 'ps1', msonline: 'ps1', 'graph-rest': 'sh', 'm365-cli': 'sh', 'graph-batch': 'json', ldif: 'ldf', csv: 'csv', markdown: 'md', html: 'html', text: 'txt' };

// userName returns the name of a user in a request for a plan.
const userName = (o) => o.userPrincipalName || o.sAMAccountName || o.objectGUID || '';
const plannable = (o) => Boolean(o && o.side === 'onPremises' && userName(o));

class Planner {
  constructor() {
    this.users = [];
    this.approved = new Set();
    const form = byId('make-plan');
    form.elements.prefer.append(...texts.preferences.map((text, i) => option(['0', '1', '2'][i], text)));
    form.onsubmit = (event) => {
      event.preventDefault();
      this.make();
    };
    let timer = 0;
    form.elements.words.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.find(), 120);
    });
    byId('format').elements.as.append(...Object.entries(texts.formats).map(([value, text]) => option(value, text)));
    byId('format').onchange = () => this.render();
    byId('copy-script').onclick = async () => {
      if (await copy(await this.script.text(), texts.script)) flash(byId('copy-script'));
    };
    byId('save-script').onclick = () => save(this.script, 'hardmatch' + (this.undo ? '-undo' : '') + '.' + extensions[this.format]);
    byId('save-plan').onclick = () => save(this.blob, 'plan.json');
    byId('to-diagnose').onclick = () => show('diagnose');
  }

  forget() {
    this.engine = null;
    this.users = [];
    byId('planning').hidden = byId('plan-made').hidden = true;
    byId('plan-nothing').hidden = false;
  }

  begin(engine) {
    this.engine = engine;
    byId('planning').hidden = false;
    byId('plan-nothing').hidden = true;
    byId('planned').textContent = '';
    this.list([]);
  }

  list(users) {
    const focused = byId('users').contains(document.activeElement);
    this.users = users;
    byId('users').replaceChildren(...(users.length ? users.map((u) => make('li', {}, visible(u), button('×', () => this.list(this.users.filter((other) => other !== u)), { 'aria-label': texts.remove(visible(u)) }))) : [make('li', { className: 'all' }, texts.allUsers)]));
    if (focused) byId('make-plan').elements.words.focus();
  }

  async find() {
    const text = byId('make-plan').elements.words.value;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const place = byId('found-users');
    if (!words.length) return place.replaceChildren();
    const { rows } = await this.engine.ask('look', { table: 'verdicts', filters: {}, words, sort: null, from: 0, to: 12 });
    const users = rows.map((r) => r.object);
    place.replaceChildren(...(users.length ? users.map((o) => this.offer(o)) : [make('li', {}, texts.noUsers)]));
  }

  offer(o) {
    if (!plannable(o)) return make('li', {}, make('small', {}, `${visible(nameOf(o))} ${texts.unnamed}`));
    return make('li', {}, button(visible(userName(o)), () => {
      if (!this.users.includes(userName(o))) this.list([...this.users, userName(o)]);
      byId('make-plan').elements.words.value = '';
      byId('found-users').replaceChildren();
      byId('make-plan').elements.words.focus();
    }, { className: 'quiet' }), make('small', {}, visible(o.dn || placeOf(o.origin))));
  }

  async make() {
    this.approved.clear();
    byId('plan-made').hidden = true;
    byId('planned').textContent = texts.planning;
    try {
      const { prefer, map, outOfScope } = byId('make-plan').elements;
      await this.showPlan(await this.engine.ask('plan', { users: this.users, prefer: Number(prefer.value), map: map.value, outOfScope: outOfScope.value.trim() }));
      byId('planned').scrollIntoView({ block: 'start' });
    } catch (failure) {
      showFailure(byId('planned'), failure);
    }
  }

  async showPlan({ head, blob, irreversible }) {
    Object.assign(this, { head, blob });
    const { counts, unplanned } = head;
    byId('plan-made').hidden = false;
    byId('planned').textContent = texts.planMade(counts.steps, counts.irreversible, counts.unplanned) + (counts.steps ? '' : ' ' + texts.noSteps);
    this.steps();
    this.approvals(irreversible);
    this.unplanned(unplanned);
    await this.render();
  }

  steps() {
    new Grid(byId('steps'), {
      engine: this.engine, table: 'steps', label: texts.steps, choose: showStep,
      columns: [
        { title: texts.phase, sort: 'phase', className: 'phase', show: (s) => s.phase },
        { title: texts.what, className: 'wide', show: (s) => [make('span', { className: 'name' }, s.operation, s.irreversible ? make('small', { className: 'bad' }, ' ' + texts.irreversible) : ''), make('small', {}, visible(s.explain))] },
        { title: texts.object, sort: 'object', show: (s) => objectCell(s.target, { file: '' }) },
      ],
    });
  }

  approvals(steps) {
    byId('approvals').replaceChildren(...(steps.length ? [make('fieldset', {}, make('legend', {}, texts.approvals), ...steps.map((s) => this.approval(s)))] : []));
  }

  approval(s) {
    const box = make('input', { type: 'checkbox', checked: this.approved.has(s.id), onchange: () => this.approve(s.id, box.checked) });
    return make('label', { className: 'check' }, box, make('span', {}, make('code', {}, s.id), ` ${s.operation}: `, visible(nameOf(s.target)), make('small', {}, ' ' + visible(s.explain))));
  }

  async approve(id, on) {
    if (on) this.approved.add(id);
    else this.approved.delete(id);
    const { blob } = await this.engine.ask('approve', { approved: [...this.approved] });
    this.blob = blob;
    await this.render();
  }

  unplanned(list) {
    const rows = list.slice(0, shownUnplanned).map((u) => make('li', {}, make('span', { className: 'name' }, visible(nameOf(u.object))), ' ', make('small', {}, visible(u.why))));
    if (list.length > shownUnplanned) rows.push(make('li', {}, texts.andMore(list.length - shownUnplanned)));
    byId('unplanned').replaceChildren(...(list.length ? [make('details', {}, make('summary', {}, texts.unplanned(list.length)), make('ul', {}, ...rows))] : []));
  }

  async render() {
    const { as, undo } = byId('format').elements;
    Object.assign(this, { format: as.value, undo: undo.checked });
    try {
      const { blob, text, cut } = await this.engine.ask('render', { as: as.value, undo: undo.checked, show: shownScript });
      this.script = blob;
      byId('script').textContent = visible(text).replaceAll('\\u{9}', '\t').replaceAll('\\u{d}', '');
      byId('script-status').textContent = cut ? texts.scriptCut : texts.scriptLines(text.split('\n').length - 1);
    } catch (failure) {
      byId('script').textContent = '';
      showFailure(byId('script-status'), failure);
    }
  }
}

// planFor makes a plan for these objects.
async function planFor(objects) {
  byId('detail').close();
  planner.list(objects.map(userName));
  show('plan');
  await planner.make();
}
