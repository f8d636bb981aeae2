import { GatewayError } from '../errors.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';

/** A running subscription, as its session sees it. */
export interface SessionStream {
  readonly accountId: string;
  /** Ends the operation with an error of its own; the connection stays. */
  end(error: GatewayError): void;
}

type SessionState =
  /** No token was presented, or (with `reason`) one that cannot be used. */
  | { readonly name: 'anonymous'; readonly reason?: GatewayError }
  | {
      readonly name: 'signedIn';
      readonly token: string;
      readonly claims: TokenClaims;
      readonly expiry: NodeJS.Timeout | undefined;
    }
  | { readonly name: 'ended' };

/** setTimeout fires at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Who a client is, for as long as its connection (WebSocket), its stream (SSE) or its request lasts.
 * It ends itself when its token expires; whoever opened it closes the transport then, and closes the session when the transport is gone.
 */
export class Session {
  readonly streams = new Set<SessionStream>();
  readonly #onEnded: (error: GatewayError) => void;
  #state: SessionState = { name: 'anonymous' };

  /** @param onEnded called once when the session cannot go on, with `TOKEN_EXPIRED` or the reason given to `end` */
  constructor(onEnded: (error: GatewayError) => void) {
    this.#onEnded = onEnded;
  }

  /** Nobody presented a token, not even a bad one. */
  get isAnonymous(): boolean {
    return this.#state.name === 'anonymous' && this.#state.reason === undefined;
  }

  /** Over, for whatever reason: nothing may begin on it any more. */
  get isEnded(): boolean {
    return this.#state.name === 'ended';
  }

  /** The token, if somebody is logged in. */
  get token(): string | undefined {
    return this.#state.name === 'signedIn' ? this.#state.token : undefined;
  }

  /** The account that the token acts for. */
  get accountId(): string | undefined {
    return this.#state.name === 'signedIn' ? this.#state.claims.accountId : undefined;
  }

  get expiresAtMs(): number | undefined {
    return this.#state.name === 'signedIn' ? this.#state.claims.expiresAtMs : undefined;
  }

  /** @throws `UNAUTHENTICATED` or `TOKEN_EXPIRED` when nobody is (validly) logged in. */
  require(): { readonly token: string; readonly claims: TokenClaims } {
    if (this.#state.name === 'signedIn') return this.#state;
    const { reason = notLoggedIn() } = this.#state.name === 'anonymous' ? this.#state : {};
    throw reason;
  }

  /** Takes over an identity, the first or another one. Running streams stay; whether they may is for the caller to check. */
  signIn(token: string, claims: TokenClaims): void {
    if (this.#state.name === 'ended') return;
    this.#transition({ name: 'signedIn', token, claims, expiry: this.#expiryTimer(claims) });
  }

  /** The presented token cannot be used; whoever needs it is told `reason`. */
  refuse(reason: GatewayError): void {
    if (this.#state.name !== 'ended') this.#transition({ name: 'anonymous', reason });
  }

  /** Ends the session for everybody on it. Idempotent. */
  end(error: GatewayError): void {
    if (this.#state.name === 'ended') return;
    this.#transition({ name: 'ended' });
    this.#onEnded(error);
  }

  /** The transport is gone: nobody needs to be told. Idempotent. */
  close(): void {
    if (this.#state.name !== 'ended') this.#transition({ name: 'ended' });
  }

  #expiryTimer({ expiresAtMs }: TokenClaims): NodeJS.Timeout | undefined {
    if (expiresAtMs === undefined) return undefined;
    const remainingMs = expiresAtMs - Date.now();
    return setTimeout(
      () => {
        if (Date.now() >= expiresAtMs)
          this.end(new GatewayError('TOKEN_EXPIRED', 'Your token has expired. Log in again.'));
        else if (this.#state.name === 'signedIn') this.signIn(this.#state.token, this.#state.claims);
      },
      Math.max(0, Math.min(remainingMs, maxTimerMs)),
    );
  }

  #transition(next: SessionState): void {
    if (this.#state.name === 'signedIn') clearTimeout(this.#state.expiry);
    this.#state = next;
  }
}

function notLoggedIn(): GatewayError {
  return new GatewayError(
    'UNAUTHENTICATED',
    'Log in first: send a token (header X-Auth-Token, or authToken in connectionParams) or run the login mutation on this connection.',
  );
}
