import { describe, expect, test, vi } from 'vitest';
import { OperationPlaces } from '../../src/limits/operation-places.ts';
import { RestBudget } from '../../src/limits/rest-budget.ts';
import { rejectionOf } from '../harness/rejection.ts';

const freePlace = async () => ({ release() {} });

test('no more requests run than there are', async () => {
  const budget = new RestBudget({ maxRequests: 2, maxConcurrent: 5, takePlace: freePlace });
  let ran = 0;
  const request = async (): Promise<number> => {
    ran += 1;
    return ran;
  };

  const outcomes = await Promise.allSettled([budget.spend(request), budget.spend(request), budget.spend(request)]);

  expect(ran).toBe(2);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'RATE_LIMITED' } },
  ]);
});

test('so many run at once, and a failed one makes room as well', async () => {
  const budget = new RestBudget({ maxRequests: 10, maxConcurrent: 2, takePlace: freePlace });
  const settle: (() => void)[] = [];
  const started: string[] = [];
  const request = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve, reject) => {
      settle.push(name === 'b' ? () => reject(new Error('b failed')) : resolve);
    });
  };
  const outcomes = Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => budget.spend(request(name))));
  await new Promise(setImmediate);

  expect(started).toEqual(['a', 'b']);
  settle[1]?.();
  await new Promise(setImmediate);
  expect(started).toEqual(['a', 'b', 'c']);
  settle[0]?.();
  await new Promise(setImmediate);
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  for (const end of settle) end();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});

describe('of the operations of one client', () => {
  function setUp(maxPerClient: number) {
    const places = new OperationPlaces({ maxPerClient, maxWaitMs: 30_000 });
    const running = new Map<string, () => void>();
    /** One request of an operation of the client. */
    const budgetOf = (client: string) =>
      new RestBudget({ maxRequests: 10, maxConcurrent: 2, takePlace: () => places.take(client) });
    const ask = (budget: RestBudget, name: string) =>
      budget.spend(() => new Promise<void>((resolve) => running.set(name, resolve)));
    const answer = async (name: string) => {
      running.get(name)?.();
      running.delete(name);
      await new Promise(setImmediate);
    };
    return { budgetOf, ask, answer, asking: () => [...running.keys()] };
  }

  test('so many ask at a time, each until its requests are answered, and those of others do not wait', async () => {
    const { budgetOf, ask, answer, asking } = setUp(1);
    const [first, second, stranger] = [budgetOf('crowd'), budgetOf('crowd'), budgetOf('stranger')];
    void ask(first, 'first 1');
    void ask(first, 'first 2');
    void ask(first, 'first 3');
    void ask(second, 'second 1');
    void ask(stranger, 'stranger 1');
    await new Promise(setImmediate);

    expect(asking()).toEqual(['first 1', 'first 2', 'stranger 1']);
    for (const name of ['first 1', 'first 2']) await answer(name);
    expect(asking()).toEqual(['stranger 1', 'first 3']);
    await answer('first 3');
    expect(asking()).toEqual(['stranger 1', 'second 1']);
    void ask(first, 'first 4');
    await answer('second 1');
    expect(asking()).toEqual(['stranger 1', 'first 4']);
  });

  test('one that waits too long is told so, and its place goes to the next', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { budgetOf, ask, answer, asking } = setUp(1);
      void ask(budgetOf('crowd'), 'first');
      const late = rejectionOf(ask(budgetOf('crowd'), 'late'));
      await vi.advanceTimersByTimeAsync(30_000);
      expect(await late).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
      void ask(budgetOf('crowd'), 'next');

      await answer('first');

      expect(asking()).toEqual(['next']);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
