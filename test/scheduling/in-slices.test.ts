import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { inSlices } from '../../src/scheduling/in-slices.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock({ toFake: ['performance'] });

test('what is quickly done is done at once', () => {
  const done: number[] = [];

  inSlices(
    [1, 2, 3],
    (item) => done.push(item),
    () => expect.unreachable(),
  );

  expect(done).toEqual([1, 2, 3]);
});

test('what takes longer is done in later turns of the event loop, ten milliseconds in each', async () => {
  const done: number[] = [];

  inSlices(
    [1, 2, 3, 4, 5],
    (item) => {
      vi.advanceTimersByTime(6);
      done.push(item);
    },
    () => expect.unreachable(),
  );

  expect(done).toEqual([1, 2]);
  await nextTurn();
  expect(done).toEqual([1, 2, 3, 4]);
  await nextTurn();
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

test('a step that throws is reported, and ends neither the others of its slice nor those of later ones', async () => {
  const [done, errors]: [number[], unknown[]] = [[], []];

  inSlices(
    [1, 2, 3, 4, 5],
    (item) => {
      vi.advanceTimersByTime(6);
      if (item % 2 === 1) throw item;
      done.push(item);
    },
    (error) => errors.push(error),
  );

  await nextTurn();
  await nextTurn();
  expect(done).toEqual([2, 4]);
  expect(errors).toEqual([1, 3, 5]);
});
