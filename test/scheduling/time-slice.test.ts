import { afterEach, expect, test, vi } from 'vitest';
import { TimeSlice } from '../../src/scheduling/time-slice.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a slice is over after ten milliseconds', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(100);
  const slice = new TimeSlice();

  expect([slice.startedAtMs, slice.isOver]).toEqual([100, false]);
  now.mockReturnValue(110);
  expect(slice.isOver).toBe(false);
  now.mockReturnValue(110.1);
  expect(slice.isOver).toBe(true);
});
