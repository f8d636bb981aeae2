import type { LiveBudget } from './live-budget.ts';
import type { LiveRow, RemovedRow, RowChanges } from './live-rows.ts';

/** What became of one row. `before` is undefined for one that was not there. */
export type RowChange<Row, Removed> = { readonly id: string; readonly before: Row | undefined } & (
  | { readonly after: Row }
  | { readonly after: undefined; readonly removed: Removed }
);

/** The rows of a table as those who show it were told of them, and the memory that they take. */
export class ShownRows<Row extends LiveRow, Removed extends RemovedRow> {
  readonly #budget: LiveBudget;
  /** In the order of their first appearance. */
  readonly #rows = new Map<string, { readonly row: Row; readonly bytes: number }>();
  #bytes = 0;
  #version = 0;

  constructor(budget: LiveBudget) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Of the rows as JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Another number after each change. */
  get version(): number {
    return this.#version;
  }

  *rows(): Iterable<Row> {
    for (const { row } of this.#rows.values()) yield row;
  }

  /** Takes what changed, and returns what each of the rows was before. */
  take({ changed, removed }: RowChanges<Row, Removed>): readonly RowChange<Row, Removed>[] {
    const changes: RowChange<Row, Removed>[] = [];
    for (const row of changed) {
      const { id } = row;
      const before = this.#rows.get(id);
      const bytes = JSON.stringify(row).length;
      this.#rows.set(id, { row, bytes });
      this.#grow(bytes - (before?.bytes ?? 0), before === undefined ? 1 : 0);
      changes.push({ id, before: before?.row, after: row });
    }
    for (const gone of removed) {
      const before = this.#rows.get(gone.id);
      if (before === undefined) continue;
      this.#rows.delete(gone.id);
      this.#grow(-before.bytes, -1);
      changes.push({ id: gone.id, before: before.row, after: undefined, removed: gone });
    }
    if (changes.length > 0) this.#version += 1;
    return changes;
  }

  /** Must be called when the table has ended: whoever still reads the rows keeps them. */
  release(): void {
    this.#grow(-this.#bytes, -this.#rows.size);
  }

  #grow(bytes: number, rows: number): void {
    this.#bytes += bytes;
    this.#budget.bytes += bytes;
    this.#budget.rows += rows;
  }
}
