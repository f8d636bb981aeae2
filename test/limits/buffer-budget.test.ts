import { expect, test, vi } from 'vitest';
import { BufferBudget } from '../../src/limits/buffer-budget.ts';
import { holdClock } from '../harness/held-clock.ts';

const checkIntervalMs = 250;

holdClock();

/** Clients that hold so many bytes each, and a budget that has been checked once. */
function setUp(maxBytes: number, bytes: readonly number[]) {
  const closed: number[] = [];
  const reads = bytes.map(() => 0);
  const onLimited = vi.fn<() => void>();
  const budget = new BufferBudget({ maxBytes, checkIntervalMs, onLimited });
  for (const [index, held] of bytes.entries()) {
    budget.add({
      get bufferedBytes() {
        reads[index] = (reads[index] ?? 0) + 1;
        return held;
      },
      closeAsSlow: () => closed.push(held),
    });
  }
  vi.advanceTimersByTime(checkIntervalMs);
  return { budget, closed, reads, onLimited };
}

test('the slowest are closed until the others fit, and each is counted', () => {
  const { budget, closed, onLimited } = setUp(100, [0, 40, 70, 0, 10, 60]);

  expect(closed).toEqual([70, 60]);
  expect(onLimited).toHaveBeenCalledTimes(2);
  expect(budget.bufferedBytes).toBe(50);
});

test('nobody is closed while all fit', () => {
  expect(setUp(100, [40, 60]).closed).toEqual([]);
});

test('a check looks at each client once, also while many are slow', () => {
  const { reads } = setUp(
    1,
    Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 1_000),
  );

  expect(Math.max(...reads)).toBe(1);
});
