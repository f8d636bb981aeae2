import { EventEmitter } from 'node:events';
import { maxTimerMs } from '../../config/setting-types.ts';
import type { AuthSession } from '../../kazoo/requests/auth-session.ts';
import { type BackoffOptions, fullJitterMs } from '../../scheduling/backoff.ts';

export interface ServiceIdentityOptions {
  /** Logs in with the API key. */
  readonly login: () => Promise<Pick<AuthSession, 'authToken' | 'expiresAt'>>;
  readonly backoff: BackoffOptions;
  /** The present by Kazoo's clock, UNIX milliseconds. Default `Date.now`. */
  readonly now?: () => number;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

export interface ServiceIdentityEvents {
  readonly loggedIn: [];
  /** The next attempt follows after `retryInMs`. */
  readonly loginFailed: [error: unknown, retryInMs: number];
}

interface OwnToken {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly sinceMs: number;
}

/**
 * `held` outlives a failed renewal, until it expires. `failures` counts the attempts in a row that
 * brought no lasting token.
 */
type ServiceState =
  | { readonly name: 'closed' }
  | { readonly name: 'loggingIn'; readonly held: OwnToken | undefined; readonly failures: number }
  | {
      readonly name: 'waiting';
      readonly held: OwnToken | undefined;
      readonly failures: number;
      readonly next: NodeJS.Timeout;
    };

/**
 * A token is renewed after this part of its lifetime, give or take `renewalSpread`, so that
 * instances do not all do so at once.
 */
const renewalPart = 0.8;
const renewalSpread = 0.05;
/** A token that expires sooner is of no use: the login counts as failed. */
const minLifetimeMs = 1_000;
/** A token that Kazoo refuses sooner counts as a failed login: the next one has to wait. */
const lastingMs = 60_000;

/**
 * The gateway's own identity at Kazoo (`KAZOO_API_KEY`). Nobody waits for its token: while there is
 * none, clients' tokens are used.
 */
export class ServiceIdentity {
  readonly events = new EventEmitter<ServiceIdentityEvents>();
  readonly #options: ServiceIdentityOptions;
  #state: ServiceState = { name: 'closed' };

  constructor(options: ServiceIdentityOptions) {
    this.#options = options;
  }

  /** The token; undefined when there is none, or when it has expired. */
  get token(): string | undefined {
    const held = this.#held;
    return held !== undefined && held.expiresAtMs > this.#now() ? held.token : undefined;
  }

  /** Logs in, and renews the token until `close`. */
  start(): void {
    if (this.#state.name === 'closed') this.#login(undefined, 0);
  }

  /**
   * Logs in again because Kazoo no longer accepts the token. Ignores any token but the current one.
   */
  refuse(token: string): void {
    const state = this.#state;
    if (state.name === 'closed' || state.held?.token !== token) return;
    if (state.name === 'loggingIn') {
      this.#transition({ ...state, held: undefined });
      return;
    }
    const isLasting = performance.now() - state.held.sinceMs >= lastingMs;
    const failures = isLasting ? 0 : state.failures + 1;
    // The first time at once: a restart of Kazoo's database or a new signing key invalidates good tokens.
    if (failures <= 1) this.#login(undefined, failures);
    else this.#wait(undefined, failures, this.#backoffMs(failures));
  }

  close(): void {
    this.#transition({ name: 'closed' });
  }

  #transition(next: ServiceState): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.next);
    this.#state = next;
  }

  get #held(): OwnToken | undefined {
    return this.#state.name === 'closed' ? undefined : this.#state.held;
  }

  #login(held: OwnToken | undefined, failures: number): void {
    this.#transition({ name: 'loggingIn', held, failures });
    this.#options.login().then(
      (session) => this.#onLoggedIn(session),
      (error: unknown) => this.#onFailed(error),
    );
  }

  #onLoggedIn({ authToken, expiresAt }: Pick<AuthSession, 'authToken' | 'expiresAt'>): void {
    if (this.#state.name !== 'loggingIn') return;
    const expiresAtMs = expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    const lifetimeMs = expiresAtMs - this.#now();
    if (lifetimeMs < minLifetimeMs) {
      this.#onFailed(new Error('Kazoo issued a token that has expired already; compare its clock with this one'));
      return;
    }
    const part = renewalPart + renewalSpread * (2 * this.#random() - 1);
    const held = { token: authToken, expiresAtMs, sinceMs: performance.now() };
    this.#wait(held, this.#state.failures, lifetimeMs * part);
    this.events.emit('loggedIn');
  }

  #onFailed(error: unknown): void {
    if (this.#state.name !== 'loggingIn') return;
    const failures = this.#state.failures + 1;
    const retryInMs = this.#backoffMs(failures);
    this.#wait(this.#state.held, failures, retryInMs);
    this.events.emit('loginFailed', error, retryInMs);
  }

  #wait(held: OwnToken | undefined, failures: number, delayMs: number): void {
    const next = setTimeout(
      () => {
        const current = this.#held;
        const isLasting = current !== undefined && performance.now() - current.sinceMs >= lastingMs;
        this.#login(current, isLasting ? 0 : failures);
      },
      // Renewing early does no harm.
      Math.min(delayMs, maxTimerMs),
    );
    this.#transition({ name: 'waiting', held, failures, next });
  }

  #backoffMs(failures: number): number {
    return fullJitterMs(failures, this.#options.backoff, this.#options.random);
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}
