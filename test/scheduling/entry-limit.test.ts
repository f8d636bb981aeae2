import { LRUCache } from 'lru-cache';
import { expect, test, vi } from 'vitest';
import { entryLimit } from '../../src/scheduling/entry-limit.ts';
import { CacheClock } from '../harness/cache-clock.ts';

test('a cache with an entry limit keeps the entries that were used last', () => {
  using _clock = new CacheClock();
  const cache = new LRUCache<string, number>(entryLimit(2, 60_000));

  cache.set('a', 1).set('b', 2);
  cache.get('a');
  cache.set('c', 3);

  expect([...cache.keys()]).toEqual(['c', 'a']);
});

test('it forgets an entry after its time, though nobody asks for it', () => {
  using clock = new CacheClock();
  const cache = new LRUCache<string, number>(entryLimit(2, 60_000));

  cache.set('a', 1);
  clock.pass(59_000);
  expect(cache.size).toBe(1);
  clock.pass(1_002);

  expect(cache.size).toBe(0);
});

test('a time that is too long for a timer is as long as a timer can be, or it would fire again and again', () => {
  using clock = new CacheClock();
  // A spy on a clock that is fake would bring it back when all spies are restored.
  const setTimer = vi.fn(setTimeout);
  vi.stubGlobal('setTimeout', setTimer);
  const cache = new LRUCache<string, number>(entryLimit(2, 2 ** 31));

  cache.set('a', 1);
  vi.unstubAllGlobals();
  clock.pass(1_000);

  expect(setTimer.mock.calls.map(([, ms]) => ms)).toEqual([2 ** 31 - 1]);
});

test('to ask it for an entry takes no timer', () => {
  using _clock = new CacheClock();
  const cache = new LRUCache<string, number>(entryLimit(2, 60_000));
  cache.set('a', 1);
  const timers = vi.getTimerCount();

  expect(cache.get('a')).toBe(1);
  expect(vi.getTimerCount()).toBe(timers);
});
