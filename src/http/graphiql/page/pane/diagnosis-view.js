import { diagnosisOf } from '../document/subscription-fields.js';
import { button, element } from '../element.js';
import { post } from '../http-transport.js';
import { ownDocuments } from '../own-documents.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/**
 * @typedef {{ readonly check: string, readonly outcome: string, readonly message: string,
 * readonly at: string | null }} DiagnosisLine
 */

/** Why a stream is silent, as the gateway sees it. */
export class DiagnosisView {
  element = element('div', { class: 'diagnosis', role: 'status', hidden: true });
  #url;
  #session;

  /**
   * @param {string} url
   * @param {import('../session/session.js').Session} session
   */
  constructor(url, session) {
    this.#url = url;
    this.#session = session;
  }

  /** @param {Operation | undefined} operation */
  canAsk(operation) {
    return operation !== undefined && this.element.hidden && diagnosisOf(operation) !== undefined;
  }

  close() {
    this.element.hidden = true;
  }

  /** @param {Operation} operation */
  async ask(operation) {
    const variables = diagnosisOf(operation);
    if (variables === undefined) return;
    this.#show(element('p', { text: `Asking about ${variables.binding} …` }));
    const { data, errors } = await post(this.#url, { query: ownDocuments.diagnose, variables }, this.#session.token);
    if (errors !== undefined) {
      this.#show(element('p', { class: 'error', text: errors.map(({ message }) => message).join(' ') }));
      return;
    }
    const { diagnose } = /** @type {{ diagnose: { finding: { message: string } | null, lines: DiagnosisLine[] } }} */ (
      data
    );
    const finding = diagnose.finding?.message ?? 'All is well: nothing has happened, or the filter leaves it out.';
    const lines = diagnose.lines.map(({ check, outcome, message, at }) =>
      element(
        'li',
        { 'data-outcome': outcome, title: check },
        message,
        at === null ? '' : ` (${new Date(at).toLocaleString()})`,
      ),
    );
    this.#show(
      element('p', {}, element('code', { text: variables.binding }), ` ${finding}`),
      element('ul', {}, ...lines),
    );
  }

  /** @param {readonly Node[]} content */
  #show(...content) {
    const close = button('×', () => this.close(), { class: 'close', 'aria-label': 'Close' });
    this.element.replaceChildren(close, ...content);
    this.element.hidden = false;
  }
}
