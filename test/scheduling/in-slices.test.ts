import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inSlices } from '../../src/scheduling/in-slices.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is quickly done is done at once', () => {
  const done: number[] = [];

  inSlices([1, 2, 3], (item) => done.push(item));

  expect(done).toEqual([1, 2, 3]);
});

test('what takes longer is done in later turns of the event loop, ten milliseconds in each', async () => {
  const done: number[] = [];

  inSlices([1, 2, 3, 4, 5], (item) => {
    vi.advanceTimersByTime(6);
    done.push(item);
  });

  expect(done).toEqual([1, 2]);
  await nextTurn();
  expect(done).toEqual([1, 2, 3, 4]);
  await nextTurn();
  expect(done).toEqual([1, 2, 3, 4, 5]);
});
