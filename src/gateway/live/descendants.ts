import { NoTokenLeft } from '../../auth/lists/no-token-left.ts';
import type { Config } from '../../config/config.ts';
import { descendants } from '../../kazoo/collections/descendants.ts';
import type { AccountLists } from '../../live/account-lists.ts';
import type { FollowDescendants } from '../../live/descendants/descendant-table.ts';
import { FollowedAccounts } from '../../live/descendants/followed-accounts.ts';
import type { ListTurns } from '../../live/list-turns.ts';
import type { LiveBudget } from '../../live/live-budget.ts';
import type { LiveUpstreams } from '../../live/live-tables.ts';
import { PolledTables } from '../../live/polls/polled-tables.ts';
import type { Log } from '../../telemetry/log.ts';
import { LogThrottle } from '../../telemetry/log-throttle.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { AccountsAbove } from '../../upstream/accounts-above.ts';
import type { Limits } from '../limits.ts';
import { type RowSharing, sharedRows } from './shared-rows.ts';

export interface DescendantsOptions {
  readonly config: Config;
  readonly lists: Pick<AccountLists, 'read'>;
  readonly above: AccountsAbove;
  readonly turns: ListTurns;
  readonly budget: LiveBudget;
  readonly upstreams: Pick<LiveUpstreams, 'cursor' | 'cursorOf'>;
  readonly sharedLists: RowSharing;
  readonly limits: Pick<Limits, 'onLimited'>;
  readonly metrics: Pick<Metrics, 'polls' | 'descendantFailures'>;
  readonly log: Pick<Log, 'warn'>;
}

/** How long whoever begins to follow waits for accounts that take their time. */
const patienceMs = 2_000;
const failureQuietMs = 60_000;
const maxLoggedAccounts = 1_000;

/** Creates what follows all accounts below another one; whoever follows closes it. */
export function createDescendants(options: DescendantsOptions): FollowDescendants {
  const { config, lists, above, turns, budget, upstreams, sharedLists, limits, metrics, log } = options;
  const failures = new LogThrottle({ quietMs: failureQuietMs, maxKeys: maxLoggedAccounts });
  const note = (accountId: string, error: unknown, what: string): void => {
    if (error instanceof NoTokenLeft) return;
    failures.log(`${accountId} ${what}`, () => log.warn({ accountId, err: error }, what));
  };
  const accounts = new PolledTables({
    lists: [descendants],
    async list(accountId, turn, signal) {
      const found = await lists.read(descendants, accountId, turn, signal);
      // No more than show that there are too many, and only ids: who changes a name changes nothing here.
      return found.slice(0, config.maxDescendantAccounts + 1).map(({ id }) => ({ id, ownerIds: [] }));
    },
    share: sharedRows(sharedLists, 'descendants'),
    turns,
    upstreams,
    times: {
      minIntervalMs: config.descendantsIntervalMs,
      soon: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
      openTimeoutMs: config.subscribeTimeoutMs,
      lingerMs: config.lingerMs,
    },
    budget,
    onPoll(accountId, outcome, error) {
      metrics.polls.inc({ list: 'descendants', outcome });
      if (error !== undefined) note(accountId, error, 'Kazoo did not list the accounts below this one; asking again');
    },
  });
  const services = {
    lists: accounts,
    above,
    maxAccounts: config.maxDescendantAccounts,
    // What Kazoo refuses for long is asked for no more often than the list.
    backoff: { baseMs: config.reconnectBaseMs, maxMs: config.descendantsIntervalMs },
    patienceMs,
    onTooMany: () => limits.onLimited('max_descendant_accounts'),
    onFailed(accountId: string, error: unknown) {
      metrics.descendantFailures.inc();
      note(accountId, error, 'an account cannot be followed from above; trying again');
    },
  };
  return (follower) => new FollowedAccounts(services, follower);
}
