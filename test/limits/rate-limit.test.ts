import { expect, test, vi } from 'vitest';
import { RateLimit } from '../../src/limits/rate-limit.ts';
import { CacheClock } from '../harness/cache-clock.ts';

test('a key may be used so often in a window, and then waits for its end', () => {
  using clock = new CacheClock();
  const limit = new RateLimit({ maxUses: 2, windowMs: 60_000 });

  expect([limit.use('a'), limit.use('a')]).toEqual([0, 0]);
  clock.pass(20_000);
  expect([limit.use('a'), limit.use('b')]).toEqual([expect.closeTo(40_000), 0]);
  clock.pass(40_001);

  expect([limit.use('a'), limit.use('a')]).toEqual([0, 0]);
  expect(limit.use('a')).toBeCloseTo(60_000);
});

test('of strangers with ever new addresses the latest 50,000 are remembered', () => {
  const limit = new RateLimit({ maxUses: 1, windowMs: 60_000 });

  for (let index = 0; index <= 50_000; index += 1) limit.use(`2001:db8:${index}::/64`);

  expect(limit.use('2001:db8:1::/64')).toBeGreaterThan(0);
  expect(limit.use('2001:db8:0::/64')).toBe(0);
});

test('a key that is not used again is forgotten at the end of its window', () => {
  using clock = new CacheClock();
  const limit = new RateLimit({ maxUses: 1, windowMs: 60_000 });
  limit.use('a');

  clock.pass(60_002);

  expect(vi.getTimerCount()).toBe(0);
});
