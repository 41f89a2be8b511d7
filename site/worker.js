'use strict';
// The worker runs hardmatch and stores its results. Nothing in it depends on the page, and
// the policy allows only messages to the page.

let program; // the exports of hardmatch
let dead = ''; // why the program can no longer be called
let files = []; // to read: {file, at, start, octets}, with the last piece that was read
let sink; // receives what the program writes
let answering; // the id of the current request
const tables = {};

// ---- what the program imports ----

const piece = 4 << 20;

// read copies the next octets of a file into the memory of the program.
function read(number, into, n) {
  const f = files[number];
  try {
    if (f.at >= f.start + f.octets.length) {
      f.start = f.at;
      f.octets = new Uint8Array(readSync.readAsArrayBuffer(f.file.slice(f.at, f.at + piece)));
      files.done += f.octets.length;
      postMessage({ id: answering, progress: { done: files.done, size: files.size } });
    }
  } catch {
    return -1;
  }
  const part = f.octets.subarray(f.at - f.start, f.at - f.start + n);
  new Uint8Array(program.mem.buffer, into, part.length).set(part);
  f.at += part.length;
  return part.length;
}

// begin prepares files to be read from their beginnings.
function begin(chosen) {
  files = chosen.map((file) => ({ file, at: 0, start: 0, octets: new Uint8Array() }));
  files.done = 0;
  files.size = chosen.reduce((size, file) => size + file.size, 0);
}

function write(from, n) { sink.write(new Uint8Array(program.mem.buffer, from, n).slice()); }

function unpack({ text, filtered }) {
  const octets = unlzma(fromDense(text));
  return filtered ? unfilter(octets) : octets;
}

// start starts the program, from its parts or from a module that another worker has
// compiled, and returns the module.
async function start({ parts, module }) {
  const go = new Go();
  go.exit = () => { dead ||= 'the program has ended'; };
  module ||= await WebAssembly.compile(joined(parts));
  const instance = await WebAssembly.instantiate(module, { ...go.importObject, worker: { read, write } });
  go.run(instance);
  program = instance.exports;
  return { module };
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const alphabet = '!#$%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~';

// fromDense decodes text that has 13 bits in two characters, see site/build/dense.go. The
// result may have one octet too many at its end.
function fromDense(text) {
  const values = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  const octets = new Uint8Array(text.length * 13 >> 4);
  let held = 0, bits = 0, n = 0;
  for (let i = 0; i < text.length; i += 2) {
    held |= (values[text.charCodeAt(i)] + values[text.charCodeAt(i + 1)] * alphabet.length) << bits;
    for (bits += 13; bits >= 8; bits -= 8) {
      octets[n++] = held;
      held >>>= 8;
    }
  }
  return octets;
}

// ---- calls ----

// call sends a request to the program, and returns its output as lines.
function call(request) {
  if (dead) throw { error: dead };
  sink = new Lines();
  const given = new TextEncoder().encode(JSON.stringify(request));
  const at = program.argument(given.length);
  new Uint8Array(program.mem.buffer, at, given.length).set(given);
  let status;
  try {
    status = program.call();
  } catch (trap) {
    dead = 'the program failed: ' + trap.message;
  }
  if (dead) throw { error: dead };
  sink.close();
  if (status) throw JSON.parse(sink.text(sink.starts.length - 2, sink.starts.length - 1));
  return sink;
}

// ---- the kinds of tables ----

const nameOf = (o) => o ? o.userPrincipalName || o.dn || o.sAMAccountName || o.objectGUID || o.id || '' : '';
const objectText = (o) => o ? [o.userPrincipalName, o.dn, o.id, o.sAMAccountName, o.origin.file + ':' + o.origin.line].join('\n') : '';
const severities = ['error', 'warning', 'notice']; // the most severe first

const kinds = {
  verdicts: {
    keys: { verdict: (r) => r.verdict, object: (r) => nameOf(r.object).toLowerCase(), counterpart: (r) => nameOf(r.counterpart).toLowerCase(), reason: (r) => r.reason },
    text: (r) => [objectText(r.object), objectText(r.counterpart), r.reason, ...r.refusals].join('\n'),
  },
  findings: {
    keys: { weight: (r) => severities.indexOf(r.severity), severity: (r) => r.severity, rule: (r) => r.rule, object: (r) => nameOf(r.object).toLowerCase(), message: (r) => r.message },
    text: (r) => [r.rule, r.message, r.attribute, r.value, objectText(r.object), ...r.others.map(objectText)].join('\n'),
  },
  steps: {
    keys: { phase: (r) => r.phase, object: (r) => nameOf(r.target).toLowerCase() },
    text: (r) => [r.operation, r.explain, objectText({ origin: {}, ...r.target })].join('\n'),
  },
};

// ---- the requests of the page ----

const answers = {
  unpack,

  start,

  // check stores the rows of the report, and returns its head.
  check({ chosen, ...request }) {
    begin(chosen);
    const lines = call({ ...request, do: 'check' });
    const head = JSON.parse(lines.text(0, 1).trimEnd() + ']}');
    const verdicts = Object.values(head.summary.verdicts).reduce((sum, n) => sum + n, 0);
    if (lines.text(1 + verdicts, 2 + verdicts) !== '],"findings":[\n') throw { error: 'the report does not have the form that this page expects' };
    tables.verdicts = new Table(new LineRows(lines, 1, 1 + verdicts), kinds.verdicts);
    tables.findings = new Table(new LineRows(lines, 2 + verdicts, lines.starts.length - 2), kinds.findings);
    return { head, blob: lines.blob, memory: program.mem.buffer.byteLength };
  },

  // plan reads the files again for their digests.
  plan(request) {
    begin(files.map((f) => f.file));
    return planned(call({ ...request, do: 'plan' }));
  },

  approve(request) { return planned(call({ ...request, do: 'approve' })); },

  // render returns the whole script, and its beginning as text.
  render({ show, ...request }) {
    const { blob } = call({ ...request, do: 'render' });
    return { blob, text: readSync.readAsText(blob.slice(0, show)), cut: blob.size > show };
  },

  look: ({ table, ...view }) => tables[table].look(view),
};

// These return what hardmatch writes.
for (const name of ['choices', 'collect', 'convert', 'explain', 'report', 'rules']) {
  answers[name] = (request) => ({ blob: call({ ...request, do: name }).blob });
}

function planned(lines) {
  const { steps, ...head } = JSON.parse(readSync.readAsText(lines.blob));
  tables.steps = new Table(new ListRows(steps), kinds.steps);
  return { head, blob: lines.blob, irreversible: steps.filter((s) => s.irreversible) };
}

onmessage = async ({ data: { id, ask, request } }) => {
  answering = id;
  try {
    const answer = await answers[ask](request);
    postMessage({ id, answer }, ask === 'unpack' ? [answer.buffer] : []);
  } catch (failure) {
    const { error, hint, hintCode, hintArgs } = failure;
    postMessage({ id, failure: { error: error || failure.message, hint: hint || '', hintCode, hintArgs } });
  }
};
