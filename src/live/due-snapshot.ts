import { type Gap, mergeGaps } from '../upstream/history/gap.ts';
import type { LiveRow, RemovedRow } from './live-rows.ts';
import type { LiveUpdate } from './live-update.ts';

/** All rows of a view at one moment. */
export type WholeView<Row extends LiveRow, Removed extends RemovedRow> = Pick<
  LiveUpdate<Row, Removed>,
  'rows' | 'cursor' | 'takenAt' | 'absentAccountIds'
>;

/**
 * A `SNAPSHOT` that is told, and made only when it is read first: after a gap thousands of views
 * owe one at once. Until then it holds no rows.
 */
export class DueSnapshot<Row extends LiveRow, Removed extends RemovedRow> implements LiveUpdate<Row, Removed> {
  readonly kind = 'SNAPSHOT';
  readonly removed = [];
  /** When it was told. */
  readonly dueAt = new Date();
  readonly #make: () => WholeView<Row, Removed>;
  #gap: Gap | null;
  #made: WholeView<Row, Removed> | undefined;

  /** @param make called once */
  constructor(gap: Gap | null, make: () => WholeView<Row, Removed>) {
    this.#gap = gap;
    this.#make = make;
  }

  get gap(): Gap | null {
    return this.#gap;
  }

  /** More may have been missed before it, which nobody has read; returns all that may have been. */
  add(gap: Gap): Gap {
    this.#gap = mergeGaps(this.#gap, gap);
    return this.#gap;
  }

  /** The snapshot is to show this moment, whenever it will be read. */
  settle(): void {
    this.#made ??= this.#make();
  }

  get rows(): Row[] {
    return this.#whole.rows;
  }

  get cursor(): string {
    return this.#whole.cursor;
  }

  get takenAt(): Date {
    return this.#whole.takenAt;
  }

  get absentAccountIds(): readonly string[] {
    return this.#whole.absentAccountIds;
  }

  get #whole(): WholeView<Row, Removed> {
    const made = this.#made ?? this.#make();
    this.#made = made;
    return made;
  }
}
