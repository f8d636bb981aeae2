import type { AccountList } from '../auth/lists/list-access.ts';
import type { Config } from '../config/config.ts';
import type { Collection } from '../kazoo/collections/collection.ts';
import type { Found } from '../kazoo/collections/collection-reader.ts';
import { type Registration, registrations } from '../kazoo/collections/registrations.ts';
import type { AccountLists } from '../live/account-lists.ts';
import type { LiveBudget } from '../live/live-budget.ts';
import { type PolledRow, polledRows } from '../live/polls/polled-row.ts';
import { PolledTables, type PolledTablesOptions } from '../live/polls/polled-tables.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** The live lists that no event tells of. */
export interface Polls {
  readonly registrations: PolledTables<PolledRow<Registration>>;
}

export interface PollsOptions {
  readonly config: Config;
  readonly lists: Pick<AccountLists, 'read' | 'readOptional'>;
  readonly budget: LiveBudget;
  readonly upstreams: { readonly cursor: string };
  readonly metrics: Pick<Metrics, 'polls'>;
  readonly log: Pick<Log, 'warn'>;
}

/** All polls take one turn among the clients, so that these never wait for a thousand of them. */
const pollTurn = 'polls';
const failureQuietMs = 60_000;
const maxLoggedLists = 1_000;

export function createPolls({ config, lists, budget, upstreams, metrics, log }: PollsOptions): Polls {
  const failures = new LogThrottle({ quietMs: failureQuietMs, maxKeys: maxLoggedLists });
  const times = {
    minIntervalMs: config.minPollIntervalMs,
    soon: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
    openTimeoutMs: config.subscribeTimeoutMs,
    lingerMs: config.lingerMs,
  };

  /** @param read reads the rows of an account, in a turn */
  function polled<Row extends PolledRow<object>>(
    name: string,
    required: readonly AccountList[],
    read: (accountId: string, turn: string, signal: AbortSignal) => Promise<readonly Row[]>,
  ): PolledTables<Row> {
    const options: PolledTablesOptions<Row> = {
      lists: required,
      list: (accountId, awaitedBy, signal) => read(accountId, awaitedBy ?? pollTurn, signal),
      upstreams,
      times,
      budget,
      onPoll(accountId, outcome, error) {
        metrics.polls.inc({ list: name, outcome });
        if (error !== undefined)
          failures.log(`${accountId} ${name}`, () =>
            log.warn({ accountId, list: name, err: error }, 'Kazoo did not answer with a list; asking again'),
          );
      },
    };
    return new PolledTables(options);
  }

  /** One list as it is. */
  function listed<Item extends { readonly owners: readonly string[] }>(
    collection: Collection<Item>,
    idOf: (item: Found<Item>) => string,
  ): PolledTables<PolledRow<Item>> {
    return polled(collection.path, [collection], async (accountId, turn, signal) =>
      polledRows(await lists.read(collection, accountId, turn, signal), idOf),
    );
  }

  return { registrations: listed(registrations, ({ id }) => id) };
}
