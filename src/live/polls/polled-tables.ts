import type { AccountList } from '../../auth/lists/list-access.ts';
import type { SharedList } from '../../fleet/sharing/shared-lists.ts';
import { AccountTables } from '../account-tables.ts';
import type { ListTurns } from '../list-turns.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { LiveRow, RemovedRow } from '../live-rows.ts';
import type { LiveUpstreams } from '../live-tables.ts';
import type { JoinedTable, SharedTables, TableListener, TableRequest } from '../shared-table.ts';
import { type OnPoll, PolledTable, type PolledTableTimes } from './polled-table.ts';

export interface PolledTablesOptions<Row extends LiveRow> {
  /** The lists that `list` reads. */
  readonly lists: readonly AccountList[];
  /** Asks Kazoo for all rows of an account. `turn`: whose turn that takes at Crossbar. */
  readonly list: (accountId: string, turn: string, signal: AbortSignal) => Promise<readonly Row[]>;
  /** Shares the answers with other instances. Default: this gateway asks by itself. */
  readonly share?: ((accountId: string, hear: (text: string | undefined) => void) => SharedList) | undefined;
  /** Shared with the tables of other kinds, as is the budget. */
  readonly turns: ListTurns;
  readonly upstreams: Pick<LiveUpstreams, 'cursor' | 'cursorOf'>;
  readonly times: PolledTableTimes;
  readonly budget: LiveBudget;
  readonly onPoll: (accountId: string, ...outcome: Parameters<OnPoll>) => void;
}

/** The live tables of one kind that are polled, one for each account that somebody shows. */
export class PolledTables<Row extends LiveRow> implements SharedTables<Row, RemovedRow> {
  readonly #options: PolledTablesOptions<Row>;
  readonly #tables: AccountTables<PolledTable<Row>>;

  constructor(options: PolledTablesOptions<Row>) {
    this.#options = options;
    this.#tables = new AccountTables(options.budget);
  }

  get lists(): readonly AccountList[] {
    return this.#options.lists;
  }

  get cursor(): string {
    return this.#options.upstreams.cursor;
  }

  cursorOf(accountId: string): string {
    const { upstreams } = this.#options;
    return upstreams.cursorOf?.(accountId) ?? upstreams.cursor;
  }

  /** A name of its own: to ask costs Kazoo more than a topic, and counts as one for its client. */
  topics(accountId: string): readonly string[] {
    return [`${accountId} poll ${this.lists.map(({ path }) => path).join()}`];
  }

  /** Joins the table of an account, whoever's rows of it are wanted. */
  join({ accountId, client, everyMs = 0 }: TableRequest, listener: TableListener<Row, RemovedRow>): JoinedTable<Row> {
    const { list, share, turns, times, budget, onPoll } = this.#options;
    const table = this.#tables.getOrMake(
      accountId,
      (onClosed) =>
        new PolledTable({
          accountId,
          client,
          list: (turn, signal) => list(accountId, turn, signal),
          share: share && ((hear) => share(accountId, hear)),
          turns,
          cursor: () => this.cursorOf(accountId),
          times,
          budget,
          onPoll: (...outcome) => onPoll(accountId, ...outcome),
          onClosed,
        }),
    );
    return { table, leave: table.join(listener, everyMs) };
  }
}
