import { conferenceEventBindings } from '../../kazoo/blackhole/event-bindings.ts';
import { AccountTables } from '../account-tables.ts';
import type { ListTurns } from '../list-turns.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { RemovedRow } from '../live-rows.ts';
import { LiveTable, type LiveTableOptions, type LiveTableTimes, type OnRepair } from '../live-table.ts';
import type { LiveUpstreams } from '../live-tables.ts';
import type { JoinedTable, TableListener, TableRequest } from '../shared-table.ts';
import type { Room, RoomList } from './room.ts';
import { RoomRows } from './room-rows.ts';

export interface RoomTablesOptions {
  /** Asks Kazoo for what it lists of a conference. `turn`: whose turn that takes at Crossbar. */
  readonly list: (accountId: string, conferenceId: string, turn: string, signal: AbortSignal) => Promise<RoomList>;
  /** Shared with the tables of other kinds, as is the budget. */
  readonly turns: ListTurns;
  readonly upstreams: Pick<LiveUpstreams, 'listenForFollowers'>;
  readonly times: LiveTableTimes;
  readonly slices: LiveTableOptions<Room, RemovedRow, RoomList>['slices'];
  readonly budget: LiveBudget;
  readonly onRepair: (accountId: string, ...outcome: Parameters<OnRepair>) => void;
}

/**
 * Who is in conferences: a table for each that somebody follows, kept by the events of its own
 * topic, since Kazoo knows no topic of all (events.md section 4).
 */
export class RoomTables {
  readonly #options: RoomTablesOptions;
  readonly #tables: AccountTables<LiveTable<Room, RemovedRow, RoomList>>;

  constructor(options: RoomTablesOptions) {
    this.#options = options;
    this.#tables = new AccountTables(options.budget);
  }

  /**
   * Joins the table of a conference, for somebody who follows the account already. @throws
   * `TOO_MANY_SUBSCRIPTIONS` when there are too many; `BAD_USER_INPUT` for an id that is no word of
   * a binding.
   */
  join(
    { accountId, client }: TableRequest,
    conferenceId: string,
    listener: TableListener<Room, RemovedRow>,
  ): JoinedTable<Room> {
    const { list, upstreams, onRepair, turns, slices, times, budget } = this.#options;
    const [binding] = conferenceEventBindings(conferenceId, undefined).bindings;
    if (binding === undefined) throw new TypeError('There is no binding for conferences.');
    const table = this.#tables.getOrMake(
      `${accountId} ${conferenceId}`,
      (onClosed) =>
        new LiveTable({
          accountId,
          rows: new RoomRows(conferenceId, () => performance.now()),
          listen: (listener) => upstreams.listenForFollowers(accountId, binding, listener, client),
          client,
          list: (turn, signal) => list(accountId, conferenceId, turn, signal),
          turns,
          slices,
          times,
          budget,
          onRepair: (...outcome) => onRepair(accountId, ...outcome),
          onClosed,
        }),
    );
    return { table, leave: table.join(listener, () => undefined) };
  }
}
