import type { LiveBudget, TableKind } from './live-budget.ts';

/** A table that is kept for a while when nobody shows it. */
interface LingeringTable {
  readonly isLingering: boolean;
  /** Ends at once if nobody listens. */
  endLinger(): void;
}

/**
 * The tables of one kind, one for each account that somebody shows, or for a user of it, within the
 * budget of all.
 */
export class AccountTables<Table extends LingeringTable> implements TableKind {
  readonly #budget: LiveBudget;
  readonly #byAccount = new Map<string, Table>();

  constructor(budget: LiveBudget) {
    this.#budget = budget;
    budget.addKind(this);
  }

  /** Undefined when nobody shows the account's table. */
  get(accountId: string): Table | undefined {
    return this.#byAccount.get(accountId);
  }

  /**
   * Returns the table of an account, made when there is none. One that lingers makes room, of
   * whatever kind.
   *
   * @param make makes a table, which must call `onClosed` when it has ended
   * @throws `TOO_MANY_SUBSCRIPTIONS` when there are too many tables.
   */
  getOrMake(accountId: string, make: (onClosed: () => void) => Table): Table {
    const known = this.#byAccount.get(accountId);
    if (known !== undefined) return known;
    this.#budget.requireTable();
    const table = make(() => {
      if (this.#byAccount.get(accountId) === table) this.#byAccount.delete(accountId);
    });
    this.#byAccount.set(accountId, table);
    return table;
  }

  endFirstLingering(): boolean {
    for (const table of this.#byAccount.values()) {
      if (!table.isLingering) continue;
      table.endLinger();
      return true;
    }
    return false;
  }
}
