import { chosenOperation, mentionsLogin } from './document/operation-text.js';
import { post } from './http-transport.js';
import { issuedToken, withoutToken } from './session/issued-token.js';

/** @typedef {import('./http-transport.js').Operation} Operation */
/** @typedef {import('./http-transport.js').Result} Result */
/** @typedef {import('./streams/stream.js').Stream} Stream */
/** @typedef {{ next(view: unknown): void, complete(): void }} GraphiQLObserver */
/** @typedef {{ subscribe(observer: GraphiQLObserver): { unsubscribe(): void } }} Observable */
/** @typedef {(operation: Operation) => Promise<Result | Observable>} Fetcher */

/** Codes of errors that a good token does not get. */
const sessionEnded = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED']);
const ofGraphiql = 'IntrospectionQuery';

/** Runs operations of the user: subscriptions as streams of their tab, all else over HTTP. */
export class OperationRunner {
  #url;
  #session;
  #streams;
  #askLogin;
  #activeTab;
  #link;
  /** Tells GraphiQL that what it runs is over. */
  #release = () => {};

  /**
   * @param {{ readonly url: string, readonly session: import('./session/session.js').Session,
   * readonly streams: import('./streams/tab-streams.js').TabStreams, readonly askLogin: (why:
   * string) => Promise<boolean>, readonly activeTab: () => string, readonly link: () =>
   * import('./streams/stream.js').Link }} options `link` is the transport that the user has chosen
   */
  constructor({ url, session, streams, askLogin, activeTab, link }) {
    this.#url = url;
    this.#session = session;
    this.#streams = streams;
    this.#askLogin = askLogin;
    this.#activeTab = activeTab;
    this.#link = link;
  }

  /** @type {Fetcher} */
  async run({ query, variables, operationName }) {
    const { type, name } = chosenOperation(query, operationName);
    const operation = { query, variables: variables ?? null, operationName: name ?? null };
    const tabId = this.#activeTab();
    if (type === 'subscription') {
      if (this.#session.token === undefined) await this.#askLogin('It then runs by itself.');
      return this.#observable(tabId, operation);
    }
    if (name !== ofGraphiql) this.#streams.drop(tabId);
    const result = await this.#send(operation, type === 'mutation');
    const isStranger = this.#session.token === undefined && codes(result).includes('UNAUTHENTICATED');
    if (!isStranger || !(await this.#askLogin('It then runs by itself.'))) return result;
    return this.#send(operation, type === 'mutation');
  }

  /** Another tab is shown: what GraphiQL runs goes on without it. */
  leaveTab() {
    this.#release();
  }

  /**
   * The stream of the tab as GraphiQL expects it, which shows by its button that it runs. Results
   * are shown by the page.
   *
   * @param {string} tabId
   * @param {Operation} operation
   * @returns {Observable}
   */
  #observable(tabId, operation) {
    return {
      subscribe: (observer) => {
        const stream = this.#streams.run(tabId, operation, this.#link());
        const leave = stream.onceOver(() => observer.complete());
        this.#release = () => {
          leave();
          observer.complete();
        };
        return {
          unsubscribe: () => {
            leave();
            // GraphiQL also ends a subscription when another tab is opened, which it tells of afterwards.
            queueMicrotask(() => {
              if (this.#activeTab() === tabId) stream.stop();
            });
          },
        };
      },
    };
  }

  /**
   * @param {Operation} operation
   * @param {boolean} isMutation
   * @returns {Promise<Result>}
   */
  async #send(operation, isMutation) {
    const { token } = this.#session;
    const result = await post(this.#url, operation, token);
    if (token !== undefined && this.#session.token === undefined)
      return { errors: [{ message: 'You logged out before the answer came.' }] };
    const newToken = isMutation ? issuedToken(result.data) : undefined;
    if (newToken !== undefined) {
      if (token !== undefined && !mentionsLogin(operation.query)) this.#session.goOnWith(newToken);
      else this.#session.logIn(newToken);
      return { ...result, data: withoutToken(result.data, newToken) };
    }
    if (token !== undefined && this.#session.token === token) {
      const ended = result.errors?.find(({ extensions }) => sessionEnded.has(extensions?.code ?? ''));
      if (ended !== undefined) this.#session.logOut(ended.message);
    }
    if (token !== undefined || result.errors === undefined) return result;
    return { ...result, errors: this.#session.explain(result.errors) };
  }
}

/** @param {Result} result */
function codes({ errors }) {
  return (errors ?? []).map(({ extensions }) => extensions?.code);
}
