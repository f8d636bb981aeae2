import { withCursor } from '../document/edits.js';
import { resumes } from '../document/subscription-fields.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/** @typedef {import('../http-transport.js').Result} Result */

/** What the page selects for itself, and takes out of results before they are shown. */
const alias = 'cursorOfThisPage';

/** A subscription whose text can go on after a cursor, if its field can. */
export class ResumingOperation {
  /** @type {string | undefined} */
  cursor;
  #operation;
  #edited;

  /**
   * @param {Operation} operation
   * @param {string | undefined} cursor
   */
  constructor(operation, cursor) {
    const { query, operationName } = operation;
    this.#operation = operation;
    this.#edited = resumes(operation) ? withCursor(query, operationName, alias) : undefined;
    this.cursor = this.#edited === undefined ? undefined : cursor;
  }

  get isResumable() {
    return this.#edited !== undefined;
  }

  /** What to send. graphql-ws reads it at each connection, with the cursor of then. */
  get payload() {
    const variables = () => this.#variables;
    return {
      query: this.#edited?.query ?? this.#operation.query,
      operationName: this.#operation.operationName ?? null,
      get variables() {
        return variables();
      },
    };
  }

  /** Sends the text as it was written from now on: a gateway may run no other. */
  stayAsWritten() {
    this.#edited = undefined;
    this.cursor = undefined;
  }

  /**
   * Remembers the cursor of a result, and returns the result without it.
   *
   * @param {Result} result
   * @returns {Result}
   */
  read(result) {
    const { data } = result;
    if (this.#edited === undefined || typeof data !== 'object' || data === null) return result;
    const fields = Object.entries(data).map(([name, value]) => [name, this.#withoutCursor(value)]);
    return { ...result, data: Object.fromEntries(fields) };
  }

  /** @param {unknown} value */
  #withoutCursor(value) {
    if (typeof value !== 'object' || value === null || !(alias in value)) return value;
    const { [alias]: cursor, ...shown } = value;
    this.cursor = String(cursor);
    return shown;
  }

  get #variables() {
    const given = this.#operation.variables ?? null;
    return this.#edited === undefined || this.cursor === undefined
      ? given
      : { ...given, [this.#edited.variable]: this.cursor };
  }
}
