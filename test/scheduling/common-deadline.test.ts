import { expect, test, vi } from 'vitest';
import { CommonDeadline } from '../../src/scheduling/common-deadline.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock();

/** Items are over after a second; each is noted with the time. */
function setUp() {
  const startedAtMs = performance.now();
  const over: [item: string, atMs: number][] = [];
  const deadline = new CommonDeadline<string>(1_000, (item) => over.push([item, performance.now() - startedAtMs]));
  return { deadline, over };
}

test('each item is over after the same time', () => {
  const { deadline, over } = setUp();
  deadline.add('a');
  vi.advanceTimersByTime(400);
  deadline.add('b');
  deadline.add('c');

  vi.advanceTimersByTime(5_000);

  expect(over).toEqual([
    ['a', 1_000],
    ['b', 1_400],
    ['c', 1_400],
  ]);
  expect(deadline.has('a')).toBe(false);
});

test('an item that ended by itself is not over, and those after it are in their own time', () => {
  const { deadline, over } = setUp();
  deadline.add('a');
  vi.advanceTimersByTime(400);
  deadline.add('b');

  deadline.delete('a');
  vi.advanceTimersByTime(5_000);

  expect(over).toEqual([['b', 1_400]]);
});

test('all items share one timer, and without items there is none', () => {
  const { deadline } = setUp();
  for (let index = 0; index < 1_000; index += 1) deadline.add(String(index));
  expect(vi.getTimerCount()).toBe(1);

  for (let index = 0; index < 1_000; index += 1) deadline.delete(String(index));

  expect(vi.getTimerCount()).toBe(0);
});

test('what is added when an item is over gets its whole time', () => {
  const over: number[] = [];
  const startedAtMs = performance.now();
  const deadline = new CommonDeadline<number>(1_000, (item) => {
    over.push(performance.now() - startedAtMs);
    if (item < 3) deadline.add(item + 1);
  });
  deadline.add(1);

  vi.advanceTimersByTime(10_000);

  expect(over).toEqual([1_000, 2_000, 3_000]);
  expect(vi.getTimerCount()).toBe(0);
});

test('all are over at once where nobody is to wait any longer', () => {
  const { deadline, over } = setUp();
  deadline.add('a');
  vi.advanceTimersByTime(400);
  deadline.add('b');

  deadline.endAll();

  expect(over).toEqual([
    ['a', 400],
    ['b', 400],
  ]);
  expect([deadline.has('a'), vi.getTimerCount()]).toEqual([false, 0]);
});
