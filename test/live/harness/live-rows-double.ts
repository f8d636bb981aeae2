import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { LiveRow, LiveRows, RemovedRow, RepairOutcome, RowChanges } from '../../../src/live/live-rows.ts';

export interface Row extends LiveRow {
  readonly text: string;
}

export function row(id: string, text = 'new', ownerIds: readonly string[] = []): Row {
  return { id, text, ownerIds };
}

/** Rows that events put and take away, and that a list replaces. */
export class LiveRowsDouble implements LiveRows<Row, RemovedRow, readonly Row[]> {
  readonly #rows = new Map<string, Row>();
  #changed = new Map<string, Row>();
  #removed = new Map<string, RemovedRow>();

  get size(): number {
    return this.#rows.size;
  }

  retainedBytes = 0;
  /** Whether a list is taken in steps, of one row each. */
  isStepped = false;

  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  receive({ name, data }: KazooEvent): void {
    const { id, text, ownerIds } = data;
    if (typeof id !== 'string') return;
    if (id === 'broken') throw new TypeError('The rows are broken');
    if (name === 'gone') this.#remove(id, 'ENDED');
    else this.#put(row(id, String(text), Array.isArray(ownerIds) ? ownerIds.map(String) : []));
  }

  repair(
    listed: readonly Row[],
    askedAtMs: number,
    isConfirmed: boolean,
  ): RepairOutcome | Iterator<void, RepairOutcome> {
    return this.isStepped ? this.#inSteps(listed) : this.#atOnce(listed, askedAtMs, isConfirmed);
  }

  *#inSteps(listed: readonly Row[]): Generator<void, RepairOutcome> {
    for (const listedRow of listed) {
      this.#put(listedRow);
      yield;
    }
    return 'repaired';
  }

  #atOnce(listed: readonly Row[], _askedAtMs: number, isConfirmed: boolean): RepairOutcome {
    const missing = [...this.#rows.keys()].filter((id) => !listed.some((other) => other.id === id));
    if (!isConfirmed && missing.length * 2 > this.size) return 'doubtful';
    for (const id of missing) this.#remove(id, 'VANISHED');
    for (const listedRow of listed) if (this.#rows.get(listedRow.id)?.text !== listedRow.text) this.#put(listedRow);
    return 'repaired';
  }

  takeChanges(): RowChanges<Row, RemovedRow> {
    const changes = { changed: [...this.#changed.values()], removed: [...this.#removed.values()] };
    this.#changed = new Map();
    this.#removed = new Map();
    return changes;
  }

  #put(put: Row): void {
    this.#rows.set(put.id, put);
    this.#removed.delete(put.id);
    this.#changed.set(put.id, put);
  }

  #remove(id: string, reason: RemovedRow['reason']): void {
    if (!this.#rows.delete(id)) return;
    this.#changed.delete(id);
    this.#removed.set(id, { id, reason });
  }
}
