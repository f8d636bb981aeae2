import type { AccountList } from '../../auth/lists/list-access.ts';
import { AccountTables } from '../account-tables.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import type { LiveUpstreams } from '../live-tables.ts';
import type { JoinedTable, SharedTables, TableListener, TableRequest } from '../shared-table.ts';
import type { DerivedRows } from './derived-rows.ts';
import type { DerivedSource } from './derived-source.ts';
import { DerivedTable } from './derived-table.ts';

/** The rows of one table, and what they are made of. */
export interface Derivation<Row extends LiveRow, Removed extends RemovedRow> {
  readonly rows: DerivedRows<Row, Removed>;
  readonly sources: readonly DerivedSource[];
}

export interface DerivedTablesOptions<Row extends LiveRow, Removed extends RemovedRow> {
  /** The tables of events that all rows are made of, which tell topics and cursor. */
  readonly events: Pick<SharedTables<LiveRow, RemovedRow>, 'cursor' | 'cursorOf' | 'topics'> &
    Pick<LiveUpstreams, 'follow'>;
  /** Kazoo's lists that whoever shows a table must be let read. Default: none. */
  readonly lists?: readonly AccountList[] | undefined;
  /** Whether the rows are others for a user who sees only their own. Default: all have the same. */
  readonly isPerOwner?: boolean | undefined;
  /** Must join sources of events in the name of those who follow the account already. */
  readonly derive: (request: TableRequest) => Derivation<Row, Removed>;
  /** Shared with the tables of other kinds. */
  readonly budget: LiveBudget;
  readonly lingerMs: number;
}

/**
 * The derived tables of one kind: one for each account, and where rows depend on it for each user
 * who sees only their own.
 */
export class DerivedTables<Row extends LiveRow, Removed extends RemovedRow> implements SharedTables<Row, Removed> {
  readonly #options: DerivedTablesOptions<Row, Removed>;
  readonly #tables: AccountTables<DerivedTable<Row, Removed>>;

  constructor(options: DerivedTablesOptions<Row, Removed>) {
    this.#options = options;
    this.#tables = new AccountTables(options.budget);
  }

  get cursor(): string {
    return this.#options.events.cursor;
  }

  cursorOf(accountId: string): string {
    return this.#options.events.cursorOf(accountId);
  }

  get lists(): readonly AccountList[] | undefined {
    return this.#options.lists;
  }

  topics(accountId: string): readonly string[] {
    return this.#options.events.topics(accountId);
  }

  /** Joins a table. @throws also what says that something that it needs cannot be joined */
  join(request: TableRequest, listener: TableListener<Row, Removed>): JoinedTable<Row> {
    const { events, isPerOwner = false, derive, budget, lingerMs } = this.#options;
    const { accountId, ownerId, via } = request;
    const unfollow = events.follow(accountId, via);
    try {
      const table = this.#tables.getOrMake(
        ownerId === undefined || !isPerOwner ? accountId : `${accountId} ${ownerId}`,
        (onClosed) => new DerivedTable({ ...derive(request), request, budget, lingerMs, onClosed }),
      );
      return { table, leave: table.join(listener, unfollow) };
    } catch (error) {
      unfollow();
      throw error;
    }
  }
}
