/** @typedef {import('./page-storage.js').Example} Example */
/** @typedef {{ readonly id: string }} TabState */
/** @typedef {{ readonly tabs: readonly TabState[], readonly activeTabIndex: number }} TabsState */

/** GraphiQL's tabs: which there are, which one is shown, and what their streams do. */
export class Tabs {
  #editors;
  #onChange;
  /** @type {TabsState} */
  #state = { tabs: [], activeTabIndex: 0 };

  /**
   * @param {import('./editors.js').Editors} editors
   * @param {(tabs: Tabs, isOther: boolean) => void} onChange `isOther`: another tab is shown
   */
  constructor(editors, onChange) {
    this.#editors = editors;
    this.#onChange = onChange;
  }

  /** Known once GraphiQL has told of its tabs, which it does before it runs anything. */
  get activeId() {
    return this.#state.tabs[this.#state.activeTabIndex]?.id ?? '';
  }

  get ids() {
    return this.#state.tabs.map(({ id }) => id);
  }

  /**
   * For GraphiQL.
   *
   * @param {TabsState} state
   */
  update(state) {
    const { activeId } = this;
    this.#state = state;
    this.#onChange(this, activeId !== this.activeId);
  }

  /**
   * Shows beside the name of each tab what `stateOf` says of it.
   *
   * @param {(tabId: string) => string | undefined} stateOf
   */
  mark(stateOf) {
    for (const [index, { id }] of this.#state.tabs.entries()) {
      const tab = document.getElementById(`graphiql-session-tab-${index}`);
      const state = stateOf(id);
      if (tab === null || tab.dataset['stream'] === state) continue;
      if (state === undefined) delete tab.dataset['stream'];
      else tab.dataset['stream'] = state;
      tab.setAttribute('aria-description', state === undefined ? '' : `stream: ${state}`);
    }
  }

  /**
   * Shows an example: in the tab that has it, or else in a new one.
   *
   * @param {Example} example
   */
  show({ query, variables }) {
    const name = /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1];
    const buttons = [...document.querySelectorAll('button.graphiql-tab-button')];
    const there = buttons.find(({ textContent }) => textContent === name);
    if (there instanceof HTMLElement) there.click();
    if (there === undefined || this.#editors.query !== query) {
      const add = document.querySelector('button.graphiql-tab-add');
      if (add instanceof HTMLElement) add.click();
      this.#editors.query = query;
      this.#editors.variablesText = variables ?? '';
    }
    this.#editors.focus();
  }
}
