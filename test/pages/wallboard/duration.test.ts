import { expect, test } from 'vitest';
import { stopwatch } from '../../../src/pages/wallboard/lists/duration.ts';

test.each([
  [0, '0:00'],
  [7_400, '0:07'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
  [183_600_000, '2 d 3 h'],
  // The switch's clock may be a little ahead.
  [-1_500, '0:00'],
])('%i ms are %s', (durationMs, text) => {
  expect(stopwatch(durationMs)).toBe(text);
});
