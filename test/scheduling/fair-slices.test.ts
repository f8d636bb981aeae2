import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { FairSlices } from '../../src/scheduling/fair-slices.ts';

const longMs = 15;

/** Longer than a slice. */
function takeLong(): void {
  const startedAtMs = performance.now();
  while (performance.now() - startedAtMs < longMs);
}

test('work runs in the order in which it was asked for, and not before the turn is over', async () => {
  const slices = new FairSlices();
  const ran: number[] = [];

  const all = Promise.all([1, 2, 3].map((name) => slices.run(() => ran.push(name))));
  expect(ran).toEqual([]);
  await all;

  expect(ran).toEqual([1, 2, 3]);
});

test('work that takes longer than a slice leaves a turn of the event loop to others before the next', async () => {
  const slices = new FairSlices();
  const turns: number[] = [];
  let turn = 0;
  const work = () => {
    takeLong();
    turns.push(turn);
  };

  const all = Promise.all([slices.run(work), slices.run(work), slices.run(work)]);
  for (; turn < 10; turn += 1) await setImmediate();
  await all;

  expect(new Set(turns).size).toBe(3);
});

test('what takes no time does not wait for another turn', async () => {
  // However busy the machine is.
  using _clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  const slices = new FairSlices();
  let ran = 0;

  for (let asked = 0; asked < 100; asked += 1) void slices.run(() => (ran += 1));
  await setImmediate();

  expect(ran).toBe(100);
});

test('what is thrown belongs to the one who asked for it', async () => {
  const slices = new FairSlices();
  const failure = new Error('no past');

  const failed = slices.run(() => {
    throw failure;
  });
  const done = slices.run(() => 'done');

  await expect(failed).rejects.toBe(failure);
  await expect(done).resolves.toBe('done');
});
