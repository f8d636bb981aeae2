import { StreamLog } from './stream-log.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/** @typedef {import('../http-transport.js').Result} Result */
/** @typedef {import('../http-transport.js').ResultError} ResultError */
/**
 * @typedef {{ readonly name: 'connecting' }
 *   | { readonly name: 'live', readonly sinceMs: number }
 *   | { readonly name: 'lost', readonly reason: string, readonly retryAtMs?: number }
 *   | { readonly name: 'waiting', readonly reason: string }
 *   | { readonly name: 'stopped', readonly atMs: number }
 *   | { readonly name: 'ended', readonly errors: readonly ResultError[] }} StreamState
 */
/**
 * What a link tells of a subscription. `gap`: it goes on without knowing what happened meanwhile.
 *
 * @typedef {{ live(): void, lost(reason: string): void, retry(atMs: number): void, result(result:
 * Result): void, cursor(cursor: string): void, gap(): void, end(errors: readonly ResultError[]):
 * void }} Observer
 */
/**
 * A way to the gateway: it comes back by itself, and goes on after the last cursor. `open` begins a
 * subscription, after `cursor` if there is one, and returns what ends it.
 *
 * @typedef {{ open(operation: Operation, cursor: string | undefined, observer: Observer): () =>
 * void }} Link
 */

/** The subscription of one tab, with its log, from `start` until it is stopped or ends. */
export class Stream {
  /** @type {Operation} */
  operation;
  log = new StreamLog();
  #link;
  #onChange;
  /** @type {StreamState} */
  #state = { name: 'connecting' };
  /** @type {string | undefined} */
  #cursor;
  #close = () => {};
  /** @type {Set<() => void>} */
  #overListeners = new Set();

  /**
   * @param {Operation} operation
   * @param {Link} link
   * @param {(stream: Stream) => void} onChange called after each change of the state and of the log
   */
  constructor(operation, link, onChange) {
    this.operation = operation;
    this.#link = link;
    this.#onChange = onChange;
  }

  get state() {
    return this.#state;
  }

  get isRunning() {
    return !['stopped', 'ended'].includes(this.#state.name);
  }

  /** Begins, or goes on after what came last. */
  start() {
    this.#close();
    this.#transition({ name: 'connecting' });
    this.#close = this.#link.open(this.operation, this.#cursor, this.#observer());
  }

  stop() {
    if (!this.isRunning) return;
    this.#close();
    this.log.note('stopped');
    this.#transition({ name: 'stopped', atMs: Date.now() });
  }

  /**
   * Waits for a session.
   *
   * @param {string} reason
   */
  wait(reason) {
    if (!this.isRunning) return;
    this.#close();
    this.log.note(reason);
    this.#transition({ name: 'waiting', reason });
  }

  /**
   * Calls `listener` once it is stopped or has ended. Returns the undo.
   *
   * @param {() => void} listener
   */
  onceOver(listener) {
    this.#overListeners.add(listener);
    return () => this.#overListeners.delete(listener);
  }

  clear() {
    this.log.clear();
    this.#onChange(this);
  }

  /** Begins anew at the next start: another account refuses the cursor, which is told as a gap. */
  forget() {
    this.#cursor = undefined;
    this.log.forget();
    this.#onChange(this);
  }

  /** @returns {Observer} */
  #observer() {
    return {
      live: () => {
        const { name } = this.#state;
        if (name === 'live') return;
        if (name === 'lost') this.log.note('connected again');
        this.#transition({ name: 'live', sinceMs: Date.now() });
      },
      lost: (reason) => {
        if (this.#state.name === 'live') this.log.note(reason);
        this.#transition({ name: 'lost', reason });
      },
      retry: (retryAtMs) => {
        if (this.#state.name === 'lost') this.#transition({ ...this.#state, retryAtMs });
      },
      result: (result) => {
        this.log.add(result);
        this.#onChange(this);
      },
      cursor: (cursor) => {
        this.#cursor = cursor;
      },
      gap: () => {
        this.#cursor = undefined;
        this.log.gap('What happened meanwhile is not known any more: events are missing here.');
        this.#onChange(this);
      },
      end: (errors) => {
        this.log.note(errors.length === 0 ? 'ended' : errors.map(({ message }) => message).join(' '));
        this.#transition({ name: 'ended', errors });
      },
    };
  }

  /** @param {StreamState} next */
  #transition(next) {
    this.#state = next;
    this.#onChange(this);
    if (this.isRunning) return;
    const listeners = [...this.#overListeners];
    this.#overListeners.clear();
    for (const listener of listeners) listener();
  }
}
