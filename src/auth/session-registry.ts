import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { GatewayError } from '../errors.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import { Session, type SessionObserver, type SessionStream, type SessionTransport } from './session.ts';

/** setTimeout fires at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;
/** How many refused tokens are remembered; more can only cost a repeated attempt. */
const maxRefusedTokens = 1000;
/** Sessions end in steps of this length, so many at a time at least. */
const drainStepMs = 50;
const smallestDrainStep = 20;
/** How long a token that opened no socket is not tried again. Crossbar decides meanwhile whether it is good for anything else. */
const refusedForMs = 10_000;

/** A token of live sessions, and the accounts that it opens to them. */
export interface HeldToken {
  readonly token: string;
  readonly ownAccountId: string;
  readonly accountIds: ReadonlySet<string>;
}

/** All live sessions: finds those of a token, and a token that opens an account's socket. */
export class SessionRegistry implements SessionObserver {
  readonly #sessions = new Set<Session>();
  readonly #byToken = new Map<string, Set<Session>>();
  readonly #watchers = new Map<string, Map<Session, number>>();
  readonly #refusedTokens = new LRUCache<string, true>({ max: maxRefusedTokens, ttl: refusedForMs });

  #expiry: NodeJS.Timeout | undefined;
  /** When `#expiry` fires, UNIX milliseconds. */
  #expiresAtMs = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#sessions.size;
  }

  /** The opener calls `close` of the session when its transport is gone. */
  open(transport: SessionTransport): Session {
    const session = new Session(transport, this);
    this.#sessions.add(session);
    return session;
  }

  onTokenChanged(session: Session, before: string | undefined): void {
    if (before !== undefined) {
      const others = this.#byToken.get(before);
      others?.delete(session);
      if (others?.size === 0) this.#byToken.delete(before);
    }
    const { token, expiresAtMs } = session;
    if (token === undefined) return;
    const holders = this.#byToken.get(token) ?? new Set<Session>();
    this.#byToken.set(token, holders.add(session));
    if (expiresAtMs !== undefined) this.#expireAt(expiresAtMs);
  }

  onEnded(session: Session): void {
    this.#sessions.delete(session);
    if (this.#sessions.size > 0) return;
    clearTimeout(this.#expiry);
    this.#expiresAtMs = Number.POSITIVE_INFINITY;
  }

  /** Ends all sessions for the same reason, spread over `windowMs`: clients that all came back in one moment would be the next outage. */
  async drain(error: GatewayError, windowMs: number): Promise<void> {
    const perStep = Math.max(smallestDrainStep, Math.ceil((this.#sessions.size * drainStepMs) / windowMs));
    const deadlineMs = performance.now() + windowMs;
    while (this.#sessions.size > 0) {
      const isLate = performance.now() >= deadlineMs;
      const due = isLate ? [...this.#sessions] : [...this.#sessions].slice(0, perStep);
      for (const session of due) session.end(error);
      if (isLate) return; // Requests that still come in on open connections must not keep the gateway alive.
      if (this.#sessions.size > 0) await delay(drainStepMs);
    }
  }

  /** Notes that `session` listens to the stream's account, so that its token may open the account's socket. */
  attach(session: Session, stream: SessionStream): void {
    session.streams.add(stream);
    const { accountId } = stream;
    const watchers = this.#watchers.get(accountId) ?? new Map<Session, number>();
    this.#watchers.set(accountId, watchers);
    watchers.set(session, (watchers.get(session) ?? 0) + 1);
  }

  /** The stream is over. Idempotent. */
  detach(session: Session, stream: SessionStream): void {
    if (!session.streams.delete(stream)) return;
    const watchers = this.#watchers.get(stream.accountId);
    const streams = (watchers?.get(session) ?? 0) - 1;
    if (streams > 0) watchers?.set(session, streams);
    else watchers?.delete(session);
    if (watchers?.size === 0) this.#watchers.delete(stream.accountId);
  }

  /** Gives every live session of `oldToken` the new one, without touching its streams. */
  extend(oldToken: string, newToken: string, claims: TokenClaims): void {
    for (const session of this.#of(oldToken)) session.extend(newToken, claims);
  }

  /** Of the tokens of those who listen to the account, the one that lasts longest. */
  tokenFor(accountId: string): string | undefined {
    let freshest: { readonly token: string; readonly expiresAtMs: number } | undefined;
    for (const session of this.#watchers.get(accountId)?.keys() ?? []) {
      const { token, expiresAtMs = Number.POSITIVE_INFINITY } = session;
      if (token === undefined || this.#isRefused(token, accountId)) continue;
      if (freshest === undefined || expiresAtMs > freshest.expiresAtMs) freshest = { token, expiresAtMs };
    }
    return freshest?.token;
  }

  /** The token opened no socket, of the one account or of any: it is not offered again for a while. */
  refuseToken(token: string, accountId?: string): void {
    this.#refusedTokens.set(accountId === undefined ? token : `${accountId} ${token}`, true);
  }

  /** Every token in use, once; whoever takes its time over them may meet those that come meanwhile. */
  *heldTokens(): Iterable<HeldToken> {
    for (const [token, sessions] of this.#byToken) {
      const held = heldBy(token, sessions);
      if (held !== undefined) yield held;
    }
  }

  heldToken(token: string): HeldToken | undefined {
    return heldBy(token, this.#byToken.get(token) ?? []);
  }

  /** Ends all sessions of a token that Kazoo does not accept. */
  endToken(token: string, error: GatewayError): void {
    for (const session of this.#of(token)) session.end(error);
  }

  /** Ends all sessions of a user (`principalOf`), whatever their tokens. */
  endPrincipal(principal: string, error: GatewayError): void {
    for (const session of [...this.#sessions]) if (session.principal === principal) session.end(error);
  }

  /** Ends the streams on an account that the token may not see any more; their sessions go on, unless it is their own account. */
  endStreams(token: string, accountId: string, error: GatewayError): void {
    for (const session of this.#of(token)) {
      if (session.accountId === accountId) session.end(error);
      else for (const stream of [...session.streams]) if (stream.accountId === accountId) stream.end(error);
    }
  }

  /** Ends the sessions of all who listen to an account. */
  endListeners(accountId: string, error: GatewayError): void {
    for (const session of [...(this.#watchers.get(accountId)?.keys() ?? [])]) session.end(error);
  }

  /** One timer for all, at the earliest expiry: one for each would cost more than all else that a session holds. */
  #expireAt(expiresAtMs: number): void {
    if (expiresAtMs >= this.#expiresAtMs) return;
    this.#expiresAtMs = expiresAtMs;
    clearTimeout(this.#expiry);
    const remainingMs = expiresAtMs - Date.now();
    this.#expiry = setTimeout(() => this.#expire(), Math.max(0, Math.min(remainingMs, maxTimerMs)));
  }

  #expire(): void {
    this.#expiresAtMs = Number.POSITIVE_INFINITY;
    const nowMs = Date.now();
    for (const session of [...this.#sessions]) session.expire(nowMs);
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const { expiresAtMs } of this.#sessions)
      if (expiresAtMs !== undefined && expiresAtMs < earliestMs) earliestMs = expiresAtMs;
    this.#expireAt(earliestMs);
  }

  #isRefused(token: string, accountId: string): boolean {
    return this.#refusedTokens.has(token) || this.#refusedTokens.has(`${accountId} ${token}`);
  }

  #of(token: string): readonly Session[] {
    return [...(this.#byToken.get(token) ?? [])];
  }
}

/** Its own account, and those of its streams. */
function heldBy(token: string, sessions: Iterable<Session>): HeldToken | undefined {
  let ownAccountId: string | undefined;
  const accountIds = new Set<string>();
  for (const session of sessions) {
    ownAccountId ??= session.accountId;
    for (const { accountId } of session.streams) accountIds.add(accountId);
  }
  return ownAccountId === undefined ? undefined : { token, ownAccountId, accountIds: accountIds.add(ownAccountId) };
}
