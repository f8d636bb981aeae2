/**
 * Creates an element. `on…` in camelCase are listeners, `text` is its text, everything else an
 * attribute; true is an empty one, and false or undefined none.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>}
 * [attributes]
 * @param {readonly (Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') created.addEventListener(name.slice('on'.length).toLowerCase(), value);
    else if (value === undefined || value === false) continue;
    else if (name === 'text') created.textContent = String(value);
    else created.setAttribute(name, value === true ? '' : value);
  }
  created.append(...children);
  return created;
}

/**
 * A button that submits no form.
 *
 * @param {string} text
 * @param {(event: Event) => void} onClick
 * @param {Readonly<Record<string, string | boolean | undefined>>} [attributes]
 */
export function button(text, onClick, attributes = {}) {
  return element('button', { type: 'button', text, onClick, ...attributes });
}

/**
 * A dialog with a title and a button that closes it, at the end of the page.
 *
 * @param {string} id
 * @param {string} title
 * @param {readonly Node[]} content
 */
export function dialog(id, title, ...content) {
  const close = button('×', () => created.close(), { class: 'close', 'aria-label': 'Close' });
  const head = element('header', {}, element('h2', { id: `${id}-title`, text: title }), close);
  const created = element('dialog', { id, class: 'panel', 'aria-labelledby': `${id}-title` }, head, ...content);
  // A click beside the dialog reaches the dialog itself, one within it what it hits.
  created.addEventListener('click', ({ target }) => target === created && created.close());
  document.body.append(created);
  return created;
}
