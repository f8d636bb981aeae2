import { expect, test, vi } from 'vitest';
import { byAccount, DescendantTables } from '../../../src/live/descendants/descendant-tables.ts';
import { FollowedAccounts } from '../../../src/live/descendants/followed-accounts.ts';
import { LiveBudget } from '../../../src/live/live-budget.ts';
import type { LiveRow } from '../../../src/live/live-rows.ts';
import { AccountsAbove } from '../../../src/upstream/accounts-above.ts';
import { holdClock } from '../../harness/held-clock.ts';
import type { Row } from '../harness/live-rows-double.ts';
import { TableListenerDouble } from '../harness/live-tables-harness.ts';
import { TablesDouble } from './table-double.ts';

holdClock();

const request = { accountId: 'top', client: 'somebody' };
const lingerMs = 1_000;

/** Three accounts below one, whose rows nobody knows yet. */
function setUp() {
  const lists = new TablesDouble<LiveRow>();
  const list = lists.of('top');
  for (const id of ['a', 'b', 'c']) list.put({ id, ownerIds: [] });
  const tables = new TablesDouble<Row>();
  const services = {
    lists,
    above: new AccountsAbove(),
    maxAccounts: 10,
    backoff: { baseMs: 100, maxMs: 1_000 },
    patienceMs: 2_000,
    onTooMany: () => undefined,
    onFailed: () => undefined,
  };
  const budget = new LiveBudget({ maxTables: 10, maxRows: 10, maxBytes: 100_000, onLimited: () => undefined });
  const below = new DescendantTables({
    tables,
    rename: byAccount,
    follow: (options) => new FollowedAccounts(services, options),
    budget,
    lingerMs,
  });
  return { list, lists, tables, budget, below };
}

test('who leaves before the rows are known leaves them to the next, and nothing is asked for again', async () => {
  const { list, lists, tables, below, budget } = setUp();
  const first = below.join(request, new TableListenerDouble());
  first.leave();
  list.open();
  await vi.advanceTimersByTimeAsync(0);
  for (let round = 0; round < 50; round += 1) below.join(request, new TableListenerDouble()).leave();

  const last = below.join(request, new TableListenerDouble());
  expect(tables.requests.map(({ accountId }) => accountId)).toEqual(['a', 'b', 'c']);
  for (const table of tables.byAccount.values()) table.open();
  await last.table.opened;
  last.leave();

  expect(tables.requests).toHaveLength(3);
  expect([lists.requests.length, last.table === first.table]).toEqual([1, true]);
  await vi.advanceTimersByTimeAsync(lingerMs);
  expect(budget.tables).toBe(0);
  expect([list, ...tables.byAccount.values()].flatMap(({ listeners }) => [...listeners])).toEqual([]);
});

test('what was begun for whoever has left is kept no longer than a linger', async () => {
  const { list, tables, below, budget } = setUp();
  below.join(request, new TableListenerDouble()).leave();
  list.open();

  await vi.advanceTimersByTimeAsync(2_000 + lingerMs);

  expect(budget.tables).toBe(0);
  expect([...tables.byAccount.values()].flatMap(({ listeners }) => [...listeners])).toEqual([]);
});
