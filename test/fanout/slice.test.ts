import { afterEach, expect, test, vi } from 'vitest';
import { Slice } from '../../src/fanout/slice.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a slice is over when its time is up, which is looked at every few steps only', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(100);
  const slice = new Slice();

  for (let step = 0; step < 1_000; step += 1) expect(slice.isOver).toBe(false);
  expect(now.mock.calls.length).toBeLessThan(100);
  now.mockReturnValue(111);

  expect(Array.from({ length: 16 }, () => slice.isOver)).toContain(true);
});
