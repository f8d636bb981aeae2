import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Collection } from '../kazoo/collections/collection.ts';
import { isKazooId } from '../kazoo/crossbar/crossbar-value.ts';
import { principalOf, type TokenClaims } from '../kazoo/token-claims.ts';

/** A subscription of a session. */
export interface SessionStream {
  readonly accountId: string;
  /**
   * The user whose resources the stream is restricted to; absent when it shows those of all users.
   */
  readonly ownerId?: string | undefined;
  /** The lists of Kazoo that its client must be let read. Default: none. */
  readonly lists?: readonly Collection<object>[] | undefined;
  /** What it subscribes to at Kazoo, or is polled there, for operators. Default: not known. */
  readonly topics?: readonly string[] | undefined;
  /** Ends the subscription with the error. The session and its transport stay. */
  end(error: GatewayError): void;
  /**
   * Called when the session ends. A stream that is delivering ends with its transport; one that is
   * still being set up must give up by itself.
   */
  onSessionEnded(): void;
}

/** A transport as operators see it. */
export interface TransportFacts {
  readonly kind: 'WebSocket' | 'SSE' | 'HTTP';
  readonly clientInfo: ClientInfo;
  /** What waits for the client to read it. */
  readonly bufferedBytes: number;
}

/** The connection, stream or request that a session belongs to. */
export interface SessionTransport {
  /** Whether it is a request under way, which a shutdown lets finish. Default: false. */
  readonly isRequest?: boolean;
  /** What operators see of the transport. Default: not known. */
  readonly facts?: TransportFacts;
  /** Called at most once, when the session ends while the transport is still there. */
  onSessionEnded(error: GatewayError): void;
  /**
   * Called before a sign-in, which fails with whatever is thrown. Default: every sign-in is
   * allowed.
   */
  beforeSignIn?(claims: TokenClaims): void;
}

/** Observes a session. */
export interface SessionListener {
  /** Called when the session holds another token than `before`, or no token. */
  onTokenChanged(session: Session, before: string | undefined): void;
  onEnded(session: Session): void;
}

type SessionState =
  /** No token was presented or, with a `reason`, one that cannot be used. */
  | { readonly name: 'anonymous'; readonly reason?: GatewayError }
  | { readonly name: 'signedIn'; readonly token: string; readonly claims: TokenClaims }
  /** Without a `reason` the transport is gone. `userId` is whose it was. */
  | { readonly name: 'ended'; readonly reason?: GatewayError | undefined; readonly userId?: string | undefined };

/**
 * The identity of a client while its WebSocket, its SSE stream or its HTTP request lasts. A session
 * ends when its token expires or is refused, which ends the transport. Whoever opened the session
 * must close it when the transport is gone.
 */
export class Session {
  readonly streams = new Set<SessionStream>();
  /** The subscriptions that `SubscriptionLimits` counts, which alone writes it. */
  heldSubscriptions = 0;
  readonly #transport: SessionTransport;
  readonly #listener: SessionListener;
  #state: SessionState = anonymous;

  constructor(transport: SessionTransport, listener: SessionListener) {
    this.#transport = transport;
    this.#listener = listener;
  }

  /** True for the session of a request that is under way. */
  get isOfRequest(): boolean {
    return this.#transport.isRequest ?? false;
  }

  /** Undefined where the transport tells nothing of itself. */
  get transportFacts(): TransportFacts | undefined {
    return this.#transport.facts;
  }

  /**
   * The user that the token claims to act for, or did: Kazoo may not have confirmed it. Undefined
   * for the token of an API key, and where a token claims any other text.
   */
  get userId(): string | undefined {
    if (this.#state.name === 'ended') return this.#state.userId;
    const ownerId = this.#state.name === 'signedIn' ? this.#state.claims.ownerId : undefined;
    return isKazooId(ownerId) ? ownerId : undefined;
  }

  /** True while no token was presented, not even one that cannot be used. */
  get isAnonymous(): boolean {
    return this.#state.name === 'anonymous' && this.#state.reason === undefined;
  }

  /** True once the session has ended; nothing may be started on it then. */
  get isEnded(): boolean {
    return this.#state.name === 'ended';
  }

  /**
   * The error that ended the session; undefined while it lasts, and when its transport went first.
   */
  get endReason(): GatewayError | undefined {
    return this.#state.name === 'ended' ? this.#state.reason : undefined;
  }

  /** The token of a signed-in session. */
  get token(): string | undefined {
    return this.#state.name === 'signedIn' ? this.#state.token : undefined;
  }

  /** The account that the token acts for. */
  get accountId(): string | undefined {
    return this.#state.name === 'signedIn' ? this.#state.claims.accountId : undefined;
  }

  /**
   * The user or API key that the token was issued to (`principalOf`); a refresh does not change it.
   */
  get principal(): string | undefined {
    return this.#state.name === 'signedIn' ? principalOf(this.#state.claims) : undefined;
  }

  /** When the token expires, in UNIX milliseconds; undefined for a token without an end. */
  get expiresAtMs(): number | undefined {
    return this.#state.name === 'signedIn' ? this.#state.claims.expiresAtMs : undefined;
  }

  /**
   * Returns the identity of a signed-in session.
   *
   * @throws `UNAUTHENTICATED` or `TOKEN_EXPIRED` without a usable token, or the error that ended
   * the session.
   */
  require(): { readonly token: string; readonly claims: TokenClaims } {
    if (this.#state.name === 'signedIn') return this.#state;
    throw this.#state.reason ?? notLoggedIn();
  }

  /**
   * Gives the session an identity, the first one or another. Streams go on; the caller must check
   * whether the new identity may see them.
   *
   * @throws whatever `beforeSignIn` throws; the session keeps its identity then.
   */
  signIn(token: string, claims: TokenClaims): void {
    if (this.isEnded) return;
    this.#transport.beforeSignIn?.(claims);
    this.extend(token, claims);
  }

  /** Replaces the token by a newer one of the same identity. */
  extend(token: string, claims: TokenClaims): void {
    if (this.isEnded) return;
    this.#transition({ name: 'signedIn', token, claims });
  }

  /** Notes that the presented token cannot be used; `require` throws the reason. */
  refuse(reason: GatewayError): void {
    if (!this.isEnded) this.#transition({ name: 'anonymous', reason });
  }

  /** Ends the session if its token has expired. */
  expire(nowMs: number): void {
    const { expiresAtMs } = this;
    if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
      this.end(new GatewayError('TOKEN_EXPIRED', 'Your token has expired. Log in again.'));
  }

  /** Ends the session with an error, which its transport tells the client. Idempotent. */
  end(error: GatewayError): void {
    if (this.isEnded) return;
    this.#finish(error);
    this.#transport.onSessionEnded(error);
  }

  /** Ends the session because its transport is gone. Idempotent. */
  close(): void {
    if (!this.isEnded) this.#finish();
  }

  #transition(state: SessionState): void {
    const before = this.token;
    this.#state = state;
    if (this.token !== before) this.#listener.onTokenChanged(this, before);
  }

  #finish(reason?: GatewayError): void {
    this.#transition({ name: 'ended', reason, userId: this.userId });
    this.#listener.onEnded(this);
    for (const stream of [...this.streams]) stream.onSessionEnded();
  }
}

const anonymous: SessionState = { name: 'anonymous' };

function notLoggedIn(): GatewayError {
  return new GatewayError(
    'UNAUTHENTICATED',
    'Log in first: send a token (header X-Auth-Token, or authToken in connectionParams) ' +
      'or run the login mutation on this connection.',
  );
}

/** A session and the client that uses it, on whose behalf something is asked for. */
export interface SessionScope {
  readonly session: Session;
  readonly clientInfo: ClientInfo;
}
