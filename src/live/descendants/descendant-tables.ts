import type { AccountList } from '../../auth/lists/list-access.ts';
import { descendants } from '../../kazoo/collections/descendants.ts';
import { AccountTables } from '../account-tables.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import type { JoinedTable, SharedTables, TableListener, TableRequest } from '../shared-table.ts';
import { DescendantTable, type FollowDescendants } from './descendant-table.ts';
import type { Renamed } from './member-rows.ts';

export interface DescendantTablesOptions<Row extends LiveRow, Removed extends RemovedRow> {
  /** The tables of single accounts. */
  readonly tables: SharedTables<Row, Removed>;
  /** Gives rows ids that no row of another account has. Default: they have such already. */
  readonly rename?: Renamed;
  readonly follow: FollowDescendants;
  readonly budget: LiveBudget;
  readonly lingerMs: number;
}

/** The tables of one kind that have the rows of all accounts below one. */
export class DescendantTables<Row extends LiveRow, Removed extends RemovedRow>
  implements SharedTables<Row, Removed | RemovedRow>
{
  readonly lists: readonly AccountList[] = [descendants];
  readonly #options: DescendantTablesOptions<Row, Removed>;
  readonly #tables: AccountTables<DescendantTable<Row, Removed>>;

  constructor(options: DescendantTablesOptions<Row, Removed>) {
    this.#options = options;
    this.#tables = new AccountTables(options.budget);
  }

  get cursor(): string {
    return this.#options.tables.cursor;
  }

  /** The rows are those of many accounts. */
  cursorOf(): string {
    return this.cursor;
  }

  /** Returns a topic for all accounts together: `MAX_DESCENDANT_ACCOUNTS` bounds these. */
  topics(accountId: string): readonly string[] {
    return this.#options.tables.topics(accountId).map(topicBelow);
  }

  join({ accountId, client }: TableRequest, listener: TableListener<Row, Removed | RemovedRow>): JoinedTable<Row> {
    const { rename = asItIs } = this.#options;
    const table = this.#tables.getOrMake(
      accountId,
      (onClosed) => new DescendantTable({ ...this.#options, accountId, client, rename, onClosed }),
    );
    return { table, leave: table.join(listener) };
  }
}

/** The name that a topic has where it is followed of all accounts below the one that it names. */
export function topicBelow(topic: string): string {
  return `below ${topic}`;
}

/** Gives rows an id that begins with their account: one call can be in two of them. */
export const byAccount: Renamed = (named, accountId) => ({ ...named, id: `${accountId}/${named.id}` });

const asItIs: Renamed = (named) => named;
