import { expect, test } from 'vitest';
import { clientLeft } from '../../src/graphql/operation-context.ts';
import { RestBudget } from '../../src/limits/rest-budget.ts';

test('no more requests run than there are', async () => {
  const budget = new RestBudget({ maxRequests: 2, maxConcurrent: 5 });
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
  const budget = new RestBudget({ maxRequests: 10, maxConcurrent: 2 });
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

test('an operation that nobody waits for sends no more of its requests', async () => {
  const client = new AbortController();
  const budget = new RestBudget({ maxRequests: 10, maxConcurrent: 1 }, client.signal);
  let answer = (): void => undefined;
  const sent: string[] = [];
  const request = (name: string) => () => {
    sent.push(name);
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  };
  const outcomes = Promise.allSettled(['first', 'second', 'third'].map((name) => budget.spend(request(name))));
  await new Promise(setImmediate);

  client.abort(clientLeft);
  answer();

  expect((await outcomes).map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(sent).toEqual(['first']);
});
