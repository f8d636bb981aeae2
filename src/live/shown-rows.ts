import type { GatewayError } from '../errors.ts';
import type { LiveBudget, LiveShare } from './live-budget.ts';
import type { LiveRow, RemovedRow, RowChanges } from './live-rows.ts';

/** What became of one row. `before` is undefined for one that was not there. */
export type RowChange<Row, Removed> = { readonly id: string; readonly before: Row | undefined } & (
  | { readonly after: Row }
  | { readonly after: undefined; readonly removed: Removed }
);

/** The rows of a table as those who show it were told of them, and the memory that they take. */
export class ShownRows<Row extends LiveRow, Removed extends RemovedRow> implements LiveShare {
  readonly #budget: LiveBudget;
  readonly #end: (error: GatewayError) => void;
  /** In the order of their first appearance. */
  readonly #rows = new Map<string, { readonly row: Row; readonly bytes: number }>();
  #bytes = 0;
  #retainedBytes = 0;
  #version = 0;

  /** @param end ends the table, which must release what is counted here */
  constructor(budget: LiveBudget, end: (error: GatewayError) => void) {
    this.#budget = budget;
    this.#end = end;
    budget.add(this);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The bytes of the rows as JSON, and of what is retained beside them. */
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

  /** Counts what is kept beside the rows, from which they are made. */
  retain(bytes: number): void {
    this.#grow(bytes - this.#retainedBytes, 0);
    this.#retainedBytes = bytes;
  }

  /** Returns why the table cannot go on with so many rows; undefined when it can. */
  refusal(rows: number): GatewayError | undefined {
    return this.#budget.refusal(this, rows);
  }

  end(error: GatewayError): void {
    this.#end(error);
  }

  /** Must be called when the table has ended: whoever still reads the rows keeps them. */
  release(): void {
    this.#budget.delete(this);
    this.#grow(-this.#bytes, -this.#rows.size);
  }

  #grow(bytes: number, rows: number): void {
    this.#bytes += bytes;
    this.#budget.bytes += bytes;
    this.#budget.rows += rows;
  }
}
