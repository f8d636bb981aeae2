import { GatewayError } from '../errors.ts';
import { principalOf, type TokenClaims } from '../kazoo/token-claims.ts';

/** A running subscription, as its session sees it. */
export interface SessionStream {
  readonly accountId: string;
  /** The only user whose things it shows; absent: it shows everybody's. */
  readonly ownerId?: string | undefined;
  /** Ends the operation with an error of its own; the connection stays. */
  end(error: GatewayError): void;
  /** Its session is over. What runs ends with the transport; what is still being set up must come to nothing by itself. */
  onSessionEnded(): void;
}

/** What carries a session: a connection, a stream or a request. */
export interface SessionTransport {
  /** The session cannot go on, with `TOKEN_EXPIRED` or another reason; called once. */
  onSessionEnded(error: GatewayError): void;
  /** Called before anybody signs in, who does not when it throws. Default: everybody may. */
  beforeSignIn?(claims: TokenClaims): void;
}

/** Where sessions are registered. */
export interface SessionObserver {
  /** The session has another token than `before`, or none any more. */
  onTokenChanged(session: Session, before: string | undefined): void;
  onEnded(session: Session): void;
}

type SessionState =
  /** No token was presented, or (with `reason`) one that cannot be used. */
  | { readonly name: 'anonymous'; readonly reason?: GatewayError }
  | { readonly name: 'signedIn'; readonly token: string; readonly claims: TokenClaims }
  /** No `reason`: the transport is gone. */
  | { readonly name: 'ended'; readonly reason?: GatewayError | undefined };

/**
 * Who a client is, for as long as its connection (WebSocket), its stream (SSE) or its request lasts.
 * It ends when its token expires; the transport is closed then, and whoever opened the session closes it when the transport is gone.
 */
export class Session {
  readonly streams = new Set<SessionStream>();
  readonly #transport: SessionTransport;
  readonly #registry: SessionObserver;
  #state: SessionState = anonymous;

  constructor(transport: SessionTransport, registry: SessionObserver) {
    this.#transport = transport;
    this.#registry = registry;
  }

  /** Nobody presented a token, not even a bad one. */
  get isAnonymous(): boolean {
    return this.#state.name === 'anonymous' && this.#state.reason === undefined;
  }

  /** Over, for whatever reason: nothing may begin on it any more. */
  get isEnded(): boolean {
    return this.#state.name === 'ended';
  }

  /** Why it is over, unless it goes on or its transport is gone. */
  get endReason(): GatewayError | undefined {
    return this.#state.name === 'ended' ? this.#state.reason : undefined;
  }

  /** The token, if somebody is logged in. */
  get token(): string | undefined {
    return this.#state.name === 'signedIn' ? this.#state.token : undefined;
  }

  /** The account that the token acts for. */
  get accountId(): string | undefined {
    return this.#state.name === 'signedIn' ? this.#state.claims.accountId : undefined;
  }

  /** Whom the token speaks for, the same after a refresh. */
  get principal(): string | undefined {
    return this.#state.name === 'signedIn' ? principalOf(this.#state.claims) : undefined;
  }

  get expiresAtMs(): number | undefined {
    return this.#state.name === 'signedIn' ? this.#state.claims.expiresAtMs : undefined;
  }

  /** @throws `UNAUTHENTICATED` or `TOKEN_EXPIRED` when nobody is (validly) logged in, or why the session is over. */
  require(): { readonly token: string; readonly claims: TokenClaims } {
    if (this.#state.name === 'signedIn') return this.#state;
    throw this.#state.reason ?? notLoggedIn();
  }

  /**
   * Takes over an identity, the first or another one. Running streams stay; whether they may is for the caller to check.
   *
   * @throws what `beforeSignIn` does; the identity stays what it was then.
   */
  signIn(token: string, claims: TokenClaims): void {
    if (this.isEnded) return;
    this.#transport.beforeSignIn?.(claims);
    this.extend(token, claims);
  }

  /** Goes on with a fresh token of the same identity. */
  extend(token: string, claims: TokenClaims): void {
    if (this.isEnded) return;
    this.#become({ name: 'signedIn', token, claims });
  }

  /** The presented token cannot be used; whoever needs it is told `reason`. */
  refuse(reason: GatewayError): void {
    if (!this.isEnded) this.#become({ name: 'anonymous', reason });
  }

  /** Ends the session if its token is past its time. */
  expire(nowMs: number): void {
    const { expiresAtMs } = this;
    if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
      this.end(new GatewayError('TOKEN_EXPIRED', 'Your token has expired. Log in again.'));
  }

  /** Ends the session for everybody on it. Idempotent. */
  end(error: GatewayError): void {
    if (this.isEnded) return;
    this.#finish(error);
    this.#transport.onSessionEnded(error);
  }

  /** The transport is gone: nobody needs to be told. Idempotent. */
  close(): void {
    if (!this.isEnded) this.#finish();
  }

  #become(state: SessionState): void {
    const before = this.token;
    this.#state = state;
    if (this.token !== before) this.#registry.onTokenChanged(this, before);
  }

  #finish(reason?: GatewayError): void {
    this.#become({ name: 'ended', reason });
    this.#registry.onEnded(this);
    for (const stream of [...this.streams]) stream.onSessionEnded();
  }
}

const anonymous: SessionState = { name: 'anonymous' };

function notLoggedIn(): GatewayError {
  return new GatewayError(
    'UNAUTHENTICATED',
    'Log in first: send a token (header X-Auth-Token, or authToken in connectionParams) or run the login mutation on this connection.',
  );
}
