import { asError } from '../../errors.ts';
import { type Gap, mergeGaps } from '../../upstream/history/gap.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import { SharedLife } from '../shared-life.ts';
import { type SharedTable, type TableListener, type TableRequest, tellChanges, tellSnapshot } from '../shared-table.ts';
import { ShownRows } from '../shown-rows.ts';
import type { DerivedRows } from './derived-rows.ts';
import type { DerivedSource, JoinedSource } from './derived-source.ts';
import { DueTimer } from './due-timer.ts';

export interface DerivedTableOptions<Row extends LiveRow, Removed extends RemovedRow> {
  readonly rows: DerivedRows<Row, Removed>;
  /** What the rows are made of. */
  readonly sources: readonly DerivedSource[];
  readonly request: TableRequest;
  readonly budget: LiveBudget;
  /** How long the table goes on when nobody listens any more. */
  readonly lingerMs: number;
  /** Called when the table has ended. */
  readonly onClosed: () => void;
}

/**
 * Rows that are computed from those of other tables, which it joins with its first listener. It
 * asks Kazoo nothing. A change of a source costs what the rows of that change cost; a gap of a
 * source is one of the table, and costs all rows.
 */
export class DerivedTable<Row extends LiveRow, Removed extends RemovedRow> implements SharedTable<Row> {
  readonly #options: DerivedTableOptions<Row, Removed>;
  readonly #shown: ShownRows<Row, Removed>;
  readonly #life: SharedLife<TableListener<Row, Removed>>;
  readonly #turn = new DueTimer(() => this.#onDue());
  readonly #joined: JoinedSource[] = [];

  constructor(options: DerivedTableOptions<Row, Removed>) {
    this.#options = options;
    const { budget, lingerMs, onClosed } = options;
    this.#shown = new ShownRows(budget, (error) => this.#life.end(error));
    this.#life = new SharedLife({
      lingerMs,
      onEnded: () => {
        this.#turn.stop();
        this.#leaveSources();
        this.#shown.release();
        budget.tables -= 1;
        onClosed();
      },
    });
    budget.tables += 1;
  }

  get opened(): Promise<void> {
    return this.#life.opened;
  }

  get version(): number {
    return this.#shown.version;
  }

  get isReady(): boolean {
    return this.#life.isReady;
  }

  get isLingering(): boolean {
    return this.#life.isLingering;
  }

  get isBehind(): boolean {
    return !this.isReady || this.#joined.some(({ isBehind }) => isBehind);
  }

  get owedGap(): Gap | null {
    return this.#joined.reduce<Gap | null>(
      (merged, { owedGap }) => (owedGap === null ? merged : mergeGaps(merged, owedGap)),
      null,
    );
  }

  /** When the source was so that was asked first. */
  get takenAt(): Date {
    const taken = this.#joined.map(({ takenAt }) => takenAt?.getTime() ?? Number.POSITIVE_INFINITY);
    return new Date(Math.min(Date.now(), ...taken));
  }

  rows(): Iterable<Row> {
    return this.#shown.rows();
  }

  /**
   * Returns how to leave, which is idempotent. @throws what says that a source cannot be joined;
   * then the table has ended
   *
   * @param onLeft called once, when the listener has left or the table has ended
   */
  join(listener: TableListener<Row, Removed>, onLeft: () => void): () => void {
    if (this.#joined.length === 0 && !this.#life.isEnded) this.#joinSources();
    return this.#life.join(listener, onLeft);
  }

  /** Ends at once if nobody listens. */
  endLinger(): void {
    this.#life.endLinger();
  }

  #joinSources(): void {
    const { sources, request } = this.#options;
    const listener = {
      onTaken: (gap: Gap | null) => this.#onTaken(gap),
      onEnd: (error: Error) => this.#life.end(error),
    };
    try {
      for (const source of sources) this.#joined.push(source.join(request, listener));
    } catch (error) {
      this.#life.end(asError(error));
      throw error;
    }
    // A broken one has ended the table while it was joined.
    if (this.#life.isEnded) this.#leaveSources();
    else this.#onTaken(null);
  }

  #leaveSources(): void {
    for (const joined of this.#joined) joined.leave();
  }

  #onDue(): void {
    try {
      this.#options.rows.turn?.();
    } catch (error) {
      this.#life.end(asError(error));
      return;
    }
    this.#onTaken(null);
  }

  /** Hot: once per change of a source. */
  #onTaken(gap: Gap | null): void {
    const { rows, sources } = this.#options;
    if (this.#life.isEnded) return;
    const changes = this.#shown.take(rows.takeChanges());
    const refusal = this.#shown.refusal(rows.size);
    if (refusal !== undefined) {
      this.#life.end(refusal);
      return;
    }
    this.#turn.set(rows.dueAtMs);
    if (!this.isReady) {
      const isKnown = this.#joined.length === sources.length && this.#joined.every(({ isSettled }) => isSettled);
      if (isKnown) this.#life.open(() => tellSnapshot(this.#life.listeners, null));
    } else if (gap !== null) tellSnapshot(this.#life.listeners, gap);
    else if (changes.length > 0) tellChanges(this.#life.listeners, changes);
  }
}
