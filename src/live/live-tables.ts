import type { Binding } from '../kazoo/blackhole/binding.ts';
import type { TopicListener } from '../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../upstream/topics/topic-subscription.ts';
import { AccountTables } from './account-tables.ts';
import type { ListTurns } from './list-turns.ts';
import type { LiveBudget } from './live-budget.ts';
import type { LiveRow, LiveRows, RemovedRow } from './live-rows.ts';
import { LiveTable, type LiveTableOptions, type LiveTableTimes, type OnRepair } from './live-table.ts';
import type { JoinedTable, SharedTables, TableListener, TableRequest } from './shared-table.ts';

export interface LiveUpstreams {
  /** The cursor of the present moment: everything received later comes after it. */
  readonly cursor: string;
  /** As `cursor`, for one account; default: that. */
  cursorOf?(accountId: string): string;
  /**
   * Counts one who follows the account, until the undo, which is idempotent.
   *
   * @param via the account above it from which it is followed, if it is
   */
  follow(accountId: string, via: string | undefined): () => void;
  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription;
}

export interface LiveTablesOptions<Row extends LiveRow, Removed extends RemovedRow, Listed> {
  /** Brings the events that keep the rows. */
  readonly binding: Binding;
  readonly makeRows: (accountId: string) => LiveRows<Row, Removed, Listed>;
  /** Asks Kazoo for its own list of an account. `turn`: whose turn that takes at Crossbar. */
  readonly list: (accountId: string, turn: string, signal: AbortSignal) => Promise<Listed>;
  /** Shared with the tables of other kinds, as is the budget. */
  readonly turns: ListTurns;
  readonly slices: LiveTableOptions<Row, Removed, Listed>['slices'];
  readonly upstreams: LiveUpstreams;
  readonly times: LiveTableTimes;
  readonly budget: LiveBudget;
  readonly onRepair: (accountId: string, ...outcome: Parameters<OnRepair>) => void;
}

/** The live tables of one kind that events keep, one for each account that somebody shows. */
export class LiveTables<Row extends LiveRow, Removed extends RemovedRow, Listed> implements SharedTables<Row, Removed> {
  readonly #options: LiveTablesOptions<Row, Removed, Listed>;
  readonly #tables: AccountTables<LiveTable<Row, Removed, Listed>>;
  /** The tables for whoever lets others `follow` the accounts. */
  readonly followed: Pick<SharedTables<Row, Removed>, 'join'> = {
    join: (request, listener) => this.#join(request, listener, () => undefined),
  };

  constructor(options: LiveTablesOptions<Row, Removed, Listed>) {
    this.#options = options;
    this.#tables = new AccountTables(options.budget);
  }

  get cursor(): string {
    return this.#options.upstreams.cursor;
  }

  cursorOf(accountId: string): string {
    const { upstreams } = this.#options;
    return upstreams.cursorOf?.(accountId) ?? upstreams.cursor;
  }

  topics(accountId: string): readonly string[] {
    return [`${accountId} ${this.#options.binding.text}`];
  }

  /** Undefined when nobody shows the account's table. */
  get(accountId: string): LiveTable<Row, Removed, Listed> | undefined {
    return this.#tables.get(accountId);
  }

  follow(accountId: string, via: string | undefined): () => void {
    return this.#options.upstreams.follow(accountId, via);
  }

  /**
   * Joins the table of an account, whoever's rows of it are wanted. Who has joined follows the
   * account, by itself or from above, whoever opened the table.
   */
  join(request: TableRequest, listener: TableListener<Row, Removed>): JoinedTable<Row> {
    const unfollow = this.follow(request.accountId, request.via);
    try {
      return this.#join(request, listener, unfollow);
    } catch (error) {
      unfollow();
      throw error;
    }
  }

  #join(
    { accountId, client }: TableRequest,
    listener: TableListener<Row, Removed>,
    onLeft: () => void,
  ): JoinedTable<Row> {
    const { makeRows, list, turns, slices, upstreams, binding, times, budget, onRepair } = this.#options;
    const table = this.#tables.getOrMake(
      accountId,
      (onClosed) =>
        new LiveTable({
          accountId,
          rows: makeRows(accountId),
          listen: (listener) => upstreams.listenForFollowers(accountId, binding, listener, client),
          client,
          list: (turn, signal) => list(accountId, turn, signal),
          turns,
          slices,
          times,
          budget,
          onRepair: (...outcome) => onRepair(accountId, ...outcome),
          onClosed,
        }),
    );
    return { table, leave: table.join(listener, onLeft) };
  }
}
