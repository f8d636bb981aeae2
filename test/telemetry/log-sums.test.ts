import { expect, test, vi } from 'vitest';
import { LogSums } from '../../src/telemetry/log-sums.ts';

function setUp(maxKeys = 10) {
  const lines: string[] = [];
  const sums = new LogSums({ periodMs: 60_000, maxKeys });
  const add = (key: string) =>
    sums.add(
      key,
      () => lines.push(key),
      (count) => lines.push(`${key} +${count}`),
    );
  return { sums, lines, add, [Symbol.dispose]: () => vi.useRealTimers() };
}

test('the first of each key is logged at once, and the number of the others when the minute is over', () => {
  vi.useFakeTimers();
  using log = setUp();

  for (let times = 0; times < 1_000; times += 1) log.add('one');
  vi.advanceTimersByTime(30_000);
  log.add('two');
  expect(log.lines).toEqual(['one', 'two']);
  vi.advanceTimersByTime(30_000);
  expect(log.lines).toEqual(['one', 'two', 'one +999']);
  vi.advanceTimersByTime(60_000);
  log.add('one');

  expect(log.lines).toEqual(['one', 'two', 'one +999', 'one']);
  log.sums.close();
});

test('closing logs what is summed, and leaves no timer', () => {
  vi.useFakeTimers();
  using log = setUp();
  log.add('one');
  log.add('one');

  log.sums.close();

  expect(log.lines).toEqual(['one', 'one +1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('of more keys than it may sum none is logged', () => {
  vi.useFakeTimers();
  using log = setUp(1);
  log.add('one');
  log.add('two');

  expect(log.lines).toEqual(['one']);
  log.sums.close();
});
