/** @typedef {import('./http-transport.js').ResultError} ResultError */
/**
 * @typedef {{ readonly accountId: string, readonly accountName: string | null, readonly ownerId:
 * string | null, readonly expiresAtMs: number | undefined }} Viewer
 */
/**
 * The gateway's answer about a token.
 *
 * @typedef {{ readonly name: 'viewer', readonly viewer: Viewer }
 *   | { readonly name: 'refused', readonly reason: string }
 *   | { readonly name: 'unknown', readonly reason: string }} Identity
 */
/**
 * @typedef {{ readonly name: 'loggedOut', readonly reason?: string } | { readonly name: 'loggedIn',
 * readonly token: string, readonly identity?: Identity, readonly check?: number }} SessionState
 */

const storageKey = 'kazoo-graphql-gateway:token';
/** setTimeout fires at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;
/**
 * The time between two checks of a token that has expired by this computer's clock, but not by the
 * gateway's.
 */
const recheckMs = 1_000;
/** The time until the gateway is asked again about a token that it could not verify. */
const retryMs = 10_000;

/**
 * The session of the page's user. The token is kept in sessionStorage: it survives a reload, ends
 * with the browser tab, and no other tab can read it.
 */
export class Session {
  #storage;
  #identify;
  /** @type {Set<(state: SessionState, previous: SessionState) => void>} */
  #listeners = new Set();
  /** @type {SessionState} */
  #state = { name: 'loggedOut' };

  /**
   * @param {{ readonly storage: Storage, readonly identify: (token: string) => Promise<Identity> }}
   * options
   */
  constructor({ storage, identify }) {
    this.#storage = storage;
    this.#identify = identify;
  }

  get state() {
    return this.#state;
  }

  get token() {
    return this.#state.name === 'loggedIn' ? this.#state.token : undefined;
  }

  /**
   * @param {(state: SessionState, previous: SessionState) => void} listener
   * @returns {() => void} the undo
   */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resumes the session that this tab had before it was reloaded. */
  resume() {
    const token = this.#storage.getItem(storageKey);
    if (token !== null) this.logIn(token);
  }

  /** @param {string} token */
  logIn(token) {
    this.#storage.setItem(storageKey, token);
    this.#transition({ name: 'loggedIn', token });
    void this.#check(token);
  }

  /** @param {string} [reason] shown to the user when the user did not log out */
  logOut(reason) {
    if (this.#state.name === 'loggedOut') return;
    this.#storage.removeItem(storageKey);
    this.#transition(reason === undefined ? { name: 'loggedOut' } : { name: 'loggedOut', reason });
  }

  /**
   * The gateway's errors in words for this page: what it says to those without a token is meant for
   * programs, and here a tab logs in.
   *
   * @template {ResultError} Problem
   * @param {readonly Problem[]} errors
   */
  explain(errors) {
    if (this.token !== undefined) return errors;
    return errors.map((error) =>
      error.extensions?.code === 'UNAUTHENTICATED' ? { ...error, message: 'Log in first: run the tab LogIn.' } : error,
    );
  }

  /** @param {string} token */
  async #check(token) {
    const identity = await this.#identify(token);
    if (this.token !== token) return;
    if (identity.name === 'refused') {
      this.logOut(identity.reason);
      return;
    }
    const delayMs = identity.name === 'unknown' ? retryMs : untilCheckMs(identity.viewer);
    const check = delayMs === undefined ? undefined : window.setTimeout(() => this.#check(token), delayMs);
    this.#transition({ name: 'loggedIn', token, identity, ...(check === undefined ? {} : { check }) });
  }

  /** @param {SessionState} next */
  #transition(next) {
    const previous = this.#state;
    if (previous.name === 'loggedIn') clearTimeout(previous.check);
    this.#state = next;
    for (const listener of this.#listeners) listener(next, previous);
  }
}

/**
 * Returns when to ask the gateway whether the token has expired, since this computer's clock may be
 * wrong.
 *
 * @param {Viewer} viewer
 */
function untilCheckMs({ expiresAtMs }) {
  if (expiresAtMs === undefined) return undefined;
  const remainingMs = expiresAtMs - Date.now();
  return Math.min(remainingMs > 0 ? remainingMs : recheckMs, maxTimerMs);
}
