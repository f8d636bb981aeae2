import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { FollowedAccounts, type FollowedAccountsServices } from '../../../src/live/descendants/followed-accounts.ts';
import type { LiveRow } from '../../../src/live/live-rows.ts';
import { AccountsAbove } from '../../../src/upstream/accounts-above.ts';
import { TablesDouble } from './table-double.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface Opening {
  readonly accountId: string;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: Error) => void };
  readonly end: () => void;
  isClosed: boolean;
}

const row = (id: string): LiveRow => ({ id, ownerIds: [] });
const refusal = new GatewayError('UPSTREAM_UNAVAILABLE', 'Not now.');

/** Follows what is below `top`; each account is opened when the test says so. */
async function follow(accountIds: readonly string[], services: Partial<FollowedAccountsServices> = {}) {
  const lists = new TablesDouble<LiveRow>();
  const list = lists.of('top');
  for (const id of accountIds) list.put(row(id));
  const openings: Opening[] = [];
  const told: string[] = [];
  const above = new AccountsAbove();
  const followed = new FollowedAccounts(
    {
      lists,
      above,
      maxAccounts: 100,
      backoff: { baseMs: 1_000, maxMs: 60_000 },
      patienceMs: 2_000,
      onTooMany: () => told.push('too many'),
      onFailed: (accountId) => told.push(`${accountId} failed`),
      ...services,
    },
    {
      accountId: 'top',
      client: 'somebody',
      open(accountId, onEnd) {
        let opening: Opening | undefined;
        const opened = new Promise<void>((resolve, reject) => {
          opening = { accountId, settle: { resolve, reject }, end: () => onEnd(refusal), isClosed: false };
          openings.push(opening);
        });
        return {
          opened,
          close() {
            if (opening !== undefined) opening.isClosed = true;
          },
        };
      },
      onCame: (id) => told.push(`${id} came`),
      onFollowed: (id) => told.push(`${id} followed`),
      onLost: (id) => told.push(`${id} lost`),
      onLeft: (id) => told.push(`${id} left`),
      onEnd: ({ message }) => told.push(message),
    },
  );
  let isSettled = false;
  followed.settled.then(
    () => {
      isSettled = true;
    },
    () => undefined,
  );
  list.open();
  await vi.advanceTimersByTimeAsync(0);
  const take = (): string[] => told.splice(0);
  return { followed, list, openings, take, above, isSettled: () => isSettled };
}

describe('accounts that are followed together', () => {
  test('are opened twenty at a time, and the next when one was tried', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `a${index}`);
    const { openings } = await follow(ids);
    expect(openings).toHaveLength(20);

    openings[3]?.settle.resolve();
    openings[4]?.settle.reject(refusal);
    await vi.advanceTimersByTimeAsync(0);

    expect(openings.map(({ accountId }) => accountId)).toEqual(ids.slice(0, 22));
  });

  test('come and go as the list says, and those that go are closed', async () => {
    const { list, openings, take, above } = await follow(['a', 'b']);
    for (const { settle } of openings) settle.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(take()).toEqual(['a came', 'b came', 'a followed', 'b followed']);
    expect([...above.of('a')]).toEqual(['top']);

    list.put(row('c'));
    list.remove('a');
    await vi.advanceTimersByTimeAsync(0);

    expect(take()).toEqual(['c came', 'a left']);
    expect(openings.map(({ accountId, isClosed }) => [accountId, isClosed])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
    expect([...above.of('a')]).toEqual([]);
  });

  test('are tried again, ever more slowly, and keep none of the others back', async () => {
    const { followed, openings, take, isSettled } = await follow(['a', 'b']);
    openings[0]?.settle.reject(refusal);
    openings[1]?.settle.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(take()).toEqual(['a came', 'b came', 'a failed', 'b followed']);
    expect([isSettled(), followed.absentIds]).toEqual([true, ['a']]);

    await vi.advanceTimersByTimeAsync(999);
    expect(openings).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    openings[2]?.settle.reject(refusal);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(openings).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    openings[3]?.settle.resolve();
    await vi.advanceTimersByTimeAsync(0);

    expect(take()).toEqual(['a failed', 'a followed']);
    expect(followed.absentIds).toEqual([]);
  });

  test('are opened again when what was open has ended', async () => {
    const { openings, take } = await follow(['a']);
    openings[0]?.settle.resolve();
    await vi.advanceTimersByTimeAsync(0);
    take();

    openings[0]?.end();
    openings[0]?.end();
    expect([take(), openings[0]?.isClosed]).toEqual([['a failed', 'a lost'], true]);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(openings).toHaveLength(2);
  });

  test('are waited for two seconds by whoever begins', async () => {
    const { openings, isSettled } = await follow(['a', 'b']);
    openings[0]?.settle.resolve();

    await vi.advanceTimersByTimeAsync(1_999);
    expect(isSettled()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);

    expect(isSettled()).toBe(true);
  });

  test('end together where there are more than may be', async () => {
    const { followed, list, openings, take, above } = await follow(['a'], { maxAccounts: 1 });
    openings[0]?.settle.resolve();
    await vi.advanceTimersByTimeAsync(0);
    take();

    list.put(row('b'));

    expect(take()).toEqual(['too many', expect.stringContaining('MAX_DESCENDANT_ACCOUNTS')]);
    expect([openings[0]?.isClosed, list.listeners.size, followed.accountIds, [...above.of('a')]]).toEqual([
      true,
      0,
      [],
      [],
    ]);
  });

  test('are not begun with where there are too many already', async () => {
    const { followed, openings } = await follow(['a', 'b'], { maxAccounts: 1 });

    await expect(followed.settled).rejects.toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS' });
    expect(openings).toEqual([]);
  });

  test('end with their list, and are silent once they are closed', async () => {
    const { list, take } = await follow(['a']);
    const closed = await follow(['b']);
    take();
    closed.take();

    closed.followed.close();
    closed.list.end();
    list.end();
    closed.openings[0]?.settle.resolve();
    await vi.advanceTimersByTimeAsync(60_000);

    expect([take(), closed.take(), closed.openings[0]?.isClosed]).toEqual([['The table has ended.'], [], true]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
