// Functions that the parts of the page share. Names from a directory may be hostile: all
// text becomes text nodes, and no data becomes a link or a style.

const byId = (id) => document.getElementById(id);

function make(name, properties, ...content) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key in e) e[key] = value;
    else e.setAttribute(key, value);
  }
  e.append(...content);
  return e;
}

// visible escapes control characters, characters that change the direction of text, and
// invisible characters.
const visible = (s) => String(s).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, (c) => (c === '\n' ? c : `\\u{${c.codePointAt(0).toString(16)}}`));

// hintText returns a hint in the words of the page, or in those of hardmatch if the page
// has none.
const hintText = ({ hint, hintCode, hintArgs }) => visible(texts.hints[hintCode] ? texts.hints[hintCode](...(hintArgs || [])) : hint);

const button = (text, click, properties) => make('button', { type: 'button', onclick: click, ...properties }, text);

const option = (value, text) => make('option', { value }, text);

function announce(text) { byId('announced').textContent = text; }

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(texts.copied(what));
    return true;
  } catch {
    announce(texts.notCopied);
    return false;
  }
}

// copyButton returns a button that copies a text, and shows that it did.
function copyButton(text, what) {
  const b = button(texts.copy, async () => {
    if (await copy(text, what)) flash(b);
  }, { className: 'copy', 'aria-label': `${texts.copy}: ${what}` });
  return b;
}

function flash(b) {
  b.classList.add('done');
  setTimeout(() => b.classList.remove('done'), 1200);
}

// save downloads a blob. The name must not come from data.
function save(blob, name) {
  const link = make('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const nameOf = (o) => o ? o.userPrincipalName || o.dn || o.sAMAccountName || o.objectGUID || o.id || '' : '';

const placeOf = (origin) => origin && origin.file ? origin.file + (origin.line ? ':' + origin.line : '') : '';

// terms returns a list of terms without those that have no content.
function terms(rows) {
  const list = make('dl');
  for (const [label, content] of rows) {
    const parts = (Array.isArray(content) ? content : [content]).filter(Boolean);
    if (parts.length) list.append(make('dt', {}, label), ...parts.map((part) => make('dd', {}, typeof part === 'string' ? visible(part) : part)));
  }
  return list;
}

const code = (text) => make('code', {}, visible(text));

function showFailure(place, failure) {
  place.replaceChildren(make('span', { className: 'bad' }, visible(failure.error)));
  if (failure.hint) place.append(make('span', { className: 'hint' }, ' ' + hintText(failure)));
}
