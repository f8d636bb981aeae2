import { element } from '../element.js';

const piece = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/**
 * A value as JSON, indented and coloured.
 *
 * @param {unknown} value
 */
export function jsonView(value) {
  const text = JSON.stringify(value, null, 2);
  const view = element('pre');
  let done = 0;
  for (const match of text.matchAll(piece)) {
    const [whole, string, colon] = match;
    const shown = string ?? whole;
    view.append(text.slice(done, match.index), element('span', { class: kindOf(string, colon), text: shown }));
    done = match.index + shown.length;
  }
  view.append(text.slice(done));
  return view;
}

/**
 * @param {string | undefined} string
 * @param {string | undefined} colon
 */
function kindOf(string, colon) {
  if (string === undefined) return 'value';
  return colon === undefined ? 'string' : 'name';
}
