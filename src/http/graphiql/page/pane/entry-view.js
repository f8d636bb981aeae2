import { element } from '../element.js';
import { age, timeOfDay } from './clock-text.js';
import { jsonView } from './json-view.js';
import { resultBody, resultRows, resultTitle } from './result-rows.js';

/** @typedef {import('../streams/stream-log.js').Entry} Entry */

/**
 * An entry of the log as text. The newest stands first.
 *
 * @param {Entry} entry
 */
export function entryView({ atMs, kind, text, json }) {
  const result = json === '' ? undefined : JSON.parse(json);
  const title = result === undefined ? text : resultTitle(result);
  const head = element('header', {}, times(atMs), element('span', { class: 'what', text: title }));
  if (result === undefined) return element('article', { class: 'entry', 'data-kind': kind }, head);
  const told = kind === 'gap' ? [element('p', { class: 'gap', text })] : [];
  return element('article', { class: 'entry', 'data-kind': kind }, head, ...told, jsonView(resultBody(result)));
}

/**
 * An entry as rows of a table with these columns.
 *
 * @param {Entry} entry
 * @param {readonly string[]} columns
 */
export function entryRows(entry, columns) {
  const { atMs, kind, text, json } = entry;
  const wide = () => element('td', { colspan: String(columns.length + 1), text });
  const rows = json === '' ? [] : resultRows(JSON.parse(json));
  const shown = rows.map(({ what, cells }) =>
    element(
      'tr',
      { 'data-kind': 'result', 'data-what': what },
      element('td', {}, times(atMs)),
      element('td', { text: what }),
      ...columns.map((column) => element('td', { text: cells.get(column) ?? '' })),
    ),
  );
  const told = kind === 'result' ? [] : [element('tr', { 'data-kind': kind }, element('td', {}, times(atMs)), wide())];
  return [...shown, ...told];
}

/**
 * The columns that the results of an entry have.
 *
 * @param {Entry} entry
 */
export function columnsOf({ json }) {
  return json === '' ? [] : resultRows(JSON.parse(json)).flatMap(({ cells }) => [...cells.keys()]);
}

/**
 * Brings the ages up to date that `parent` shows.
 *
 * @param {ParentNode} parent
 */
export function renewAges(parent) {
  const nowMs = Date.now();
  for (const shown of parent.querySelectorAll('[data-at]')) {
    if (shown instanceof HTMLElement) shown.textContent = age(Number(shown.dataset['at']), nowMs);
  }
}

/** @param {number} atMs */
function times(atMs) {
  const old = element('span', { class: 'age', 'data-at': String(atMs), text: age(atMs, Date.now()) });
  return element('span', { class: 'times' }, element('time', { text: timeOfDay(atMs) }), ' ', old);
}
