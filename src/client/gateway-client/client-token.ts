import { GatewayRefusal, isFinal } from './gateway-refusal.ts';
import type { GatewayRequests, IssuedToken, LoginCredentials } from './gateway-requests.ts';
import { pause } from './pause.ts';

/** Where a client has its tokens from. */
export type TokenOrigin =
  /** Logs in whenever there is no token that is still good. */
  | { readonly login: LoginCredentials; readonly token?: never }
  /**
   * A token, or what gets one. A function is asked at first, and whenever the token has ended or
   * was refused; when it returns that one again, the client ends.
   */
  | { readonly token: string | (() => string | Promise<string>); readonly login?: never };

export interface ClientTokenOptions {
  readonly origin: TokenOrigin;
  readonly requests: Pick<GatewayRequests, 'logIn' | 'refresh' | 'lifeOf'>;
  /** Gets why the token is not renewed, which ends nothing yet, and what `onToken` throws. */
  readonly onError: (error: unknown) => void;
  /** Gets each token that the gateway issues to the client. */
  readonly onToken?: ((token: string) => void) | undefined;
}

/** All times are by `performance.now()`. */
interface HeldToken {
  readonly text: string;
  /** `Infinity` for one that never ends, and until it is known. */
  readonly endsAtMs: number;
  /** What the gateway is asked about it next; undefined for nothing. */
  readonly next: { readonly atMs: number; readonly ask: 'life' | 'renewal' } | undefined;
}

/** Renewed when so much of its life is over, at random between the two: clients log in together. */
const earliestRenewal = 0.6;
const renewalSpread = 0.2;
/** A renewal that failed is tried again when so much of the rest is over. */
const nextRenewal = 0.3;
/** The least pause between what the gateway is asked about a token. */
const minPauseMs = 5_000;
/** More than a timer can wait would be no pause at all. */
const maxPauseMs = 86_400_000;
/** Tokens that are refused one after another: the next would be, too. */
const maxRefusals = 3;
/** A connection that lasted so long has shown that its token was good. */
const steadyMs = 60_000;

/** The token that a client presents: had from where the front end says, and renewed in time. */
export class ClientToken {
  readonly #options: ClientTokenOptions;
  #held: HeldToken | undefined;
  /** Goes on when the connection that waits for it is lost: the next one finds it. */
  #obtaining: Promise<HeldToken> | undefined;
  /** The token that was refused last, or has ended. */
  #spent: string | undefined;
  #refusals = 0;

  constructor(options: ClientTokenOptions) {
    this.#options = options;
  }

  /**
   * Returns the token to present.
   *
   * @throws what getting one fails with; `isFinal` tells whether another try is in vain
   */
  async present(): Promise<string> {
    if ((this.#held?.endsAtMs ?? Number.POSITIVE_INFINITY) <= performance.now()) this.expire();
    if (this.#held !== undefined) return this.#held.text;
    this.#obtaining ??= this.#obtain().finally(() => {
      this.#obtaining = undefined;
    });
    return (await this.#obtaining).text;
  }

  /** Notes that a connection of the token has lasted so long. */
  lasted(durationMs: number): void {
    if (durationMs >= steadyMs) this.#refusals = 0;
  }

  /** Notes that the token has served until its end. */
  expire(): void {
    this.#spent = this.#held?.text ?? this.#spent;
    this.#held = undefined;
  }

  /**
   * Notes that the gateway does not take the token.
   *
   * @param code why, as an error code
   * @returns what ends the client, where another token would not be taken either
   */
  refuse(code: unknown): GatewayRefusal | undefined {
    this.expire();
    this.#refusals += 1;
    if (this.#refusals < maxRefusals) return undefined;
    return unauthenticated(`The gateway refuses each token (${code}).`);
  }

  /** Renews the token before its end, again and again, until it is aborted. */
  async keepFresh(signal: AbortSignal): Promise<void> {
    for (;;) {
      const held = this.#held;
      if (held?.next === undefined) return;
      const { atMs, ask } = held.next;
      const waitMs = Math.max(0, atMs - performance.now());
      if (!(await pause(Math.min(waitMs, maxPauseMs), signal))) return;
      if (waitMs > maxPauseMs || held !== this.#held) continue;
      const after = await (ask === 'life' ? this.#learnLife(held) : this.#renew(held));
      // While the gateway answered, the connection may have ended, and the token with it.
      if (held === this.#held) this.#held = after;
    }
  }

  async #obtain(): Promise<HeldToken> {
    this.#held = await this.#ask();
    return this.#held;
  }

  async #ask(): Promise<HeldToken> {
    const { login, token } = this.#options.origin;
    if (login !== undefined) return this.#issued(await this.#options.requests.logIn(login));
    const text = typeof token === 'string' ? token : await token();
    if (text === this.#spent)
      throw unauthenticated('The token has ended or was refused: give `login`, or a `token` function.');
    return { text, endsAtMs: Number.POSITIVE_INFINITY, next: { atMs: performance.now(), ask: 'life' } };
  }

  #issued(token: IssuedToken): HeldToken {
    try {
      this.#options.onToken?.(token.text);
    } catch (error) {
      // The token is good all the same: without it the client would log in again, and again.
      this.#options.onError(error);
    }
    return heldOf(token);
  }

  async #learnLife(held: HeldToken): Promise<HeldToken> {
    try {
      return heldOf({ text: held.text, lifeMs: await this.#options.requests.lifeOf(held.text), canRefresh: true });
    } catch (error) {
      this.#options.onError(error);
      return { ...held, next: isFinal(error) ? undefined : { atMs: performance.now() + minPauseMs, ask: 'life' } };
    }
  }

  async #renew(held: HeldToken): Promise<HeldToken> {
    try {
      return this.#issued(await this.#options.requests.refresh(held.text));
    } catch (error) {
      // Where another token can be had, the client gets it when this one ends.
      if (!isFinal(error) || typeof this.#options.origin.token === 'string') this.#options.onError(error);
      return { ...held, next: isFinal(error) ? undefined : renewalAfter(held.endsAtMs, nextRenewal) };
    }
  }
}

function heldOf({ text, lifeMs = Number.POSITIVE_INFINITY, canRefresh }: IssuedToken): HeldToken {
  const endsAtMs = performance.now() + lifeMs;
  const share = earliestRenewal + Math.random() * renewalSpread;
  return { text, endsAtMs, next: canRefresh && Number.isFinite(lifeMs) ? renewalAfter(endsAtMs, share) : undefined };
}

/** When so much of the time until the end is over. */
function renewalAfter(endsAtMs: number, share: number): HeldToken['next'] {
  const leftMs = endsAtMs - performance.now();
  return { atMs: performance.now() + Math.max(leftMs * share, minPauseMs), ask: 'renewal' };
}

function unauthenticated(message: string): GatewayRefusal {
  return new GatewayRefusal(message, { code: 'UNAUTHENTICATED' });
}
