import type { DisconnectReason } from '../kazoo/blackhole/disconnect-reason.ts';
import type { Gap } from './history/gap.ts';
import { type StatusFacts, stateName, type UpstreamStateName, type UpstreamStatus } from './upstream-status.ts';

/** What has become of an account's connection and topics. */
export interface StatusNotice extends Omit<StatusFacts, 'before' | 'reason'> {
  readonly reason?: DisconnectReason | undefined;
  readonly retryAt?: Date | undefined;
  readonly gap?: Gap | undefined;
}

export type StatusListener = (status: UpstreamStatus) => void;
/** Called with each change of any account. Must not throw. */
export type EveryStatusListener = (accountId: string, status: UpstreamStatus, before: UpstreamStatus) => void;

const idle = { state: 'IDLE', reason: null, attempt: 0, retryAt: null, gap: null } as const;

/** Holds the status of each account that is not idle, or that somebody watches. */
export class StatusStore {
  readonly #statuses = new Map<string, UpstreamStatus>();
  readonly #watchers = new Map<string, Set<StatusListener>>();
  #onChange: EveryStatusListener = () => undefined;

  /** How many accounts are in each state. */
  get counts(): ReadonlyMap<UpstreamStateName, number> {
    const counts = new Map<UpstreamStateName, number>();
    for (const { state } of this.#statuses.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  /** The accounts whose events do not come. */
  get troubled(): readonly { readonly accountId: string; readonly state: UpstreamStateName; readonly since: Date }[] {
    const statuses = [...this.#statuses].filter(([, { state }]) => state !== 'LIVE' && state !== 'IDLE');
    return statuses.map(([accountId, { state, since }]) => ({ accountId, state, since }));
  }

  get(accountId: string): UpstreamStatus {
    return this.#statuses.get(accountId) ?? { ...idle, since: new Date() };
  }

  report(accountId: string, { connection, attempt, isRestoring, reason, retryAt, gap }: StatusNotice): void {
    const before = this.get(accountId);
    const state = stateName({ connection, attempt, isRestoring, reason, before: before.state });
    const isQuiet = state === 'LIVE' || state === 'IDLE';
    this.set(accountId, {
      state,
      reason: isQuiet ? null : (reason?.message ?? before.reason),
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
    this.#onChange(accountId, next, before);
  }

  /** Calls `listener` with every change of any account from now on, in place of an earlier one. */
  watchEvery(listener: EveryStatusListener): void {
    this.#onChange = listener;
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
