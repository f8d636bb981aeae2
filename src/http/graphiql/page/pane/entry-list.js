import { element } from '../element.js';
import { columnsOf, entryRows, entryView, renewAges } from './entry-view.js';

/** @typedef {import('../streams/stream-log.js').Entry} Entry */
/** @typedef {'json' | 'table'} ListMode */

/** The most entries that are in the page: with more, it gets slow. */
const maxShown = 200;
/** Beyond these a table can only be scrolled. */
const maxColumns = 24;

/** Shows entries of a log, the newest first, as JSON or as a table. */
export class EntryList {
  element = element('div', { class: 'entries', tabindex: '0', role: 'log', 'aria-live': 'off' });
  #note = element('p', { class: 'kept' });
  /** @type {Element} */
  #parent = this.element;
  /** @type {string[]} */
  #columns = [];
  /** @type {{ readonly number: number, readonly nodes: readonly Element[] }[]} the newest first */
  #shown = [];

  /**
   * Shows these entries, and only what is new of them where they continue what is shown.
   *
   * @param {readonly Entry[]} entries the oldest first
   * @param {ListMode} mode
   * @param {boolean} isAnew whether nothing of what is shown can stay
   */
  show(entries, mode, isAnew) {
    const latest = entries.slice(-maxShown);
    const isWider = mode === 'table' && this.#addColumns(latest);
    if (isAnew || isWider || latest.length === 0) this.#reset(mode, latest);
    const newest = this.#shown[0]?.number ?? 0;
    const news = latest.filter(({ number }) => number > newest);
    for (const entry of news) this.#prepend(entry, mode);
    const oldest = latest[0]?.number ?? 0;
    while ((this.#shown.at(-1)?.number ?? oldest) < oldest)
      for (const node of this.#shown.pop()?.nodes ?? []) node.remove();
    const left = entries.length - this.#shown.length;
    this.#note.textContent = left > 0 ? `${left} older ones are kept: the filter finds them.` : '';
    if (this.#note.parentNode === null) this.element.append(this.#note);
  }

  renewAges() {
    renewAges(this.element);
  }

  /**
   * @param {ListMode} mode
   * @param {readonly Entry[]} entries
   */
  #reset(mode, entries) {
    this.#shown = [];
    if (mode === 'json') {
      this.#parent = element('div');
      this.element.replaceChildren(this.#parent, this.#note);
      return;
    }
    this.#columns = [];
    this.#addColumns(entries);
    const names = ['time', '', ...this.#columns].map((text) => element('th', { scope: 'col', text }));
    this.#parent = element('tbody');
    this.element.replaceChildren(
      element('table', {}, element('thead', {}, element('tr', {}, ...names)), this.#parent),
      this.#note,
    );
  }

  /**
   * @param {Entry} entry
   * @param {ListMode} mode
   */
  #prepend(entry, mode) {
    const nodes = mode === 'json' ? [entryView(entry)] : entryRows(entry, this.#columns);
    this.#parent.prepend(...nodes);
    this.#shown.unshift({ number: entry.number, nodes });
  }

  /**
   * Whether the entries have columns that the table has not.
   *
   * @param {readonly Entry[]} entries
   */
  #addColumns(entries) {
    const newest = this.#shown[0]?.number ?? 0;
    const known = new Set(this.#columns);
    for (const entry of entries) {
      if (entry.number > newest) for (const column of columnsOf(entry)) known.add(column);
    }
    const columns = [...known].slice(0, maxColumns);
    const isWider = columns.length > this.#columns.length;
    this.#columns = columns;
    return isWider;
  }
}
