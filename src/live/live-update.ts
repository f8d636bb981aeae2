import type { Gap } from '../upstream/history/gap.ts';
import type { LiveRow, RemovedRow } from './live-rows.ts';

/** What clients of a live list are told: all of it (`SNAPSHOT`), or what changed. */
export interface LiveUpdate<Row extends LiveRow, Removed extends RemovedRow> {
  readonly kind: 'SNAPSHOT' | 'CHANGES';
  /** Whole rows: all, or those that are new or changed. */
  readonly rows: Row[];
  readonly removed: (Removed | RemovedRow)[];
  /** The moment up to which all events are in it. */
  readonly cursor: string;
  /** What may have been missed before; a snapshot makes up for it. */
  readonly gap: Gap | null;
  readonly takenAt: Date;
  /** The accounts whose rows are not in it yet, or for now. */
  readonly absentAccountIds: readonly string[];
}
