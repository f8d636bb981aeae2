import type { Gap } from '../../upstream/history/gap.ts';
import type { LiveRow, RemovedRow, RowChanges } from '../live-rows.ts';
import type { RowChange } from '../shown-rows.ts';

/** The rows of a derived table, computed from those of others. They have no timers. */
export interface DerivedRows<Row extends LiveRow, Removed extends RemovedRow> {
  readonly size: number;
  /** When they change although no source does, in milliseconds since 1970. Default: never. */
  readonly dueAtMs?: number | undefined;
  /** Lets the present moment count, which may be before `dueAtMs`. */
  turn?(): void;
  /** What changed since the last call. Must cost no more than what changed does. */
  takeChanges(): RowChanges<Row, Removed>;
}

/** What derived rows take from the rows of one source. */
export interface SourceRows<Row extends LiveRow, Removed extends RemovedRow> {
  /**
   * Takes all rows of the source anew: those that were taken before and are not among them are
   * gone.
   *
   * @param gap the time in which changes may have been missed; null when nothing was
   */
  reset(rows: Iterable<Row>, gap: Gap | null): void;
  /** Hot: once per change of the source. Must cost no more than what changed does. */
  take(changes: readonly RowChange<Row, Removed>[]): void;
  /** Goes on without the source. Rows that need it have none: they end with it. */
  readonly lose?: (() => void) | undefined;
}
