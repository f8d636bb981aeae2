import type { DisconnectReason } from '../kazoo/blackhole/disconnect-reason.ts';
import type { Gap } from './history/gap.ts';
import type { ConnectionState } from './socket/account-connection.ts';

/**
 * `IDLE`: nobody listens, no connection is needed. `LIVE`: everything wanted is subscribed. `CONNECTING`: for the first time.
 * `RECONNECTING`: the connection was lost, and not everything is restored yet. `RATE_LIMITED`: Kazoo asked to wait.
 */
export type UpstreamStateName = 'IDLE' | 'CONNECTING' | 'LIVE' | 'RECONNECTING' | 'RATE_LIMITED';

/** How an account's events are doing, in the words of `streamStatus`. */
export interface UpstreamStatus {
  readonly state: UpstreamStateName;
  readonly since: Date;
  /** Why, in a sentence; null when there is nothing to explain. */
  readonly reason: string | null;
  /** Connection attempts since the last success; 0 while live. */
  readonly attempt: number;
  /** When the next attempt is made. */
  readonly retryAt: Date | null;
  /** The last stretch of time in which events may have been missed. */
  readonly gap: Gap | null;
}

export interface StatusFacts {
  readonly connection: ConnectionState['name'];
  readonly attempt: number;
  /** Whether a topic that was live is not live again yet. */
  readonly isRestoring: boolean;
  /** Why the connection has just been lost. */
  readonly why: DisconnectReason | undefined;
  readonly before: UpstreamStateName;
}

/** What to call it: a limit that Kazoo named stays the reason until the next connection is open. */
export function statusName({ connection, attempt, isRestoring, why, before }: StatusFacts): UpstreamStateName {
  if (connection === 'idle') return 'IDLE';
  if (why?.kind === 'rateLimited' || (before === 'RATE_LIMITED' && connection !== 'live' && why === undefined))
    return 'RATE_LIMITED';
  if (isRestoring) return 'RECONNECTING';
  return connection === 'live' && attempt === 0 ? 'LIVE' : 'CONNECTING';
}

/** What has become of an account's connection and topics. */
export interface StatusNotice extends Omit<StatusFacts, 'before' | 'why'> {
  readonly why?: DisconnectReason | undefined;
  readonly retryAt?: Date | undefined;
  readonly gap?: Gap | undefined;
}

export type StatusListener = (status: UpstreamStatus) => void;

const idle = { state: 'IDLE', reason: null, attempt: 0, retryAt: null, gap: null } as const;

/** The status of each account that has one, or that somebody watches. */
export class StatusStore {
  readonly #statuses = new Map<string, UpstreamStatus>();
  readonly #watchers = new Map<string, Set<StatusListener>>();

  /** How many accounts are in each state. */
  get counts(): ReadonlyMap<UpstreamStateName, number> {
    const counts = new Map<UpstreamStateName, number>();
    for (const { state } of this.#statuses.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  get(accountId: string): UpstreamStatus {
    return this.#statuses.get(accountId) ?? { ...idle, since: new Date() };
  }

  report(accountId: string, { connection, attempt, isRestoring, why, retryAt, gap }: StatusNotice): void {
    const before = this.get(accountId);
    const state = statusName({ connection, attempt, isRestoring, why, before: before.state });
    const isQuiet = state === 'LIVE' || state === 'IDLE';
    this.set(accountId, {
      state,
      reason: isQuiet ? null : (why?.message ?? before.reason),
      attempt: isQuiet ? 0 : attempt,
      retryAt: connection === 'waiting' ? (retryAt ?? before.retryAt) : null,
      gap,
    });
  }

  /** `since` stays as long as the state does. The gap is kept until a later one. */
  set(
    accountId: string,
    { gap, ...status }: Omit<UpstreamStatus, 'since' | 'gap'> & { readonly gap?: Gap | undefined },
  ): void {
    const before = this.get(accountId);
    const since = before.state === status.state ? before.since : new Date();
    const next = { ...status, since, gap: gap ?? before.gap };
    if (isSame(before, next)) return;
    if (status.state === 'IDLE' && !this.#watchers.has(accountId)) this.#statuses.delete(accountId);
    else this.#statuses.set(accountId, next);
    for (const listener of this.#watchers.get(accountId) ?? []) listener(next);
  }

  /** Calls `listener` with every change from now on; returns the undo. */
  watch(accountId: string, listener: StatusListener): () => void {
    const watchers = this.#watchers.get(accountId) ?? new Set();
    this.#watchers.set(accountId, watchers.add(listener));
    return () => {
      if (!watchers.delete(listener) || watchers.size > 0) return;
      this.#watchers.delete(accountId);
      if (this.#statuses.get(accountId)?.state === 'IDLE') this.#statuses.delete(accountId);
    };
  }
}

function isSame(before: UpstreamStatus, next: UpstreamStatus): boolean {
  return (
    before.state === next.state &&
    before.reason === next.reason &&
    before.attempt === next.attempt &&
    before.retryAt?.getTime() === next.retryAt?.getTime() &&
    before.gap === next.gap
  );
}
