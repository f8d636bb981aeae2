import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { byAccount, DescendantTables } from '../../../src/live/descendants/descendant-tables.ts';
import { FollowedAccounts } from '../../../src/live/descendants/followed-accounts.ts';
import { LiveBudget } from '../../../src/live/live-budget.ts';
import type { LiveRow, RemovedRow } from '../../../src/live/live-rows.ts';
import type { LiveUpdate } from '../../../src/live/live-update.ts';
import { LiveView } from '../../../src/live/live-view.ts';
import { AccountsAbove } from '../../../src/upstream/accounts-above.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { type Row, row } from '../harness/live-rows-double.ts';
import { tableOf } from '../harness/table-of.ts';
import { TableDouble, TablesDouble } from './table-double.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const accounts = ['a', 'b', 'c'] as const;
const account = fc.constantFrom(...accounts);
const id = fc.constantFrom('1', '2', '3');
const text = fc.constantFrom('new', 'talking');
/** What happens, one after the other. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put'), account, id, text }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove'), account, id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repair'), account, rows: fc.dictionary(id, text) }) },
  fc.record({ kind: fc.constant('come'), account }),
  fc.record({ kind: fc.constant('go'), account }),
  fc.record({ kind: fc.constant('fail'), account }),
  fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(0, 60, 5_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const isShort = ({ text: shown }: Row): boolean => shown.length < 4;
const gap = { from: new Date(0), to: new Date(1), reason: 'UPSTREAM_DISCONNECTED', certain: true } as const;

/** Three accounts below one, and clients with different wishes of all their rows. */
async function startWorld(maxRows = 100) {
  const lists = new TablesDouble<LiveRow>();
  const list = lists.of('top');
  /** What Kazoo has. A table that has ended is made anew of it. */
  const truth = new Map(accounts.map((name) => [name, new Map<string, Row>()]));
  const tables = new TablesDouble<Row>((name) => {
    const table = new TableDouble(truthOf(name).values());
    queueMicrotask(() => table.open());
    return table;
  });
  const truthOf = (name: string): Map<string, Row> =>
    truth.get(accounts.find((other) => other === name) ?? 'a') ?? new Map();
  for (const name of accounts) list.put({ id: name, ownerIds: [] });
  list.open();
  const above = new AccountsAbove();
  const services = {
    lists,
    above,
    maxAccounts: 10,
    backoff: { baseMs: 100, maxMs: 1_000 },
    patienceMs: 2_000,
    onTooMany: () => undefined,
    onFailed: () => undefined,
  };
  const budget = new LiveBudget({ maxTables: 10, maxRows, maxBytes: 100_000, onLimited: () => undefined });
  const below = new DescendantTables({
    tables,
    rename: byAccount,
    follow: (options) => new FollowedAccounts(services, options),
    budget,
    lingerMs: 1_000,
  });

  /** Those who read late find in a snapshot what changed meanwhile. */
  function client(throttleMs: number, accepts?: (shown: Row) => boolean, readsLate = false) {
    const updates: LiveUpdate<Row, RemovedRow>[] = [];
    const request = { accountId: 'top', client: 'somebody' };
    const onUpdate = (update: LiveUpdate<Row, RemovedRow>): void => {
      updates.push(update);
      if (!readsLate) tableOf([update]);
    };
    const view = new LiveView(below, { request, throttleMs, accepts, onUpdate, onEnd: (error) => ends.push(error) });
    return { updates, view, accepts };
  }

  const ends: Error[] = [];
  const [quick, slow] = [client(0), client(100)];
  const clients = [quick, slow, client(0, isShort), client(100, isShort), client(0, undefined, true)];
  await vi.advanceTimersByTimeAsync(0);

  function take(next: Step): void {
    const rows = 'account' in next ? truthOf(next.account) : new Map<string, Row>();
    const table = 'account' in next ? tables.byAccount.get(next.account) : undefined;
    if (next.kind === 'put' && 'text' in next) {
      const put = row(next.id, next.text);
      rows.set(put.id, put);
      table?.put(put);
    } else if (next.kind === 'remove' && 'id' in next) {
      rows.delete(next.id);
      table?.remove(next.id);
    } else if (next.kind === 'repair' && 'rows' in next) {
      rows.clear();
      for (const [name, shown] of Object.entries(next.rows)) rows.set(name, row(name, shown));
      table?.repair(rows.values(), gap);
    } else if (next.kind === 'come' && 'account' in next) list.put({ id: next.account, ownerIds: [] });
    else if (next.kind === 'go' && 'account' in next) list.remove(next.account);
    else if (next.kind === 'fail' && 'account' in next) {
      tables.byAccount.delete(next.account);
      table?.end();
    }
  }

  /** The rows that those who are below the account have at Kazoo. */
  function expected(accepts: ((shown: Row) => boolean) | undefined): readonly Row[] {
    return Array.from(list.rows(), ({ id: name }) => name).flatMap((name) =>
      Array.from(truthOf(name).values(), (shown) => byAccount(shown, name)).filter(accepts ?? (() => true)),
    );
  }

  return { take, expected, quick, slow, clients, tables, budget, above, ends };
}

const byId = (a: LiveRow, b: LiveRow): number => a.id.localeCompare(b.id);

test('whoever applies all updates has the rows of all accounts below, whatever becomes of these', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { take, expected, clients, tables, budget, above } = await startWorld();
      for (const next of steps) {
        take(next);
        if ('ms' in next) await vi.advanceTimersByTimeAsync(next.ms);
      }
      await vi.advanceTimersByTimeAsync(20_000);

      for (const { updates, view, accepts } of clients) {
        const wanted = [...expected(accepts)].sort(byId);
        expect([...tableOf(updates).values()].sort(byId)).toEqual(wanted);
        expect([...(view.snapshot()?.rows ?? [])].sort(byId)).toEqual(wanted);
        expect(updates.at(-1)?.absentAccountIds).toEqual([]);
        view.close();
      }
      await vi.advanceTimersByTimeAsync(20_000);
      expect([budget.tables, budget.bytes, ...accounts.flatMap((name) => [...above.of(name)])]).toEqual([0, 0]);
      expect([...tables.byAccount.values()].every(({ listeners }) => listeners.size === 0)).toBe(true);
    }),
    { numRuns: fuzzRuns(60) },
  );
});

test('a change is told alone, and a gap with what is different in its own account', async () => {
  const { take, quick: client } = await startWorld();
  for (const name of ['a', 'b'] as const) take({ kind: 'put', account: name, id: '1', text: 'new' });
  client.updates.splice(0);

  take({ kind: 'put', account: 'a', id: '2', text: 'new' });
  take({ kind: 'repair', account: 'a', rows: { 2: 'talking' } });

  const changes = { kind: 'CHANGES', absentAccountIds: [] };
  expect(client.updates).toMatchObject([
    { ...changes, rows: [{ id: 'a/2', text: 'new' }], removed: [], gap: null },
    {
      ...changes,
      rows: [{ id: 'a/2', text: 'talking' }],
      removed: [{ id: 'a/1', reason: 'VANISHED' }],
      gap: { ...gap, accountIds: ['a'] },
    },
  ]);
});

test('updates that wait name all accounts that had a gap, and whose rows are missing', async () => {
  const { take, slow: client } = await startWorld();
  take({ kind: 'put', account: 'c', id: '1', text: 'new' });
  await vi.advanceTimersByTimeAsync(1_000);
  take({ kind: 'put', account: 'c', id: '1', text: 'talking' });
  client.updates.splice(0);

  for (const name of ['a', 'b'] as const) take({ kind: 'repair', account: name, rows: {} });
  // It is tried again after that.
  vi.spyOn(Math, 'random').mockReturnValue(1);
  take({ kind: 'fail', account: 'c' });
  await vi.advanceTimersByTimeAsync(0);
  expect(client.updates).toEqual([]);
  take({ kind: 'go', account: 'b' });
  await vi.advanceTimersByTimeAsync(500);

  expect(client.updates[0]).toMatchObject({
    kind: 'CHANGES',
    gap: { accountIds: ['a', 'b'] },
    removed: [{ id: 'c/1', reason: 'ACCOUNT_LEFT' }],
    absentAccountIds: ['c'],
  });
});

test('an account that comes and cannot be followed is named as absent', async () => {
  const { take, quick: client, tables } = await startWorld();
  take({ kind: 'go', account: 'c' });
  await vi.advanceTimersByTimeAsync(1_000);
  client.updates.splice(0);

  tables.byAccount.set('c', new TableDouble());
  take({ kind: 'come', account: 'c' });
  await vi.advanceTimersByTimeAsync(1_000);

  expect(client.updates).toMatchObject([{ kind: 'CHANGES', rows: [], absentAccountIds: ['c'] }]);
});

test('accounts that are lost one after the other are told of together, or with the next change', async () => {
  const { take, quick: client } = await startWorld();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  for (const name of accounts) take({ kind: 'put', account: name, id: '1', text: 'new' });
  await vi.advanceTimersByTimeAsync(1_000);
  client.updates.splice(0);

  take({ kind: 'fail', account: 'a' });
  await vi.advanceTimersByTimeAsync(40);
  expect([client.updates, client.view.isHolding]).toEqual([[], true]);
  take({ kind: 'fail', account: 'b' });
  take({ kind: 'put', account: 'c', id: '2', text: 'new' });

  expect(client.updates).toMatchObject([
    { rows: [{ id: 'c/2' }], removed: [{ id: 'a/1' }, { id: 'b/1' }], absentAccountIds: ['a', 'b'] },
  ]);
  expect(client.view.isHolding).toBe(false);
});

test('a change waits for no accounts that come or go where its client wants it sooner', async () => {
  const { take, slow: client } = await startWorld();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  await vi.advanceTimersByTimeAsync(1_000);
  client.updates.splice(0);

  take({ kind: 'fail', account: 'a' });
  await vi.advanceTimersByTimeAsync(20);
  take({ kind: 'put', account: 'c', id: '1', text: 'new' });

  expect(client.updates).toMatchObject([{ rows: [{ id: 'c/1' }], absentAccountIds: ['a'] }]);
});

test('all rows together may be ten times those of one list, and end with their memory given back', async () => {
  const { take, quick: client, budget, ends, tables } = await startWorld(1);
  const fourRows = { 1: 'new', 2: 'new', 3: 'new', 4: 'new' } as const;
  for (const name of ['a', 'b'] as const) take({ kind: 'repair', account: name, rows: fourRows });
  take({ kind: 'repair', account: 'c', rows: { 1: 'new', 2: 'new' } });
  expect([[...(client.view.snapshot()?.rows ?? [])].length, ends, budget.bytes]).toEqual([10, [], 10 * 512]);

  take({ kind: 'put', account: 'c', id: '1', text: 'talking' });
  expect(ends).toEqual([]);
  take({ kind: 'put', account: 'c', id: '3', text: 'new' });

  expect(ends[0]).toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS', message: expect.stringContaining('10 rows') });
  expect([budget.tables, budget.bytes]).toEqual([0, 0]);
  expect([...tables.byAccount.values()].every(({ listeners }) => listeners.size === 0)).toBe(true);
});
