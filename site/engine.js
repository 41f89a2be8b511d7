// Workers that run hardmatch. The page and its workers only exchange messages.

const scriptURL = URL.createObjectURL(new Blob([byId('worker').textContent], { type: 'text/javascript' }));

// An Engine is one worker. It answers requests in order, after it has started with what
// the promise begin returns.
class Engine {
  constructor(begin) {
    this.asked = new Map();
    this.last = 0;
    this.worker = new Worker(scriptURL);
    this.worker.onmessage = ({ data }) => this.receive(data);
    this.worker.onerror = (event) => this.fail(event.message);
    this.ready = begin?.then((parts) => this.send('start', parts));
    this.ready?.catch(() => {}); // the next request fails with it
  }

  async ask(question, request, onProgress) {
    await this.ready;
    return this.send(question, request, onProgress);
  }

  // read returns what hardmatch writes as JSON.
  async read(question, request) {
    const { blob } = await this.ask(question, request);
    return JSON.parse(await blob.text());
  }

  send(question, request, onProgress) {
    return new Promise((resolve, reject) => {
      const id = ++this.last;
      this.asked.set(id, { resolve, reject, onProgress });
      this.worker.postMessage({ id, ask: question, request });
    });
  }

  receive({ id, answer, failure, progress }) {
    const waiting = this.asked.get(id);
    if (progress) {
      waiting.onProgress?.(progress);
      return;
    }
    this.asked.delete(id);
    if (failure) waiting.reject(failure);
    else waiting.resolve(answer);
  }

  fail(error) {
    for (const { reject } of this.asked.values()) reject({ error, hint: '' });
    this.asked.clear();
  }

  end() {
    this.worker.terminate();
    this.fail(texts.cancelled);
  }
}

// unpacked unpacks a part of the program in another worker.
async function unpacked(id, filtered) {
  const engine = new Engine();
  const part = await engine.send('unpack', { text: byId(id).textContent, filtered });
  engine.end();
  return part;
}

// The first engine compiles the program. Others use the compiled module.
const firstEngine = new Engine(Promise.all([unpacked('code', true), unpacked('data', false)]).then((parts) => ({ parts })));

async function anotherEngine() {
  const { module } = await firstEngine.ready;
  return new Engine(Promise.resolve({ module }));
}
