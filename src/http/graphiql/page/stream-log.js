/** @typedef {import('./http-transport.js').Result} Result */
/** @typedef {import('./http-transport.js').ResultError} ResultError */

/** The most results that the pane keeps; with more, the editor gets slow. */
const keptEntries = 20;
/**
 * The least time between two updates of the pane: a busy account has hundreds of events per second.
 */
const writeEveryMs = 100;

/**
 * The log that the result pane shows of a subscription. GraphiQL itself shows only the last result;
 * the log lists the latest results, newest first, with notes where the connection was lost in
 * between.
 */
export class StreamLog {
  #write;
  /** @type {(Result | { readonly note: string })[]} */
  #entries = [];
  #received = 0;
  /**
   * @type {{ readonly name: 'idle' } | { readonly name: 'resting', readonly timer: number,
   * readonly isStale: boolean }}
   */
  #state = { name: 'idle' };

  /** @param {(view: unknown) => void} write */
  constructor(write) {
    this.#write = write;
    this.#flush();
  }

  /** @param {Result} result */
  add(result) {
    this.#received += 1;
    this.#push(result);
  }

  /** @param {string} text */
  note(text) {
    this.#push({ note: `${new Date().toLocaleTimeString()} ${text}` });
  }

  /**
   * The last write: nothing is added after it.
   *
   * @param {readonly ResultError[]} [errors] the errors that ended the stream
   */
  end(errors) {
    this.discard();
    this.#write({ ...(errors === undefined ? {} : { errors }), ...this.#view() });
  }

  /** Writes nothing any more. */
  discard() {
    if (this.#state.name === 'resting') clearTimeout(this.#state.timer);
    this.#state = { name: 'idle' };
  }

  /** @param {Result | { readonly note: string }} entry */
  #push(entry) {
    this.#entries.unshift(entry);
    this.#entries.length = Math.min(this.#entries.length, keptEntries);
    if (this.#state.name === 'idle') this.#flush();
    else this.#state = { ...this.#state, isStale: true };
  }

  #flush() {
    this.#write(this.#view());
    const timer = window.setTimeout(() => {
      const isStale = this.#state.name === 'resting' && this.#state.isStale;
      this.#state = { name: 'idle' };
      if (isStale) this.#flush();
    }, writeEveryMs);
    this.#state = { name: 'resting', timer, isStale: false };
  }

  #view() {
    return { received: this.#received, latest: this.#entries };
  }
}
