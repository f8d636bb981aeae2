import { expect, test, vi } from 'vitest';
import { LogThrottle, type LogThrottleOptions } from '../../src/telemetry/log-throttle.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock();

function setUp(options: LogThrottleOptions) {
  const throttle = new LogThrottle(options);
  const lines: [string, number][] = [];
  return { lines, log: (key: string) => throttle.log(key, (withheld) => lines.push([key, withheld])) };
}

test('each key has one line in a stretch of time, and the next one says how many were withheld', () => {
  const { log, lines } = setUp({ quietMs: 1_000, maxKeys: 10 });

  for (const key of ['a', 'b', 'a', 'a']) log(key);
  vi.advanceTimersByTime(999);
  log('a');
  vi.advanceTimersByTime(1);
  log('a');
  log('b');

  expect(lines).toEqual([
    ['a', 0],
    ['b', 0],
    ['a', 3],
    ['b', 0],
  ]);
});

test('many keys get no more lines than there may be keys, and make room when their time is over', () => {
  const { log, lines } = setUp({ quietMs: 1_000, maxKeys: 2 });

  for (const key of ['a', 'b', 'c', 'd']) log(key);
  vi.advanceTimersByTime(1_000);
  for (const key of ['c', 'd', 'e']) log(key);

  expect(lines.map(([key]) => key)).toEqual(['a', 'b', 'c', 'd']);
});

test('without a stretch of time a key is logged once', () => {
  const { log, lines } = setUp({ maxKeys: 1 });

  log('a');
  vi.advanceTimersByTime(1_000_000_000);
  log('a');

  expect(lines).toEqual([['a', 0]]);
});
