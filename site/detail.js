// The dialog with the details of a row.

function openDetail(title, content, ...actions) {
  const dialog = byId('detail');
  dialog.replaceChildren(make('h2', { id: 'detail-title' }, visible(title)),
    make('div', { className: 'actions' }, ...actions, button(texts.close, () => dialog.close(), { autofocus: true })), make('div', {}, ...content));
  dialog.showModal();
}

const tone = (text, className) => make('span', { className: 'tone ' + className }, text);

const verdictTones = {
  joined: 'fine', hardMatch: 'plain', softMatchSmtp: 'plain', softMatchUpn: 'plain', restore: 'plain', provision: 'plain',
  provisionQuarantined: 'care', refused: 'bad', notSynced: 'quiet', cloudManaged: 'quiet', undecided: 'open',
};
const severityTones = { error: 'bad', warning: 'care', notice: 'plain' };

// objectCell returns an object for a table.
function objectCell(o, origin) {
  if (!o) return make('small', {}, visible(placeOf(origin)) || texts.none);
  const name = nameOf(o);
  const second = [o.dn, o.id].find((v) => v && v !== name) || '';
  return [make('span', { className: 'name' }, visible(name)), make('small', {}, visible(second || placeOf(o.origin)))];
}

// objectFacts returns everything that the report has about an object.
function objectFacts(o) {
  if (!o) return '';
  const facts = ['userPrincipalName', 'dn', 'id', 'sAMAccountName', 'objectGUID'].filter((key) => o[key]);
  return make('div', { className: 'facts' }, make('strong', {}, texts.sideNames[o.side] || ''),
    ...facts.map((key) => make('div', {}, code(o[key]))), make('small', {}, visible(placeOf(o.origin))));
}

function showVerdict(v) {
  const { labels, kinds } = texts;
  const act = button(texts.planFor, () => planFor([v.object]), { className: 'main' });
  openDetail(nameOf(v.object), [terms([
    [labels.verdict, tone(kinds[v.verdict] || v.verdict, verdictTones[v.verdict])],
    [labels.refusals, v.refusals.join(', ')],
    [labels.reason, v.reason],
    [labels.basis, v.basis],
    [labels.missing, v.missing.join(', ')],
    [labels.object, objectFacts(v.object)],
    [labels.counterpart, objectFacts(v.counterpart)],
  ])], ...(plannable(v.object) ? [act] : []));
}

async function showFinding(f) {
  const { labels } = texts;
  const rule = (await allRules()).find((r) => r.rule === f.rule);
  const act = button(texts.planFor, () => planFor([f.object]), { className: 'main' });
  openDetail(f.rule + (rule ? ': ' + rule.title : ''), [terms([
    [labels.explain, [tone(texts.severities[f.severity], severityTones[f.severity]), visible(f.message)]],
    [labels.hint, f.hint && hintText(f)],
    [labels.attribute, f.attribute],
    [labels.value, f.value && code(f.value)],
    [labels.object, f.object ? objectFacts(f.object) : placeOf(f.origin)],
    [labels.others, f.others.map(objectFacts)],
    ...(rule ? ruleTerms(rule) : []),
  ])], ...(f.object?.side === 'onPremises' && plannable(f.object) ? [act] : []));
}

function ruleTerms(rule) {
  const { labels } = texts;
  return [
    [labels.rule, rule.text],
    [labels.before, rule.before && make('pre', {}, visible(rule.before))],
    [labels.after, rule.after && make('pre', {}, visible(rule.after))],
    [labels.inForce, rule.enforced && texts.inForce(rule.enforced.from, rule.enforced.until)],
    [labels.sources, rule.cites.map((c) => `${c.doc}, read ${c.read}: ${c.url}`)],
  ];
}

function propertyText(properties) {
  return Object.entries(properties).map(([name, value]) => make('div', {}, code(name), ': ', value === null ? make('em', {}, texts.noValue) : code(Array.isArray(value) ? value.join(', ') : value)));
}

function showStep(s) {
  const { labels } = texts;
  openDetail(`${s.id}: ${s.explain}`, [terms([
    [labels.operation, s.operation + (s.irreversible ? ', ' + texts.irreversible : '')],
    [labels.object, objectFacts(s.target)],
    [labels.expect, propertyText(s.expect)],
    [labels.set, propertyText(s.set)],
    [labels.candidates, (s.candidates || []).map(objectFacts)],
    [labels.because, s.because.join(', ')],
    [labels.needs, [...s.needs.scopes, ...s.needs.roles].join(', ')],
    [labels.follows, s.after.join(', ')],
    [labels.undo, s.undo && s.undo.explain],
  ])]);
}

let rulesAsked;
function allRules() {
  rulesAsked ||= firstEngine.read('rules', {}).then(({ rules }) => rules);
  return rulesAsked;
}
