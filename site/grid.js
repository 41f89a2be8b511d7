// A table that has elements only for visible rows. The worker stores, filters and sorts
// the rows.

const mostHeight = 8e6; // pixels; the limit of browsers is about twice as much

class Grid {
  // columns are {title, sort, className, show: (row) => content}.
  constructor(place, { engine, table, label, columns, choose }) {
    Object.assign(this, { engine, table, columns, choose, view: { filters: {}, words: [], sort: null }, active: 0, matching: 0, total: 0, asked: 0 });
    this.status = make('p', { className: 'status', role: 'status' });
    this.space = make('div', { className: 'space', role: 'rowgroup' });
    this.root = make('div', { className: 'grid ' + table, role: 'grid', tabIndex: 0, 'aria-label': label, 'aria-description': texts.keys },
      make('div', { role: 'rowgroup', className: 'head' }, this.head()), this.space);
    place.replaceChildren(this.root, this.status);
    this.root.addEventListener('scroll', () => this.draw());
    this.root.addEventListener('keydown', (event) => this.key(event));
    this.space.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.draw()).observe(this.root);
    this.refresh();
  }

  head() {
    const row = make('div', { role: 'row', 'aria-rowindex': 1, className: 'row' });
    for (const c of this.columns) {
      const cell = make('span', { role: 'columnheader', className: c.className || '' });
      if (c.sort) cell.append(button(c.title, () => this.sortBy(c.sort, cell)));
      else cell.append(c.title);
      row.append(cell);
    }
    return row;
  }

  sortBy(column, cell) {
    const descending = this.view.sort?.column === column && !this.view.sort.descending;
    this.view.sort = { column, descending };
    for (const other of cell.parentNode.children) other.removeAttribute('aria-sort');
    cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    this.refresh();
  }

  filter(filters, text) {
    this.view.filters = filters;
    this.view.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.refresh();
  }

  // refresh shows the first of the matching rows.
  refresh() {
    this.active = 0;
    this.root.scrollTop = 0;
    this.drawn = '';
    return this.draw();
  }

  get rowHeight() { return parseFloat(getComputedStyle(this.root).getPropertyValue('--row')); }

  // shown returns the range of visible rows, the height of a row and the height of all
  // rows. With very many rows, a pixel of the scroll bar is several rows.
  shown() {
    const height = this.rowHeight;
    const seen = Math.max(1, Math.ceil(this.root.clientHeight / height));
    const whole = Math.min(this.matching * height, mostHeight);
    const last = Math.max(1, whole - this.root.clientHeight);
    const first = this.matching * height > mostHeight
      ? Math.floor(Math.min(1, this.root.scrollTop / last) * Math.max(0, this.matching - seen + 1))
      : Math.floor(this.root.scrollTop / height);
    return { from: Math.max(0, first), to: first + seen + 1, height, whole };
  }

  async draw() {
    if (!this.root.clientHeight) return; // another tab is open
    const { from, to, height } = this.shown();
    const wanted = [from, to, height, JSON.stringify(this.view)].join();
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    const number = ++this.asked;
    const answer = await this.engine.ask('look', { table: this.table, ...this.view, from, to: Math.max(to, from + 20) });
    if (number !== this.asked) return; // a later request was sent
    const before = this.matching;
    Object.assign(this, { matching: answer.matching, total: answer.total });
    this.fill(from, answer, height);
    if (before !== this.matching) this.draw();
  }

  fill(from, { rows }, height) {
    const whole = Math.min(this.matching * height, mostHeight);
    this.space.style.height = whole + 'px';
    const top = this.matching * height > mostHeight ? this.root.scrollTop : from * height;
    this.rows = rows;
    this.from = from;
    this.space.replaceChildren(...rows.map((row, i) => this.row(row, from + i, Math.min(top + i * height, Math.max(0, whole - height)))));
    this.root.setAttribute('aria-rowcount', this.matching + 1);
    this.mark();
    this.status.textContent = this.total ? texts.rowsShown(this.matching, this.total) : texts.nothingFound;
  }

  row(row, index, top) {
    const e = make('div', { role: 'row', id: `${this.table}-${index}`, className: 'row', 'aria-rowindex': index + 2 });
    e.style.top = top + 'px';
    for (const c of this.columns) e.append(make('span', { role: 'gridcell', className: c.className || '' }, ...[c.show(row)].flat()));
    return e;
  }

  // mark highlights the row that the keyboard has chosen.
  mark() {
    for (const e of this.space.children) e.classList.toggle('active', e.id === `${this.table}-${this.active}`);
    if (byId(`${this.table}-${this.active}`)) this.root.setAttribute('aria-activedescendant', `${this.table}-${this.active}`);
    else this.root.removeAttribute('aria-activedescendant');
  }

  async key(event) {
    if (event.target !== this.root) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.rowHeight) - 2);
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + page, PageUp: this.active - page, Home: 0, End: this.matching - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.active = Math.max(0, Math.min(this.matching - 1, to));
      this.reveal();
      await this.draw();
      this.mark();
    } else if (event.key === 'Enter' && this.choose && this.rows?.[this.active - this.from]) {
      event.preventDefault();
      this.choose(this.rows[this.active - this.from]);
    }
  }

  // reveal scrolls to the active row.
  reveal() {
    const height = this.rowHeight;
    const head = this.root.firstChild.offsetHeight;
    if (this.matching * height > mostHeight) {
      this.root.scrollTop = this.active / this.matching * (mostHeight - this.root.clientHeight);
      return;
    }
    const top = this.active * height;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + height > this.root.scrollTop + this.root.clientHeight - head) this.root.scrollTop = top + height - this.root.clientHeight + head;
  }

  click(event) {
    const e = event.target.closest('[role=row]');
    if (!e || !this.choose) return;
    this.active = Number(e.getAttribute('aria-rowindex')) - 2;
    this.mark();
    this.choose(this.rows[this.active - this.from]);
  }
}

// bind makes a form filter a grid.
function bind(form, grid) {
  let timer = 0;
  const update = () => {
    const { words, ...selects } = Object.fromEntries(new FormData(form));
    grid.filter(selects, words);
  };
  form.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(update, 120);
  };
  form.onreset = () => setTimeout(update);
  form.onsubmit = (event) => event.preventDefault();
  form.show = (name, value) => {
    form.reset();
    form.elements[name].value = value;
    update();
    grid.root.scrollIntoView({ block: 'nearest' });
  };
}
