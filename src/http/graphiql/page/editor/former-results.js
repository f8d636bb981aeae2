/**
 * The results of queries of a user who has logged out: whoever logs in next must not see them.
 * GraphiQL keeps that of each tab, and shows it with the tab.
 */
export class FormerResults {
  #editors;
  /** @type {Set<string>} */
  #tabIds = new Set();

  /** @param {Pick<import('./editors.js').Editors, 'clearResult'>} editors */
  constructor(editors) {
    this.#editors = editors;
  }

  /**
   * Notes that the results of these tabs are those of a former user.
   *
   * @param {readonly string[]} tabIds
   */
  note(tabIds) {
    this.#tabIds = new Set(tabIds);
  }

  /**
   * Clears the result of the tab that is shown, if it is one of them.
   *
   * @param {string} tabId
   */
  hideIn(tabId) {
    if (this.#tabIds.delete(tabId)) this.#editors.clearResult();
  }
}
