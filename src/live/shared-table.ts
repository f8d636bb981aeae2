import type { AccountList } from '../auth/lists/list-access.ts';
import type { Gap } from '../upstream/history/gap.ts';
import type { LiveRow, RemovedRow } from './live-rows.ts';
import type { RowChange } from './shown-rows.ts';

/** What a table of several accounts tells beside rows: accounts came, left, or had a gap. */
export interface TableNews {
  /** What may have been missed before; the changes make up for it. */
  readonly gap: Gap | null;
}

/** Told of what a table shows. Called synchronously, in order; must not throw. */
export interface TableListener<Row, Removed> {
  /** @param news what is told beside the changes, also where these concern nobody */
  onChanges(changes: readonly RowChange<Row, Removed>[], news?: TableNews): void;
  /** All rows count anew: they are known now, or may have changed unseen, in the time of `gap`. */
  onSnapshot(gap: Gap | null): void;
  /** The table has ended, and nothing follows. */
  onEnd(error: Error): void;
}

/** Hot: once per change. */
export function tellChanges<Row, Removed>(
  listeners: Iterable<TableListener<Row, Removed>>,
  changes: readonly RowChange<Row, Removed>[],
  news?: TableNews,
): void {
  for (const listener of listeners) listener.onChanges(changes, news);
}

/** Tells that all rows count anew. */
export function tellSnapshot<Row, Removed>(listeners: Iterable<TableListener<Row, Removed>>, gap: Gap | null): void {
  for (const listener of listeners) listener.onSnapshot(gap);
}

/** Rows that all share who show them. */
export interface SharedTable<Row extends LiveRow> {
  /** Resolves when the rows are known; rejects when they never will. */
  readonly opened: Promise<void>;
  readonly isReady: boolean;
  /** Whether the rows may differ from Kazoo's because of something that nothing has made up for. */
  readonly isBehind: boolean;
  /**
   * What may be missing in the rows, also while the gap lasts: whoever begins with them is told of
   * it. Default: nothing.
   */
  readonly owedGap?: Gap | null | undefined;
  /** The accounts whose rows are not known yet, or for now. Default: none. */
  readonly absentAccountIds?: readonly string[];
  /** Another number with each change of the rows. */
  readonly version: number;
  /** When the rows were so: the present moment, unless Kazoo must be asked to know them. */
  readonly takenAt: Date;
  /** When the rows were asked for the time before. Default: it is not known. */
  readonly takenBefore?: Date | undefined;
  /** The moment up to which all events are in the rows. Default: the present one. */
  readonly cursor?: string;
  /** After the end those that it had last. */
  rows(): Iterable<Row>;
}

/** What table is wanted, and for whom. */
export interface TableRequest {
  readonly accountId: string;
  /** The only user whose rows are wanted. Default: everybody's are. */
  readonly ownerId?: string | undefined;
  /** How often Kazoo is asked for rows that no event tells of. Default: as often as may be. */
  readonly everyMs?: number | undefined;
  /** The account above it from which it is followed, if it is. */
  readonly via?: string | undefined;
  /** In whose name Kazoo is asked. */
  readonly client: string;
}

/** A table, for as long as somebody shows it. */
export interface JoinedTable<Row extends LiveRow> {
  readonly table: SharedTable<Row>;
  /** Idempotent. */
  leave(): void;
}

/** The tables of one kind. */
export interface SharedTables<Row extends LiveRow, Removed extends RemovedRow> {
  /** The present moment of all accounts as a cursor. */
  readonly cursor: string;
  /** That up to which the table of an account is, where it has no cursor of its own. */
  cursorOf(accountId: string): string;
  /** Kazoo's lists that whoever shows a table must be let read. Default: none. */
  readonly lists?: readonly AccountList[] | undefined;
  /** Returns the topics that the table of an account holds at Kazoo, which limits count. */
  topics(accountId: string): readonly string[];
  /**
   * Joins a table, which is opened for its first listener. @throws `TOO_MANY_SUBSCRIPTIONS` when
   * there are too many.
   */
  join(request: TableRequest, listener: TableListener<Row, Removed>): JoinedTable<Row>;
}
