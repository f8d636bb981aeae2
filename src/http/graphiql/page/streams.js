import { createClient, TerminatedCloseEvent } from './graphql-ws/client.js';
import { StreamLog } from './stream-log.js';

/** @typedef {import('./http-transport.js').Operation} Operation */
/** @typedef {import('./http-transport.js').ResultError} ResultError */
/**
 * @typedef {{ readonly name: 'idle' }
 *   | { readonly name: 'connecting' }
 *   | { readonly name: 'open' }
 *   | { readonly name: 'lost', readonly reason: string, readonly waitMs?: number | undefined }}
 * ConnectionState
 */
/** @typedef {{ next(view: unknown): void, complete(): void }} Observer */

const sessionEnded = 4403;
/** The socket stays for the next subscription. */
const idleMs = 60_000;
const retryBaseMs = 250;
const retryMaxMs = 15_000;

/**
 * Runs all subscriptions of the page over one WebSocket with the session's token. Another session
 * gets another WebSocket.
 */
export class Streams {
  #session;
  #onState;
  #client;
  /** @type {Set<StreamLog>} */
  #logs = new Set();
  /** @type {string | undefined} */
  #tokenOfConnection;
  /** @type {ConnectionState} */
  #state = { name: 'idle' };

  /**
   * @param {{ readonly url: string, readonly session: import('./session.js').Session,
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
        connected: (_socket, _payload, wasRetry) => this.#onConnected(wasRetry),
        closed: (event) => this.#onClosed(event),
      },
    });
  }

  get state() {
    return this.#state;
  }

  /**
   * Opens a subscription as an observable, which GraphiQL expects.
   *
   * @param {Operation} operation
   */
  open({ query, variables, operationName }) {
    return {
      /** @param {Observer} observer */
      subscribe: (observer) => {
        const log = new StreamLog((view) => observer.next(view));
        this.#logs.add(log);
        /** @param {readonly ResultError[]} [errors] */
        const end = (errors) => {
          if (!this.#logs.delete(log)) return;
          log.end(errors);
          observer.complete();
        };
        const stop = this.#client.subscribe(
          { query, variables: variables ?? null, operationName: operationName ?? null },
          {
            next: (result) => log.add(/** @type {import('./http-transport.js').Result} */ (result)),
            error: (error) => end(errorsOf(error, this.#session)),
            complete: () => end(),
          },
        );
        return {
          unsubscribe: () => {
            // GraphiQL stops a stream when another tab is opened, in whose pane anything written now would appear.
            this.#logs.delete(log);
            log.discard();
            stop();
          },
        };
      },
    };
  }

  /**
   * Closes the connection. Running streams begin anew on the next connection, or end when nobody is
   * logged in.
   */
  renew() {
    this.#client.terminate();
  }

  /** @param {boolean} wasRetry */
  #onConnected(wasRetry) {
    if (wasRetry) this.#note('connected again; what happened in between is missing here');
    this.#transition({ name: 'open' });
  }

  /** @param {unknown} event */
  #onClosed(event) {
    const reason = closeText(event);
    const isRetried = this.#logs.size > 0 && this.#session.token !== undefined;
    if (isRetried && this.#state.name === 'open') this.#note(reason);
    // A connection that is refused is closed after its error, and by then the next attempt is waited for.
    const { waitMs } = this.#state.name === 'lost' ? this.#state : { waitMs: undefined };
    this.#transition(isRetried ? { name: 'lost', reason, waitMs } : { name: 'idle' });
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
    const longestMs = Math.min(retryBaseMs * 2 ** attempt, retryMaxMs);
    const waitMs = Math.random() * longestMs;
    if (this.#state.name === 'lost') this.#transition({ ...this.#state, waitMs });
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.#state.name === 'lost') this.#transition({ name: 'lost', reason: this.#state.reason });
  }

  /** @param {string} text */
  #note(text) {
    for (const log of this.#logs) log.note(text);
  }

  /** @param {ConnectionState} next */
  #transition(next) {
    // While the page tries again, it shows the reason.
    if (next.name === 'connecting' && this.#state.name === 'lost') return;
    this.#state = next;
    this.#onState(next);
  }
}

/** @param {unknown} event */
function codeOf(event) {
  return typeof event === 'object' && event !== null && 'code' in event ? event.code : undefined;
}

/** @param {unknown} event */
function closeText(event) {
  if (event instanceof TerminatedCloseEvent) return 'the session changed';
  const reason = event instanceof CloseEvent && event.reason !== '' ? event.reason : 'connection lost';
  const code = codeOf(event);
  return code === undefined ? reason : `${reason} (${code})`;
}

/**
 * @param {unknown} error the errors of GraphQL, or the event that closed the connection for good
 * @param {import('./session.js').Session} session
 * @returns {readonly ResultError[]}
 */
function errorsOf(error, session) {
  const { state } = session;
  if (Array.isArray(error)) return session.explain(error);
  if (state.name === 'loggedOut') return [{ message: state.reason ?? 'You logged out.' }];
  return [{ message: error instanceof Error ? error.message : closeText(error) }];
}
