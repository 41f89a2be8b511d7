// Workers that hold hardmatch. The page speaks to them by messages only.

const scriptURL = URL.createObjectURL(new Blob([byId('worker').textContent], { type: 'text/javascript' }));

// An Engine is one worker. What it is asked is answered in order, once it has begun
// with what is promised.
class Engine {
  constructor(begin) {
    this.asked = new Map();
    this.last = 0;
    this.worker = new Worker(scriptURL);
    this.worker.onmessage = ({ data }) => this.take(data);
    this.worker.onerror = (event) => this.fail(event.message);
    this.ready = begin?.then((parts) => this.send('start', parts));
    this.ready?.catch(() => {}); // whoever asks next is told
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

  take({ id, answer, failure, progress }) {
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

// unpacked has a worker of its own unpack a part of the program.
async function unpacked(id, filtered) {
  const engine = new Engine();
  const part = await engine.send('unpack', { text: byId(id).textContent, filtered });
  engine.end();
  return part;
}

// The first engine compiles the program; others take what it compiled.
const firstEngine = new Engine(Promise.all([unpacked('code', true), unpacked('data', false)]).then((parts) => ({ parts })));

async function anotherEngine() {
  const { module } = await firstEngine.ready;
  return new Engine(Promise.resolve({ module }));
}
