// The page: its texts, its tabs, and files that are dropped on it.

const tabs = ['convert', 'diagnose', 'plan'];

function showTexts() {
  for (const e of document.querySelectorAll('[data-text]')) e.textContent = texts[e.dataset.text];
  for (const e of document.querySelectorAll('[data-label]')) e.setAttribute('aria-label', texts[e.dataset.label]);
}

// show opens a tab. The focus moves to it if it was in a tab that closes.
function show(name) {
  const left = tabs.some((tab) => tab !== name && byId(tab).contains(document.activeElement));
  for (const tab of tabs) {
    const b = byId('tab-' + tab);
    b.setAttribute('aria-selected', tab === name);
    b.tabIndex = tab === name ? 0 : -1;
    byId(tab).hidden = tab !== name;
  }
  if (left) byId('tab-' + name).focus();
  document.title = texts[name] + ' · hardmatch';
}

function listenTabs() {
  for (const [i, tab] of tabs.entries()) {
    const b = byId('tab-' + tab);
    b.onclick = () => show(tab);
    b.onkeydown = (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      show(next);
      byId('tab-' + next).focus();
    };
  }
}

// listenDrop accepts files that are dropped anywhere.
function listenDrop() {
  addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) document.body.classList.remove('dragging');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dragging');
    if (!event.dataTransfer.files.length) return;
    show('diagnose');
    diagnosis.add(event.dataTransfer.files);
  });
}

// readLink reads a deep link. The page writes one only on “Copy link”, because browsers
// keep the addresses of pages.
function readLink() {
  const value = new URLSearchParams(location.hash.slice(1)).get('g');
  if (!value) return;
  show('convert');
  byId('value').value = value;
  converter.update();
}

showTexts();
const planner = new Planner();
const diagnosis = new Diagnosis();
const converter = new Converter(firstEngine);
const collector = new Collector(firstEngine);
listenTabs();
listenDrop();
show('convert');
byId('value').focus();
readLink();
addEventListener('hashchange', readLink);
firstEngine.read('choices', {}).then((choices) => {
  converter.offer(choices);
  diagnosis.offer(choices);
  return collector.offer(choices);
}).catch((failure) => {
  byId('trouble').hidden = false;
  byId('trouble').textContent = texts.noEngine + (failure.error || failure.message);
});
