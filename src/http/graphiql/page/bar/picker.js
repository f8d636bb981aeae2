import { withArgument } from '../document/edits.js';
import { outline } from '../document/outline.js';
import { button, dialog, element } from '../element.js';
import { kinds, loadChoices } from './choices.js';

/** @typedef {import('./choices.js').Choice} Choice */
/** @typedef {import('./choices.js').Kind} Kind */

/** Finds ids and bindings, and writes the chosen one into the variables of the tab. */
export class Picker {
  #url;
  #session;
  #editors;
  #openExample;
  #search = element('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search',
    onInput: () => this.#list(),
  });
  #choices = element('div', { class: 'choices' });
  #problem = element('p', { class: 'error', role: 'status' });
  #kindButtons;
  #dialog;
  /** @type {Kind | undefined} */
  #kind;
  /** @type {readonly Choice[]} */
  #found = [];

  /**
   * @param {{ readonly url: string, readonly session: import('../session/session.js').Session,
   * readonly editors: import('../editor/editors.js').Editors, readonly openExample: (name: string)
   * => void }} options
   */
  constructor({ url, session, editors, openExample }) {
    this.#url = url;
    this.#session = session;
    this.#editors = editors;
    this.#openExample = openExample;
    this.#kindButtons = kinds.map((kind) => button(kind.label, () => void this.#load(kind)));
    const bar = element('div', { class: 'kinds', role: 'group', 'aria-label': 'What to pick' }, ...this.#kindButtons);
    this.#dialog = dialog('picker', 'Pick an id', bar, this.#search, this.#problem, this.#choices);
  }

  /** The button that opens it. */
  get button() {
    return button('Pick an id', () => this.open(), { 'aria-haspopup': 'dialog' });
  }

  /** @param {string} [label] of what to pick first */
  open(label = 'Account') {
    this.#dialog.showModal();
    const kind = kinds.find((kind) => kind.label === label);
    if (kind !== undefined) void this.#load(kind);
  }

  /** @param {Kind} kind */
  async #load(kind) {
    this.#kind = kind;
    for (const shown of this.#kindButtons) shown.setAttribute('aria-pressed', String(shown.textContent === kind.label));
    this.#found = [];
    this.#search.value = '';
    this.#problem.textContent = 'Asking …';
    this.#list();
    const { accountId } = this.#editors.variables ?? {};
    const account = typeof accountId === 'string' && accountId !== '' ? accountId : undefined;
    const { choices, problem } = await loadChoices(this.#url, kind, account, this.#session.token);
    if (this.#kind !== kind) return;
    this.#found = choices;
    this.#problem.textContent = problem;
    this.#list();
    this.#search.focus();
  }

  #list() {
    const wanted = this.#search.value.toLowerCase();
    const shown = this.#found.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
    this.#choices.replaceChildren(
      ...shown.map(({ id, name }) =>
        element(
          'button',
          { type: 'button', class: 'choice', onClick: () => this.#choose(id) },
          element('b', { text: name === '' ? id : name }),
          element('span', { text: id }),
        ),
      ),
    );
  }

  /** @param {string} id */
  #choose(id) {
    this.#dialog.close();
    const kind = this.#kind;
    if (kind === undefined) return;
    const edited = this.#written(kind) ?? this.#writtenInExample(kind);
    if (edited === undefined) return;
    const editors = this.#editors;
    if (edited.query !== editors.query) editors.query = edited.query;
    editors.setVariable(edited.variable, edited.variable === kind.list ? [id] : id);
    editors.focus();
  }

  /** @param {Kind} kind */
  #writtenInExample(kind) {
    this.#openExample(kind.fallback);
    return this.#written(kind);
  }

  /** @param {Kind} kind */
  #written({ argumentOf, type, list }) {
    const { query } = this.#editors;
    const found = outline(query, undefined);
    if (found === undefined) return undefined;
    if (list !== undefined && found.variableNames.has(list)) return { query, variable: list };
    const argument = argumentOf(found.field.name);
    return argument === undefined ? undefined : withArgument(query, undefined, { argument, type });
  }
}
