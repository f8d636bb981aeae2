import { expect, test } from 'vitest';
import { throttleStepMs } from '../../src/live/throttle.ts';

test.each([
  [null, 0],
  [undefined, 0],
  [100, 100],
  [101, 250],
  [250, 250],
  [2_001, 5_000],
  [59_999, 60_000],
  [60_000, 60_000],
])('throttleMs %s is rounded up to %d', (given, stepMs) => {
  expect(throttleStepMs(given)).toBe(stepMs);
});

test.each([-1, 0, 99, 60_001])('throttleMs %d is refused', (given) => {
  expect(() => throttleStepMs(given)).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('between 100 and 60000') }),
  );
});
