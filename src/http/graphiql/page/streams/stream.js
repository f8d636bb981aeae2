import { diagnosisOf } from '../document/subscription-fields.js';
import { StreamLog } from './stream-log.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/** @typedef {import('../http-transport.js').Result} Result */
/** @typedef {import('../http-transport.js').ResultError} ResultError */
/**
 * @typedef {{ readonly name: 'connecting' }
 *   | { readonly name: 'live', readonly sinceMs: number }
 *   | { readonly name: 'lost', readonly reason: string, readonly retryAtMs?: number }
 *   | { readonly name: 'unheard', readonly reason: string, readonly retryAtMs?: number }
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
 * subscription, after `cursor` if there is one, and returns what ends it. `isAside` of what the
 * page needs beside the streams of the user.
 *
 * @typedef {{ open(operation: Operation, cursor: string | undefined, observer: Observer, isAside?:
 * boolean): () => void }} Link
 */

/** States of Kazoo's connection in which events come, or none is needed. */
const heard = new Set(['LIVE', 'IDLE']);

/** The subscription of one tab, with its log, from `start` until it is stopped or ends. */
export class Stream {
  /** @type {Operation} */
  operation;
  log = new StreamLog();
  #link;
  #kazooWatch;
  /** @type {import('./kazoo-watch.js').Following | undefined} */
  #kazoo;
  #wasThere = true;
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
   * @param {import('./kazoo-watch.js').KazooWatch} kazooWatch
   * @param {(stream: Stream) => void} onChange called after each change of the state and of the log
   */
  constructor(operation, link, kazooWatch, onChange) {
    this.operation = operation;
    this.#link = link;
    this.#kazooWatch = kazooWatch;
    this.#onChange = onChange;
  }

  /**
   * `unheard` while the stream is live, but the gateway itself has lost Kazoo: no event can come.
   *
   * @returns {StreamState}
   */
  get state() {
    const status = this.#kazoo?.status;
    if (this.#state.name !== 'live' || status === undefined || heard.has(status.state)) return this.#state;
    const reason = status.reason ?? (status.state === 'CONNECTING' ? 'connecting to it' : 'connection lost');
    const retryAtMs = status.retryAt === null ? {} : { retryAtMs: Date.parse(status.retryAt) };
    return { name: 'unheard', reason, ...retryAtMs };
  }

  get isRunning() {
    return !['stopped', 'ended'].includes(this.#state.name);
  }

  /** Begins, or goes on after what came last. */
  start() {
    this.#close();
    this.#transition({ name: 'connecting' });
    this.#close = this.#link.open(this.operation, this.#cursor, this.#observer());
    const target = diagnosisOf(this.operation);
    this.#kazoo = target && this.#kazooWatch.follow(this.#link, target.accountId, () => this.#onKazoo());
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

  /** Notes when Kazoo is lost, and when it is there again. */
  #onKazoo() {
    const state = this.#kazoo?.status?.state;
    const isThere = state === undefined || state === 'CONNECTING' ? this.#wasThere : heard.has(state);
    if (isThere !== this.#wasThere) this.log.note(isThere ? 'the gateway hears Kazoo again' : 'the gateway lost Kazoo');
    this.#wasThere = isThere;
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
    if (!this.isRunning || next.name === 'waiting' || next.name === 'connecting') {
      this.#kazoo?.leave();
      this.#kazoo = undefined;
    }
    this.#onChange(this);
    if (this.isRunning) return;
    const listeners = [...this.#overListeners];
    this.#overListeners.clear();
    for (const listener of listeners) listener();
  }
}
