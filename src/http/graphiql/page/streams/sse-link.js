import { retryWaitMs } from './retry-pace.js';
import { sseEvents } from './sse-reader.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/** @typedef {import('../http-transport.js').Result} Result */
/** @typedef {import('../http-transport.js').ResultError} ResultError */
/** @typedef {import('./stream.js').Observer} Observer */

/** Over HTTP/1.1 a browser has six connections to one server, and needs some for other requests. */
const maxStreams = 4;
const maxAside = 1;
const tooMany = {
  message:
    `A browser has few connections to one server, so that this page opens ${maxStreams} streams over SSE. ` +
    'Stop one, or use WebSocket.',
};
/** What passes by itself: the stream comes back. */
const passing = new Set(['SHUTTING_DOWN', 'RATE_LIMITED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT']);
const sessionEnded = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED']);

/**
 * Runs each subscription over a response of its own. It comes back by itself, with `Last-Event-ID`.
 */
export class SseLink {
  #url;
  #session;
  /** @type {Set<SseConnection>} */
  #connections = new Set();
  /** @type {Set<SseConnection>} for the page itself */
  #aside = new Set();

  /**
   * @param {{ readonly url: string, readonly session: import('../session/session.js').Session }}
   * options
   */
  constructor({ url, session }) {
    this.#url = url;
    this.#session = session;
  }

  /**
   * @param {Operation} operation
   * @param {string | undefined} cursor
   * @param {Observer} observer
   */
  open(operation, cursor, observer, isAside = false) {
    const connections = isAside ? this.#aside : this.#connections;
    if (connections.size >= (isAside ? maxAside : maxStreams)) {
      queueMicrotask(() => observer.end([tooMany]));
      return () => {};
    }
    const connection = new SseConnection(this.#url, this.#session, operation, cursor, observer);
    connections.add(connection);
    void connection.run().finally(() => connections.delete(connection));
    return () => connection.close();
  }

  /** Lets all streams begin anew with the session's token. */
  renew() {
    for (const connection of [...this.#connections, ...this.#aside]) connection.renew();
  }
}

class SseConnection {
  #url;
  #session;
  #operation;
  #cursor;
  #observer;
  #isClosed = false;
  #abort = new AbortController();

  /**
   * @param {string} url
   * @param {import('../session/session.js').Session} session
   * @param {Operation} operation
   * @param {string | undefined} cursor
   * @param {Observer} observer
   */
  constructor(url, session, operation, cursor, observer) {
    this.#url = url;
    this.#session = session;
    this.#operation = operation;
    this.#cursor = cursor;
    this.#observer = observer;
  }

  /** Resolves when the stream has ended for good. Does not reject. */
  async run() {
    for (let attempt = 0; !this.#isClosed; attempt += 1) {
      this.#abort = new AbortController();
      const { reason, wasLive } = await this.#once(attempt > 0);
      if (this.#isClosed) return;
      if (wasLive) attempt = 0;
      this.#observer.lost(reason);
      const waitMs = retryWaitMs(attempt);
      this.#observer.retry(Date.now() + waitMs);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  close() {
    this.#isClosed = true;
    this.#abort.abort();
  }

  renew() {
    this.#abort.abort(new Error('the session changed'));
  }

  /** @param {boolean} isAgain */
  async #once(isAgain) {
    let wasLive = false;
    const { token } = this.#session;
    try {
      const response = await this.#request(token);
      const type = response.headers.get('content-type') ?? '';
      if (!type.includes('text/event-stream') || response.body === null) {
        const errors = errorsOf(await response.text(), response.status);
        this.#onErrors(errors, token, isAgain);
        return { reason: errors[0]?.message ?? 'refused', wasLive };
      }
      this.#observer.live();
      for await (const { event, data, id } of sseEvents(response.body)) {
        if (this.#isClosed) break;
        if (id) this.#follow(id);
        if (event === 'complete') this.#end([]);
        else if (event === 'next') wasLive = this.#onResult(JSON.parse(data), token, isAgain || wasLive) || wasLive;
      }
      return { reason: 'connection lost', wasLive };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : 'connection lost', wasLive };
    }
  }

  /** @param {string | undefined} token */
  #request(token) {
    const { query, variables, operationName } = this.#operation;
    return fetch(this.#url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'text/event-stream',
        ...(token === undefined ? {} : { 'X-Auth-Token': token }),
        ...(this.#cursor === undefined ? {} : { 'Last-Event-ID': this.#cursor }),
      },
      body: JSON.stringify({ query, variables, operationName }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: this.#abort.signal,
    });
  }

  /** @param {string} cursor */
  #follow(cursor) {
    this.#cursor = cursor;
    this.#observer.cursor(cursor);
  }

  /**
   * Returns whether it was a result. The gateway refuses and ends a stream with one that is all
   * errors.
   *
   * @param {Result} result
   * @param {string | undefined} token
   * @param {boolean} isAgain
   */
  #onResult(result, token, isAgain) {
    if (result.errors !== undefined && (result.data === undefined || result.data === null)) {
      this.#onErrors(result.errors, token, isAgain);
      return false;
    }
    this.#observer.live();
    this.#observer.result(result);
    return true;
  }

  /**
   * Ends the stream, unless the errors pass.
   *
   * @param {readonly ResultError[]} errors
   * @param {string | undefined} token
   * @param {boolean} isAgain whether the stream ran before
   */
  #onErrors(errors, token, isAgain) {
    const code = errors[0]?.extensions?.code ?? '';
    if (sessionEnded.has(code) && token !== undefined) {
      // Another token has come meanwhile: the next attempt sends it.
      if (this.#session.token === token) this.#session.logOut(errors[0]?.message);
      this.#abort.abort(new Error('the session changed'));
    } else if (code === 'CURSOR_EXPIRED' && this.#cursor !== undefined) {
      this.#cursor = undefined;
      this.#observer.gap();
      this.#abort.abort(new Error('what happened meanwhile is not known any more'));
    } else if (isAgain && passing.has(code)) {
      this.#abort.abort(new Error(errors[0]?.message));
    } else {
      this.#end(this.#session.explain(errors));
    }
  }

  /** @param {readonly ResultError[]} errors */
  #end(errors) {
    if (this.#isClosed) return;
    this.close();
    this.#observer.end(errors);
  }
}

/**
 * @param {string} body
 * @param {number} status
 * @returns {readonly ResultError[]}
 */
function errorsOf(body, status) {
  try {
    const { errors } = JSON.parse(body);
    if (Array.isArray(errors) && errors.length > 0) return errors;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return [{ message: `The gateway answered with status ${status} and no stream.` }];
}
