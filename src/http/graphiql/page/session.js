/** @typedef {{ readonly accountId: string, readonly accountName: string | null, readonly ownerId: string | null, readonly expiresAtMs: number | undefined }} Viewer */
/**
 * What asking the gateway about a token brought.
 * @typedef {{ readonly name: 'viewer', readonly viewer: Viewer }
 *   | { readonly name: 'refused', readonly reason: string }
 *   | { readonly name: 'unknown', readonly reason: string }} Identity
 */
/**
 * @typedef {{ readonly name: 'loggedOut', readonly reason?: string }
 *   | { readonly name: 'loggedIn', readonly token: string, readonly identity?: Identity, readonly check?: number }} SessionState
 */

const storageKey = 'kazoo-graphql-gateway:token';
/** setTimeout fires at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;
/** Between two questions about a token whose end this computer's clock has passed and the gateway's has not. */
const recheckMs = 1_000;
/** Until the gateway is asked again about a token that it could not judge. */
const retryMs = 10_000;

/**
 * Who uses the page. The token lives in sessionStorage: it survives a reload, ends with the browser tab, and no other tab can read it.
 */
export class Session {
  #storage;
  #identify;
  /** @type {Set<(state: SessionState, previous: SessionState) => void>} */
  #listeners = new Set();
  /** @type {SessionState} */
  #state = { name: 'loggedOut' };

  /**
   * @param {{ readonly storage: Storage, readonly identify: (token: string) => Promise<Identity> }} options
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

  /** Takes up the session that this tab had before it was reloaded. */
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

  /** @param {string} [reason] told to the user, when it was not the user who wanted it */
  logOut(reason) {
    if (this.#state.name === 'loggedOut') return;
    this.#storage.removeItem(storageKey);
    this.#transition(reason === undefined ? { name: 'loggedOut' } : { name: 'loggedOut', reason });
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
 * When the token should have ended: the gateway is asked then, since this computer's clock may be wrong.
 *
 * @param {Viewer} viewer
 */
function untilCheckMs({ expiresAtMs }) {
  if (expiresAtMs === undefined) return undefined;
  const remainingMs = expiresAtMs - Date.now();
  return Math.min(remainingMs > 0 ? remainingMs : recheckMs, maxTimerMs);
}
