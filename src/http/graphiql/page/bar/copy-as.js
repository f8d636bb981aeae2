import { snippets } from '../document/snippets.js';
import { button, dialog, element } from '../element.js';

/** Shows the operation of the tab as programs send it. */
export class CopyAs {
  #url;
  #editors;
  #text = element('textarea', {
    readonly: true,
    rows: '24',
    spellcheck: 'false',
    'aria-label': 'The operation as a program',
  });
  #copy = button('Copy', () => void this.#onCopy(), { class: 'primary' });
  #buttons = snippets.map((snippet) => button(snippet.label, () => this.#show(snippet)));
  #dialog;
  #shown = snippets[0];

  /**
   * @param {string} url
   * @param {import('../editor/editors.js').Editors} editors
   * @param {import('../session/session.js').Session} session
   */
  constructor(url, editors, session) {
    this.#url = url;
    this.#editors = editors;
    const kinds = element(
      'div',
      { class: 'kinds', role: 'group', 'aria-label': 'Copy as' },
      ...this.#buttons,
      this.#copy,
    );
    const token = button('Show the token', () => {
      this.#text.value = `KAZOO_TOKEN=${session.token ?? ''}`;
      this.#text.select();
    });
    const hint = element('p', {}, 'The token is not in it: put it into KAZOO_TOKEN. ', token);
    this.#dialog = dialog('copy-as', 'Copy as', kinds, this.#text, hint);
  }

  /** The button that opens it. */
  get button() {
    return button('Copy as', () => this.#open(), { 'aria-haspopup': 'dialog' });
  }

  #open() {
    this.#dialog.showModal();
    if (this.#shown !== undefined) this.#show(this.#shown);
  }

  /** @param {import('../document/snippets.js').Snippet} snippet */
  #show(snippet) {
    this.#shown = snippet;
    for (const shown of this.#buttons) shown.setAttribute('aria-pressed', String(shown.textContent === snippet.label));
    const { query, variables } = this.#editors;
    this.#text.value = snippet.write(this.#url, { query, variables: variables ?? {} });
    this.#copy.textContent = 'Copy';
    this.#text.select();
  }

  async #onCopy() {
    this.#text.select();
    this.#copy.textContent = (await copied(this.#text.value)) ? 'Copied' : 'Press Ctrl-C';
  }
}

/**
 * Whether the browser has copied the text. A page without TLS has no clipboard, and others may not
 * be allowed to write to it: the text is selected then, and the keyboard copies it.
 *
 * @param {string} text
 */
async function copied(text) {
  if (navigator.clipboard === undefined) return false;
  return await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
