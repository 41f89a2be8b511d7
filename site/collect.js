// The commands that write exports.

const collectExtensions = { 'powershell': 'ps1', 'entra-powershell': 'ps1', 'ldifde': 'cmd', 'csvde': 'cmd', 'ldapsearch': 'sh', 'graph-rest': 'sh', 'az-rest': 'sh' };

class Collector {
  constructor(engine) {
    this.engine = engine;
    this.choice = byId('collect').elements.program;
    this.choice.onchange = () => this.show();
    byId('copy-collect').onclick = async () => {
      if (await copy(byId('commands').textContent, texts.commands)) flash(byId('copy-collect'));
    };
    byId('save-collect').onclick = () => save(this.blob, 'export-' + this.choice.value.replace(' ', '-') + '.' + collectExtensions[this.choice.value.split(' ')[1]]);
  }

  async offer({ collectAD, collectCloud }) {
    const options = (side, name, programs) => programs.map((v) => option(`${side} ${v}`, `${name}: ${texts.collectors[v] || v}`));
    this.choice.append(...options('ad', texts.sides[1], collectAD), ...options('cloud', texts.sides[2], collectCloud));
    await this.show();
  }

  async show() {
    const [side, as] = this.choice.value.split(' ');
    const { blob } = await this.engine.ask('collect', { side: { ad: 1, cloud: 2 }[side], as });
    this.blob = blob;
    byId('commands').textContent = await blob.text();
  }
}
