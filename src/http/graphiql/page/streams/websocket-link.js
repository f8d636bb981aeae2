import { createClient, TerminatedCloseEvent } from '../graphql-ws/client.js';
import { ResumingOperation } from './resuming-operation.js';
import { retryWaitMs } from './retry-pace.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/** @typedef {import('../http-transport.js').Result} Result */
/** @typedef {import('../http-transport.js').ResultError} ResultError */
/** @typedef {import('./stream.js').Observer} Observer */
/**
 * @typedef {{ readonly name: 'idle' }
 *   | { readonly name: 'connecting' }
 *   | { readonly name: 'open' }
 *   | { readonly name: 'lost', readonly reason: string, readonly retryAtMs?: number }}
 * ConnectionState
 */
/**
 * A subscription that runs. Of the pings since it was sent, the second one and those after it carry
 * a cursor that is good for it (PROTOCOL.md section 2).
 *
 * @typedef {{ readonly observer: Observer, readonly resuming: ResumingOperation, pings: number }}
 * Running
 */

const sessionEnded = 4403;
/** The socket stays for the next subscription. */
const idleMs = 60_000;

/**
 * Runs all subscriptions over one WebSocket with the session's token. It comes back by itself, and
 * subscriptions go on after their last cursor.
 */
export class WebSocketLink {
  #session;
  #onState;
  #client;
  /** @type {Set<Running>} */
  #running = new Set();
  /** @type {string | undefined} */
  #tokenOfConnection;
  /** @type {ConnectionState} */
  #state = { name: 'idle' };

  /**
   * @param {{ readonly url: string, readonly session: import('../session/session.js').Session,
   * readonly onState: (state: ConnectionState) => void }} options
   */
  constructor({ url, session, onState }) {
    this.#session = session;
    this.#onState = onState;
    this.#client = createClient({
      url,
      lazyCloseTimeout: idleMs,
      connectionParams: () => {
        this.#tokenOfConnection = session.token;
        return session.token === undefined ? {} : { authToken: session.token };
      },
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: (attempt) => this.#retryWait(attempt),
      shouldRetry: (event) => this.#shouldRetry(event),
      on: {
        connecting: () => this.#transition({ name: 'connecting' }),
        connected: () => this.#onConnected(),
        ping: (isReceived, payload) => isReceived && this.#onPing(payload?.['cursor']),
        closed: (event) => this.#onClosed(event),
      },
    });
  }

  get state() {
    return this.#state;
  }

  /**
   * @param {Operation} operation
   * @param {string | undefined} cursor
   * @param {Observer} observer
   */
  open(operation, cursor, observer) {
    const running = { observer, resuming: new ResumingOperation(operation, cursor), pings: 0 };
    let stop = this.#subscribe(running, (errors) => {
      const isAgain = this.#mend(running, errors);
      if (isAgain) stop = this.#subscribe(running, (errors) => observer.end(errors));
      else observer.end(errors);
    });
    return () => {
      this.#running.delete(running);
      stop();
    };
  }

  /** Closes the connection. What runs begins anew on the next one, with the session's token. */
  renew() {
    this.#client.terminate();
  }

  /**
   * @param {Running} running
   * @param {(errors: readonly ResultError[]) => void} onEnd
   */
  #subscribe(running, onEnd) {
    const { observer, resuming } = running;
    this.#running.add(running);
    running.pings = 0;
    /** @param {readonly ResultError[]} errors */
    const end = (errors) => {
      if (this.#running.delete(running)) onEnd(errors);
    };
    const stop = this.#client.subscribe(resuming.payload, {
      next: (result) => {
        observer.live();
        observer.result(resuming.read(/** @type {Result} */ (result)));
        this.#tellCursor(running);
      },
      error: (error) => end(this.#errorsOf(error)),
      complete: () => end([]),
    });
    if (this.#state.name === 'open') observer.live();
    return stop;
  }

  /**
   * Whether to begin once more: after a cursor that is not good any more without it, and as written
   * where only known documents run.
   *
   * @param {Running} running
   * @param {readonly ResultError[]} errors
   */
  #mend({ observer, resuming }, errors) {
    const code = errors[0]?.extensions?.code;
    if (code === 'CURSOR_EXPIRED' && resuming.cursor !== undefined) {
      resuming.cursor = undefined;
      observer.gap();
      return true;
    }
    if (code !== 'PERSISTED_QUERY_ONLY' || !resuming.isResumable) return false;
    resuming.stayAsWritten();
    return true;
  }

  /** @param {Running} running */
  #tellCursor({ observer, resuming }) {
    if (resuming.cursor !== undefined) observer.cursor(resuming.cursor);
  }

  /** @param {unknown} cursor */
  #onPing(cursor) {
    for (const running of this.#running) {
      running.pings += 1;
      if (typeof cursor !== 'string' || running.pings < 2 || !running.resuming.isResumable) continue;
      running.resuming.cursor = cursor;
      this.#tellCursor(running);
    }
  }

  #onConnected() {
    this.#transition({ name: 'open' });
    for (const running of this.#running) {
      running.pings = 0;
      running.observer.live();
    }
  }

  /** @param {unknown} event */
  #onClosed(event) {
    const reason = closeText(event);
    const isRetried = this.#running.size > 0 && this.#session.token !== undefined;
    // A connection that is refused is closed after its error, and by then the next attempt is waited for.
    if (this.#state.name !== 'lost') this.#transition(isRetried ? { name: 'lost', reason } : { name: 'idle' });
    const state = this.#state;
    if (!isRetried || state.name !== 'lost') return;
    for (const { observer } of this.#running) {
      // Of all attempts, the page says why the connection was lost, and not how the latest one failed.
      observer.lost(state.reason);
      if (state.retryAtMs !== undefined) observer.retry(state.retryAtMs);
    }
  }

  /**
   * Whether to connect again. The gateway ends a session with 4403: connecting again helps only if
   * a newer token has come meanwhile.
   *
   * @param {unknown} event
   */
  #shouldRetry(event) {
    const { token } = this.#session;
    // Without a code, the connection could not be opened: the gateway is away.
    if (!(event instanceof CloseEvent)) return token !== undefined;
    if (event.code !== sessionEnded || token !== this.#tokenOfConnection) return true;
    this.#session.logOut(`The gateway ended the session (${event.reason}).`);
    this.#transition({ name: 'idle' });
    return false;
  }

  /** @param {number} attempt */
  async #retryWait(attempt) {
    const waitMs = retryWaitMs(attempt);
    const retryAtMs = Date.now() + waitMs;
    if (this.#state.name === 'lost') this.#transition({ ...this.#state, retryAtMs });
    for (const { observer } of this.#running) observer.retry(retryAtMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.#state.name === 'lost') this.#transition({ name: 'lost', reason: this.#state.reason });
  }

  /** @param {ConnectionState} next */
  #transition(next) {
    // While the page tries again, it shows the reason.
    if (next.name === 'connecting' && this.#state.name === 'lost') return;
    this.#state = next;
    this.#onState(next);
  }

  /**
   * @param {unknown} error the errors of GraphQL, or the event that closed the connection for good
   * @returns {readonly ResultError[]}
   */
  #errorsOf(error) {
    if (Array.isArray(error)) return this.#session.explain(error);
    return [{ message: error instanceof Error ? error.message : closeText(error) }];
  }
}

/** @param {unknown} event */
function closeText(event) {
  if (event instanceof TerminatedCloseEvent) return 'the session changed';
  const reason = event instanceof CloseEvent && event.reason !== '' ? event.reason : 'connection lost';
  const code = typeof event === 'object' && event !== null && 'code' in event ? event.code : undefined;
  return code === undefined ? reason : `${reason} (${code})`;
}
