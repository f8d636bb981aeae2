import { KazooWatch } from './kazoo-watch.js';
import { Stream } from './stream.js';

/** @typedef {import('../http-transport.js').Operation} Operation */

/** The streams of all tabs: one for each tab, which goes on while other tabs are shown. */
export class TabStreams {
  #onChange;
  #kazooWatch = new KazooWatch();
  /** @type {Map<string, Stream>} */
  #streams = new Map();

  /** @param {(tabId: string) => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** @param {string} tabId */
  of(tabId) {
    return this.#streams.get(tabId);
  }

  /**
   * Begins the stream of a tab in place of the one before.
   *
   * @param {string} tabId
   * @param {Operation} operation
   * @param {import('./stream.js').Link} link
   */
  run(tabId, operation, link) {
    this.#streams.get(tabId)?.stop();
    const stream = new Stream(operation, link, this.#kazooWatch, () => this.#onChange(tabId));
    this.#streams.set(tabId, stream);
    stream.start();
    return stream;
  }

  /** @param {string} tabId */
  drop(tabId) {
    this.#streams.get(tabId)?.stop();
    if (this.#streams.delete(tabId)) this.#onChange(tabId);
  }

  /**
   * Ends the streams of tabs that were closed.
   *
   * @param {readonly string[]} tabIds those that are open
   */
  keepOnly(tabIds) {
    for (const tabId of [...this.#streams.keys()]) if (!tabIds.includes(tabId)) this.drop(tabId);
  }

  /**
   * Lets all that run wait for a session.
   *
   * @param {string} reason
   */
  wait(reason) {
    for (const stream of this.#streams.values()) stream.wait(reason);
  }

  /** Forgets all results and cursors: whoever logs in next may not be the one who saw them. */
  forget() {
    for (const stream of this.#streams.values()) stream.forget();
  }

  /** Lets those that wait for a session go on. */
  resume() {
    for (const stream of this.#streams.values()) if (stream.state.name === 'waiting') stream.start();
  }
}
