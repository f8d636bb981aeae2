import type { LiveRow, RemovedRow } from '../live-rows.ts';
import type { RowChange } from '../shown-rows.ts';

/** A row or its removal under another id. */
export type Renamed = <Named extends { readonly id: string }>(named: Named, accountId: string) => Named;

/** What became of a row; one whose account left is removed for that. */
type MemberChange<Row, Removed> = RowChange<Row, Removed | RemovedRow>;

/** The rows of one account among those of many, under ids that no other account's rows have. */
export class MemberRows<Row extends LiveRow, Removed extends RemovedRow> {
  readonly #accountId: string;
  readonly #rename: Renamed;
  /** By the id that the account's own table knows. */
  readonly #rows = new Map<string, { readonly own: Row; readonly shown: Row }>();

  constructor(accountId: string, rename: Renamed) {
    this.#accountId = accountId;
    this.#rename = rename;
  }

  *shown(): Iterable<Row> {
    for (const { shown } of this.#rows.values()) yield shown;
  }

  /** Hot: once per change of the account's table. */
  take(changes: readonly RowChange<Row, Removed>[]): readonly MemberChange<Row, Removed>[] {
    return changes.flatMap((change) => {
      if ('removed' in change) return this.#remove(change.id, this.#rename(change.removed, this.#accountId));
      return [this.#put(change.after)];
    });
  }

  /** Takes all rows of the account anew. Only what is different is returned. */
  reset(rows: Iterable<Row>): readonly MemberChange<Row, Removed>[] {
    const gone = new Set(this.#rows.keys());
    const changes: MemberChange<Row, Removed>[] = [];
    for (const row of rows) {
      gone.delete(row.id);
      // A row never changes: each change makes another one.
      if (this.#rows.get(row.id)?.own !== row) changes.push(this.#put(row));
    }
    for (const id of gone) changes.push(...this.#removeAs(id, 'VANISHED'));
    return changes;
  }

  /** The account has left. */
  clear(): readonly MemberChange<Row, Removed>[] {
    return [...this.#rows.keys()].flatMap((id) => this.#removeAs(id, 'ACCOUNT_LEFT'));
  }

  #put(own: Row): MemberChange<Row, Removed> {
    const shown = this.#rename(own, this.#accountId);
    const before = this.#rows.get(own.id)?.shown;
    this.#rows.set(own.id, { own, shown });
    return { id: shown.id, before, after: shown };
  }

  #removeAs(id: string, reason: RemovedRow['reason']): readonly MemberChange<Row, Removed>[] {
    return this.#remove(id, this.#rename<RemovedRow>({ id, reason }, this.#accountId));
  }

  #remove(id: string, removed: Removed | RemovedRow): readonly MemberChange<Row, Removed>[] {
    const before = this.#rows.get(id)?.shown;
    if (before === undefined) return [];
    this.#rows.delete(id);
    return [{ id: before.id, before, after: undefined, removed }];
  }
}
