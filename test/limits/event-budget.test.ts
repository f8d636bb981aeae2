import { expect, test, vi } from 'vitest';
import { EventBudget, type EventLimit } from '../../src/limits/event-budget.ts';

function setUp(leastBytes = 1) {
  const onLimited = vi.fn<(limit: EventLimit) => void>();
  const budget = new EventBudget({ maxBytesPerToken: 100, maxBytesPerAccount: 150, leastBytes, onLimited });
  const acquire = (principal: string, group: string, resultBytes: number, accountId = 'acme') =>
    budget.acquire(principal, { accountId, group, resultBytes });
  return { acquire, onLimited };
}

test('subscriptions that share a result count once for their principal, and once for the account', () => {
  const { acquire, onLimited } = setUp();

  for (const principal of ['ann', 'bob', 'cid'])
    for (let count = 0; count < 5; count += 1) acquire(principal, 'g', 100);

  expect(onLimited).not.toHaveBeenCalled();
});

test('a principal is refused beyond its limit, in words that name it, and only on this account', () => {
  const { acquire, onLimited } = setUp();
  acquire('ann', 'one', 60);
  acquire('ann', 'two', 40);

  expect(() => acquire('ann', 'three', 1)).toThrow(
    expect.objectContaining({
      code: 'TOO_MANY_SUBSCRIPTIONS',
      message: expect.stringContaining('MAX_EVENT_BYTES_PER_TOKEN'),
    }),
  );
  acquire('ann', 'three', 1, 'other account');
  acquire('bob', 'three', 1);

  expect(onLimited.mock.calls).toEqual([['max_event_bytes_per_token']]);
});

test('all principals of an account together are refused beyond its limit', () => {
  const { acquire, onLimited } = setUp();
  acquire('ann', 'one', 100);
  acquire('bob', 'two', 50);

  expect(() => acquire('cid', 'three', 1)).toThrow(/MAX_EVENT_BYTES_PER_ACCOUNT/);
  acquire('cid', 'two', 50);

  expect(onLimited.mock.calls).toEqual([['max_event_bytes_per_account']]);
});

test('what is released is given back when the last who shares it has left', () => {
  const { acquire } = setUp();
  const [one, other] = [acquire('ann', 'shared', 100), acquire('ann', 'shared', 100)];

  one.release();
  expect(() => acquire('ann', 'new', 1)).toThrow();
  other.release();

  acquire('ann', 'new', 100);
  acquire('bob', 'other', 50);
});

test('what was refused costs nothing', () => {
  const { acquire } = setUp();
  acquire('ann', 'one', 90);
  for (let count = 0; count < 10; count += 1) expect(() => acquire('ann', 'large', 90)).toThrow();

  acquire('ann', 'two', 10);
  acquire('bob', 'three', 50);
});

test('results count by their number, too, however small they are', () => {
  const { acquire } = setUp(30);
  for (const group of ['one', 'two', 'three']) acquire('ann', group, 1);

  expect(() => acquire('ann', 'four', 1)).toThrow(/MAX_EVENT_BYTES_PER_TOKEN/);
  acquire('bob', 'four', 40);
});
