// Runs the page's worker in node: argv names the worker's script and the packed
// parts; each line of standard input is {ask, request, files}, whose answer is
// written as a line of JSON. What a browser has and node has not stands first.
'use strict';
const fs = require('fs');
const vm = require('vm');

class MemoryBlob {
  constructor(parts) { this.octets = Buffer.concat(parts.map((p) => (p instanceof MemoryBlob ? p.octets : Buffer.from(p)))); }
  get size() { return this.octets.length; }
  slice(from, to) { return new MemoryBlob([this.octets.subarray(from, to)]); }
}
globalThis.Blob = MemoryBlob;
globalThis.FileReaderSync = class {
  readAsText(blob) { return new TextDecoder().decode(blob.octets); }
  readAsArrayBuffer(blob) { return new Uint8Array(blob.octets).buffer; }
};

globalThis.onmessage = null;
const waiting = [];
globalThis.postMessage = (message) => {
  if (!message.progress) waiting.shift()(message);
};
const [script, ...parts] = process.argv.slice(2);
vm.runInThisContext(fs.readFileSync(script, 'utf8'));
const ask = (question, request) => new Promise((done) => {
  waiting.push(done);
  onmessage({ data: { id: 1, ask: question, request } });
});

// A pipe takes what it can.
function writeAll(text) {
  for (let rest = Buffer.from(text); rest.length;) {
    try {
      rest = rest.subarray(fs.writeSync(1, rest));
    } catch (full) {
      if (full.code !== 'EAGAIN') throw full;
    }
  }
}

async function main() {
  const unpacked = [];
  for (const [i, name] of parts.entries()) unpacked.push((await ask('unpack', { text: fs.readFileSync(name, 'latin1'), filtered: i === 0 })).answer);
  const begun = await ask('start', { parts: unpacked });
  if (begun.failure) throw new Error(JSON.stringify(begun.failure));
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const { ask: question, request, files } = JSON.parse(line);
    if (files) request.chosen = files.map((name) => new MemoryBlob([fs.readFileSync(name)]));
    const { answer, failure } = await ask(question, request);
    if (answer?.blob) answer.blob = answer.blob.octets.toString('utf8');
    writeAll(JSON.stringify({ answer, failure }) + '\n');
  }
}
main();
