/** @typedef {import('../http-transport.js').ResultError} ResultError */
/**
 * @typedef {{ readonly accountId: string, readonly accountName: string | null, readonly ownerId:
 * string | null, readonly userName: string | null, readonly expiresAtMs: number | undefined,
 * readonly expiresInMs: number | undefined }} Viewer
 */
/**
 * The gateway's answer about a token.
 *
 * @typedef {{ readonly name: 'viewer', readonly viewer: Viewer }
 *   | { readonly name: 'refused', readonly reason: string }
 *   | { readonly name: 'unknown', readonly reason: string }} Identity
 */
/**
 * What became of the renewal of a token: `final` where Kazoo does not renew it.
 *
 * @typedef {{ readonly name: 'renewed', readonly token: string } | { readonly name: 'final' } |
 * { readonly name: 'failed' }} Renewal
 */
/**
 * `login` counts logins: a renewed token belongs to the same one.
 *
 * @typedef {{ readonly name: 'loggedOut', readonly reason?: string } | { readonly name: 'loggedIn',
 * readonly login: number, readonly token: string, readonly identity?: Identity, readonly isFinal?:
 * boolean, readonly timers: readonly number[] }} SessionState
 */

const storageKey = 'kazoo-graphql-gateway:token';
/** setTimeout fires at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;
/**
 * The time between two checks of a token that has expired by this computer's clock, but not by the
 * gateway's.
 */
const recheckMs = 1_000;
/** The time until the gateway is asked again about a token that it could not verify or renew. */
const retryMs = 10_000;
/** The part of a token's remaining life after which it is renewed. */
const renewalPart = 0.7;

/**
 * The session of the page's user. The token is kept in sessionStorage: it survives a reload, ends
 * with the browser tab, and no other tab can read it. It is renewed by itself where Kazoo allows
 * it.
 */
export class Session {
  #storage;
  #identify;
  #renew;
  #logins = 0;
  /** @type {Set<(state: SessionState, previous: SessionState) => void>} */
  #listeners = new Set();
  /** @type {SessionState} */
  #state = { name: 'loggedOut' };

  /**
   * @param {{ readonly storage: Storage, readonly identify: (token: string) => Promise<Identity>,
   * readonly renew: (token: string) => Promise<Renewal> }} options
   */
  constructor({ storage, identify, renew }) {
    this.#storage = storage;
    this.#identify = identify;
    this.#renew = renew;
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
    this.#logins += 1;
    this.#keep(token);
  }

  /**
   * Goes on with another token of the same session. The gateway keeps the streams of the old one.
   *
   * @param {string} token
   */
  goOnWith(token) {
    if (this.#state.name === 'loggedIn') this.#keep(token);
  }

  /** @param {string} [reason] shown to the user when the user did not log out */
  logOut(reason) {
    if (this.#state.name === 'loggedOut') return;
    this.#storage.removeItem(storageKey);
    this.#transition(reason === undefined ? { name: 'loggedOut' } : { name: 'loggedOut', reason });
  }

  /**
   * The gateway's errors in words for this page: what it says to those without a token is meant for
   * programs, and here one logs in.
   *
   * @template {ResultError} Problem
   * @param {readonly Problem[]} errors
   */
  explain(errors) {
    if (this.token !== undefined) return errors;
    return errors.map((error) =>
      error.extensions?.code === 'UNAUTHENTICATED'
        ? { ...error, message: 'Log in first, with the button above.' }
        : error,
    );
  }

  /** @param {string} token */
  #keep(token) {
    this.#storage.setItem(storageKey, token);
    const before =
      this.#state.name === 'loggedIn' && this.#state.login === this.#logins ? this.#state.identity : undefined;
    this.#transition({
      name: 'loggedIn',
      login: this.#logins,
      token,
      timers: [],
      ...(before === undefined ? {} : { identity: before }),
    });
    void this.#check(token);
  }

  /** @param {string} token */
  async #check(token) {
    const identity = await this.#identify(token);
    const { state } = this;
    if (state.name !== 'loggedIn' || state.token !== token) return;
    if (identity.name === 'refused') {
      this.logOut(identity.reason);
      return;
    }
    const check = () => void this.#check(token);
    if (identity.name === 'unknown') {
      this.#transition({ ...state, identity, timers: [window.setTimeout(check, retryMs)] });
      return;
    }
    const timers = [{ run: check, ms: untilCheckMs(identity.viewer) }];
    if (!state.isFinal) timers.push({ run: () => void this.#tryRenewal(token), ms: untilRenewalMs(identity.viewer) });
    const begun = timers.flatMap(({ run, ms }) => (ms === undefined ? [] : [window.setTimeout(run, ms)]));
    this.#transition({ ...state, identity, timers: begun });
  }

  /** @param {string} token */
  async #tryRenewal(token) {
    const renewal = await this.#renew(token);
    const { state } = this;
    if (state.name !== 'loggedIn' || state.token !== token) return;
    if (renewal.name === 'renewed') this.goOnWith(renewal.token);
    else if (renewal.name === 'final') this.#change({ ...state, isFinal: true });
    else
      this.#change({
        ...state,
        timers: [...state.timers, window.setTimeout(() => void this.#tryRenewal(token), retryMs)],
      });
  }

  /** @param {SessionState} next */
  #transition(next) {
    if (this.#state.name === 'loggedIn') for (const timer of this.#state.timers) clearTimeout(timer);
    this.#change(next);
  }

  /** @param {SessionState} next whose timers go on */
  #change(next) {
    const previous = this.#state;
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
function untilCheckMs({ expiresInMs }) {
  if (expiresInMs === undefined) return undefined;
  return Math.min(expiresInMs > 0 ? expiresInMs : recheckMs, maxTimerMs);
}

/** @param {Viewer} viewer */
function untilRenewalMs({ expiresInMs }) {
  if (expiresInMs === undefined || expiresInMs * renewalPart > maxTimerMs) return undefined;
  return expiresInMs * renewalPart;
}
