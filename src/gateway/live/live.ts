import type { AccountTimezones } from '../../auth/account-timezones.ts';
import { ListTokens } from '../../auth/lists/list-tokens.ts';
import { NoTokenLeft } from '../../auth/lists/no-token-left.ts';
import type { Config } from '../../config/config.ts';
import { callEventBindings } from '../../kazoo/blackhole/event-bindings.ts';
import { channels } from '../../kazoo/collections/channels.ts';
import type { CollectionReader } from '../../kazoo/collections/collection-reader.ts';
import { parkedCalls } from '../../kazoo/collections/parked-calls.ts';
import { AccountLists } from '../../live/account-lists.ts';
import type { AccountBoard } from '../../live/boards/account-board.ts';
import type { Call, RemovedCall } from '../../live/calls/call.ts';
import type { CallLists } from '../../live/calls/call-lists.ts';
import { CallRows, listLagMs } from '../../live/calls/call-rows.ts';
import type { FollowDescendants } from '../../live/descendants/descendant-table.ts';
import { byAccount, DescendantTables } from '../../live/descendants/descendant-tables.ts';
import { ListTurns } from '../../live/list-turns.ts';
import { LiveBudget } from '../../live/live-budget.ts';
import type { RemovedRow } from '../../live/live-rows.ts';
import { LiveTables, type LiveTablesOptions, type LiveUpstreams } from '../../live/live-tables.ts';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { Log } from '../../telemetry/log.ts';
import { LogThrottle } from '../../telemetry/log-throttle.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { AccountsAbove } from '../../upstream/accounts-above.ts';
import type { Limits } from '../limits.ts';
import { createDerivedLists, type DerivedLists } from './derived-lists.ts';
import { createDescendants } from './descendants.ts';
import { createPolls, type Polls, type PollsOptions } from './polls.ts';
import { createRooms } from './rooms.ts';

/** The live tables, whose topics end them: they need no closing. */
export interface Live extends DerivedLists {
  readonly budget: LiveBudget;
  readonly lists: AccountLists;
  readonly calls: LiveTables<Call, RemovedCall, CallLists>;
  readonly polls: Polls;
  readonly followDescendants: FollowDescendants;
  /** The lists of all accounts below one. */
  readonly below: {
    readonly calls: DescendantTables<Call, RemovedCall>;
    readonly boards: DescendantTables<AccountBoard, RemovedRow>;
  };
}

export interface LiveOptions {
  readonly config: Config;
  readonly collections: Pick<CollectionReader, 'page'>;
  readonly upstreams: LiveUpstreams;
  /** Where instances share what Kazoo answers. Default: nowhere. */
  readonly sharedLists?: PollsOptions['sharedLists'];
  /** In which long lists are taken. */
  readonly slices: SlicedQueue;
  readonly auth: {
    readonly upstreamTokens: ConstructorParameters<typeof ListTokens>[0];
    readonly timezones: Pick<AccountTimezones, 'of'>;
    readonly accountsAbove: AccountsAbove;
  };
  readonly limits: Pick<Limits, 'onLimited'>;
  readonly metrics: Pick<Metrics, 'repairs' | 'polls' | 'descendantFailures'>;
  readonly log: Pick<Log, 'warn'>;
}

/** These parts of the connections to Crossbar are enough for the repairs of all accounts. */
const repairShare = 1 / 4;
const slowRepairShare = 1 / 16;
/** A list is asked for clearly later than it is behind what a gap has swallowed. */
const gapDelayMs = 2 * listLagMs;
const failureQuietMs = 60_000;
const maxLoggedAccounts = 1_000;

export function createLive(options: LiveOptions): Live {
  const { config, collections, upstreams, sharedLists, slices, auth, limits, metrics, log } = options;
  const budget = new LiveBudget({
    maxTables: config.maxLiveTables,
    maxRows: config.maxLiveRows,
    maxBytes: config.maxLiveBytes,
    onLimited: limits.onLimited,
  });
  const lists = new AccountLists(collections, new ListTokens(auth.upstreamTokens), config.maxLiveRows);
  const failures = new LogThrottle({ quietMs: failureQuietMs, maxKeys: maxLoggedAccounts });
  const [binding] = callEventBindings(undefined, undefined).bindings;
  if (binding === undefined) throw new TypeError('There is no binding for calls.');
  const turns = new ListTurns({
    maxRunning: Math.ceil(config.maxRestConnections * repairShare),
    maxRunningSlow: Math.ceil(config.maxRestConnections * slowRepairShare),
  });
  const times = {
    gapDelayMs,
    intervalMs: config.repairIntervalMs,
    backoff: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
    openTimeoutMs: config.subscribeTimeoutMs,
    lingerMs: config.lingerMs,
  };
  const onRepair: LiveTablesOptions<Call, RemovedCall, CallLists>['onRepair'] = (accountId, outcome, error) => {
    if (error instanceof NoTokenLeft) return;
    metrics.repairs.inc({ outcome });
    if (error !== undefined)
      failures.log(accountId, () =>
        log.warn({ accountId, err: error }, 'Kazoo did not list what is live; asking again'),
      );
  };
  const calls = new LiveTables({
    binding,
    makeRows: (accountId) => new CallRows(accountId, () => performance.now()),
    async list(accountId, turn, signal) {
      const [legs, parked] = await Promise.all([
        lists.read(channels, accountId, turn, signal),
        lists.readOptional(parkedCalls, accountId, turn, signal),
      ]);
      return { channels: legs, parked };
    },
    turns,
    slices,
    upstreams,
    times,
    budget,
    onRepair,
  });
  const polls = createPolls({ config, lists, turns, budget, upstreams, sharedLists, metrics, log });
  const rooms = createRooms({ lists, turns, slices, upstreams, times, budget, onRepair, log });
  const derived = createDerivedLists({ config, calls, polls, rooms, budget, timezones: auth.timezones });
  const { accountsAbove: above } = auth;
  const followDescendants = createDescendants({
    config,
    lists,
    above,
    turns,
    budget,
    upstreams,
    sharedLists,
    limits,
    metrics,
    log,
  });
  const follow = followDescendants;
  const { lingerMs } = config;
  const below = {
    calls: new DescendantTables({ tables: calls, rename: byAccount, follow, budget, lingerMs }),
    boards: new DescendantTables({ tables: derived.boards, follow, budget, lingerMs }),
  };
  return { budget, lists, calls, ...derived, polls, followDescendants, below };
}
