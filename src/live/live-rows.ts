import type { KazooEvent } from '../kazoo/events/kazoo-event.ts';

/** A row of a live table. It never changes: each change makes another object with its `id`. */
export interface LiveRow {
  readonly id: string;
  /** The users whose row it is: whoever may see only their own sees it if they are among them. */
  readonly ownerIds: readonly string[];
}

/** Why a row is gone. */
export type RemovalReason = 'ENDED' | 'MERGED' | 'VANISHED' | 'NO_LONGER_MATCHES' | 'ACCOUNT_LEFT';

/** A row that is gone. */
export interface RemovedRow {
  readonly id: string;
  readonly reason: RemovalReason;
}

/** What became of a repair: `doubtful` has changed nothing. */
export type RepairOutcome = 'repaired' | 'doubtful';

/** What changed: whole rows, each id once, in the order of their first change. */
export interface RowChanges<Row, Removed> {
  readonly changed: readonly Row[];
  readonly removed: readonly Removed[];
}

/**
 * The rows of a live table, as events and Kazoo's own list tell them. It has no timers and asks
 * nobody.
 */
export interface LiveRows<Row extends LiveRow, Removed extends RemovedRow, Listed> {
  readonly size: number;
  /** About what is kept beside the rows, to make them from. */
  readonly retainedBytes: number;
  rows(): Iterable<Row>;
  /** Takes an event. Hot: once per event. */
  receive(event: KazooEvent): void;
  /**
   * Takes Kazoo's own list, at once or in steps, each of which must be short: events may come
   * between them. Removes only rows without an event since before it was asked for, and
   * nothing at all, which is `doubtful`, if that is more than half of the rows and nobody has
   * confirmed it.
   *
   * @param askedAtMs when the list was asked for, by `performance.now()`
   */
  repair(listed: Listed, askedAtMs: number, isConfirmed: boolean): RepairOutcome | Iterator<void, RepairOutcome>;
  /** What changed since the last call. */
  takeChanges(): RowChanges<Row, Removed>;
}
