import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { maxTimerMs } from '../config/setting-types.ts';
import type { GatewayError } from '../errors.ts';
import type { Collection } from '../kazoo/collections/collection.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import { byteLimit } from '../scheduling/byte-limit.ts';
import { inSlices } from '../scheduling/in-slices.ts';
import { type HeldToken, heldBy } from './held-token.ts';
import { Session, type SessionListener, type SessionStream, type SessionTransport } from './session.ts';

/** The most that is remembered of refused tokens; forgetting one costs another attempt. */
const maxRefusedBytes = 1_000_000;
const expiryStepMs = 1_000;
const drainStepMs = 50;
/** The least that each step of a drain ends, so that few sessions do not take the whole window. */
const minSessionsPerDrainStep = 2;
/**
 * How long a token that opened no socket is not tried again. Meanwhile Crossbar is asked about it,
 * which ends its sessions if it refuses it, too; a good one must open a socket again soon.
 */
const refusedForMs = 1_000;

export interface SessionRegistryEvents {
  /** A session holds the token, which none held before. */
  readonly held: [token: string];
  /** No session holds the token any more. */
  readonly left: [token: string];
  /** What one of many sessions or streams failed to end with; the others end all the same. */
  readonly error: [failure: unknown];
}

type RegistryState = { readonly name: 'open' } | { readonly name: 'closed'; readonly reason: GatewayError };

/** All sessions of the gateway, by token and by the account that they subscribe to. */
export class SessionRegistry implements SessionListener, Iterable<Session> {
  readonly events = new EventEmitter<SessionRegistryEvents>();
  readonly #sessions = new Set<Session>();
  readonly #byToken = new Map<string, Set<Session>>();
  /** For each account the sessions with streams on it, and how many each has. */
  readonly #byAccount = new Map<string, Map<Session, number>>();
  readonly #refusedTokens = new LRUCache<string, true>(byteLimit(maxRefusedBytes, refusedForMs));

  readonly #now: () => number;
  #state: RegistryState = { name: 'open' };
  #expiry: NodeJS.Timeout | undefined;
  /** When `#expiry` fires, UNIX milliseconds. */
  #expiresAtMs = Number.POSITIVE_INFINITY;

  /** @param now the present by Kazoo's clock, UNIX milliseconds; default `Date.now` */
  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** All that have not ended, read while it is iterated. */
  [Symbol.iterator](): Iterator<Session> {
    return this.#sessions.values();
  }

  /** How many sessions have a stream on the account. */
  clientsOf(accountId: string): number {
    return this.#byAccount.get(accountId)?.size ?? 0;
  }

  /**
   * Opens a session for a transport. The caller must close it when the transport is gone. After
   * `drain` the session has ended already, which the transport is told during the call.
   */
  open(transport: SessionTransport): Session {
    const session = new Session(transport, this);
    this.#sessions.add(session);
    if (this.#state.name === 'closed') session.end(this.#state.reason);
    return session;
  }

  onTokenChanged(session: Session, before: string | undefined): void {
    if (before !== undefined) {
      const others = this.#byToken.get(before);
      others?.delete(session);
      if (others?.size === 0) {
        this.#byToken.delete(before);
        this.events.emit('left', before);
      }
    }
    const { token, expiresAtMs } = session;
    if (token === undefined) return;
    const holders = this.#byToken.get(token);
    if (holders !== undefined) holders.add(session);
    else {
      this.#byToken.set(token, new Set([session]));
      this.events.emit('held', token);
    }
    if (expiresAtMs !== undefined) this.#expireAt(expiresAtMs);
  }

  onEnded(session: Session): void {
    this.#sessions.delete(session);
    if (this.#sessions.size > 0) return;
    clearTimeout(this.#expiry);
    this.#expiresAtMs = Number.POSITIVE_INFINITY;
  }

  /**
   * Ends all sessions with the error, spread over `windowMs` so that clients do not all reconnect
   * at once; those of requests under way end at the end of it. Resolves when none is left. Sessions
   * that are opened meanwhile end within the window, later ones when they are opened.
   */
  async drain(error: GatewayError, windowMs: number): Promise<void> {
    await this.#endAll(error, windowMs);
    this.#state = { name: 'closed', reason: error };
  }

  async #endAll(error: GatewayError, windowMs: number): Promise<void> {
    const perStep = Math.max(minSessionsPerDrainStep, Math.ceil((this.#sessions.size * drainStepMs) / windowMs));
    const deadlineMs = performance.now() + windowMs;
    while (this.#sessions.size > 0) {
      const isLate = performance.now() >= deadlineMs;
      const due = isLate ? [...this.#sessions] : [...this.#sessions].filter(isLasting).slice(0, perStep);
      for (const session of due) this.#end(session, error);
      if (isLate) return; // Requests on connections that are still open must not delay the shutdown.
      if (this.#sessions.size > 0) await delay(drainStepMs);
    }
  }

  /**
   * Adds a stream to its session, whose token may open the socket of the stream's account from now
   * on.
   */
  attach(session: Session, stream: SessionStream): void {
    session.streams.add(stream);
    const { accountId } = stream;
    const subscribers = this.#byAccount.get(accountId) ?? new Map<Session, number>();
    this.#byAccount.set(accountId, subscribers);
    subscribers.set(session, (subscribers.get(session) ?? 0) + 1);
  }

  /** Removes a stream from its session. Idempotent. */
  detach(session: Session, stream: SessionStream): void {
    if (!session.streams.delete(stream)) return;
    const subscribers = this.#byAccount.get(stream.accountId);
    const streams = (subscribers?.get(session) ?? 0) - 1;
    if (streams > 0) subscribers?.set(session, streams);
    else subscribers?.delete(session);
    if (subscribers?.size === 0) this.#byAccount.delete(stream.accountId);
  }

  /** Replaces a token by a newer one in all sessions that hold it. Their streams go on. */
  extend(oldToken: string, newToken: string, claims: TokenClaims): void {
    for (const session of this.#of(oldToken)) session.extend(newToken, claims);
  }

  /**
   * Of the tokens whose sessions have a stream on the account, the one that expires last.
   *
   * @param isUnwanted which tokens are passed over. Default: none
   */
  tokenFor(accountId: string, isUnwanted?: (token: string) => boolean): string | undefined {
    let freshest: { readonly token: string; readonly expiresAtMs: number } | undefined;
    for (const session of this.#byAccount.get(accountId)?.keys() ?? []) {
      const { token, expiresAtMs = Number.POSITIVE_INFINITY } = session;
      if (token === undefined || (freshest !== undefined && expiresAtMs <= freshest.expiresAtMs)) continue;
      if (!this.#isRefused(token, accountId) && isUnwanted?.(token) !== true) freshest = { token, expiresAtMs };
    }
    return freshest?.token;
  }

  /**
   * Notes that a token opened no socket, of one account or (without `accountId`) of any, so that
   * `tokenFor` does not return it for a second.
   */
  refuseToken(token: string, accountId?: string): void {
    this.#refusedTokens.set(accountId === undefined ? token : `${accountId} ${token}`, true);
  }

  /**
   * Iterates over every token in use, once. Tokens that arrive during the iteration may be
   * included.
   */
  *heldTokens(): Iterable<HeldToken> {
    for (const [token, sessions] of this.#byToken) {
      const held = heldBy(token, sessions);
      if (held !== undefined) yield held;
    }
  }

  /** Returns a token's accounts; undefined when no session holds the token. */
  heldToken(token: string): HeldToken | undefined {
    return heldBy(token, this.#byToken.get(token) ?? []);
  }

  /**
   * The identity of a session that holds the token: one text and one claims object serve all the
   * connections of a wallboard, and are read once.
   */
  identityOf(token: string): ReturnType<Session['require']> | undefined {
    return this.#byToken.get(token)?.values().next().value?.require();
  }

  /** Ends all sessions that hold the token, which may be ten thousand: in slices. */
  endToken(token: string, error: GatewayError): void {
    this.#each(this.#of(token), (session) => {
      if (session.token === token) session.end(error);
    });
  }

  /** Ends all sessions of a principal (`principalOf`), whatever tokens they hold, in slices. */
  endPrincipal(principal: string, error: GatewayError): void {
    this.#each([...this.#sessions], (session) => {
      if (session.principal === principal) session.end(error);
    });
  }

  /**
   * Ends the streams of a token on an account that it may no longer see, in slices. Of the token's
   * own account, the sessions end too.
   */
  endStreams(token: string, accountId: string, error: GatewayError): void {
    this.#each(this.#of(token), (session) => {
      if (session.token !== token) return;
      if (session.accountId === accountId) session.end(error);
      else for (const stream of [...session.streams]) if (stream.accountId === accountId) this.#end(stream, error);
    });
  }

  /** The lists of an account that streams of the token need, each once. */
  listsOf(token: string, accountId: string): readonly Collection<object>[] {
    const lists = this.#streamsOf(token, accountId).flatMap((stream) => stream.lists ?? []);
    return [...new Set(lists)];
  }

  /** Ends the streams of a token on an account that need a list which it may no longer read. */
  endListStreams(token: string, accountId: string, list: Collection<object>, error: GatewayError): void {
    for (const stream of this.#streamsOf(token, accountId)) if (stream.lists?.includes(list)) this.#end(stream, error);
  }

  /**
   * One timer for the earliest expiry: one per session would cost more memory than the session. It
   * fires at whole seconds, since it looks at all sessions.
   */
  #expireAt(earliestMs: number): void {
    const expiresAtMs = Math.ceil(earliestMs / expiryStepMs) * expiryStepMs;
    if (expiresAtMs >= this.#expiresAtMs) return;
    this.#expiresAtMs = expiresAtMs;
    clearTimeout(this.#expiry);
    const remainingMs = expiresAtMs - this.#now();
    this.#expiry = setTimeout(() => this.#expire(), Math.max(0, Math.min(remainingMs, maxTimerMs)));
  }

  #expire(): void {
    this.#expiresAtMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#now();
    const expired: Session[] = [];
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const session of this.#sessions) {
      const { expiresAtMs = Number.POSITIVE_INFINITY } = session;
      if (expiresAtMs <= nowMs) expired.push(session);
      else if (expiresAtMs < earliestMs) earliestMs = expiresAtMs;
    }
    // Each looks by itself whether it was renewed meanwhile.
    this.#each(expired, (session) => session.expire(nowMs));
    this.#expireAt(earliestMs);
  }

  #end(one: Session | SessionStream, error: GatewayError): void {
    try {
      one.end(error);
    } catch (failure) {
      this.events.emit('error', failure);
    }
  }

  #each(sessions: Iterable<Session>, end: (session: Session) => void): void {
    inSlices(sessions, end, (error) => this.events.emit('error', error));
  }

  #isRefused(token: string, accountId: string): boolean {
    return this.#refusedTokens.has(token) || this.#refusedTokens.has(`${accountId} ${token}`);
  }

  #streamsOf(token: string, accountId: string): readonly SessionStream[] {
    const streams = this.#of(token).flatMap((session) => [...session.streams]);
    return streams.filter((stream) => stream.accountId === accountId);
  }

  #of(token: string): readonly Session[] {
    return [...(this.#byToken.get(token) ?? [])];
  }
}

function isLasting({ isOfRequest }: Session): boolean {
  return !isOfRequest;
}
