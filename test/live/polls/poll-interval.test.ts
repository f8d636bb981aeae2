import { expect, test } from 'vitest';
import { pollStepMs } from '../../../src/live/polls/poll-interval.ts';

test.each([
  [undefined, 0],
  [null, 0],
  [5_000, 5_000],
  [5_001, 10_000],
  [10_001, 30_000],
  [30_001, 60_000],
  [60_000, 60_000],
])('to be told every %s ms is a poll every %s ms', (everyMs, stepMs) => {
  expect(pollStepMs(everyMs)).toBe(stepMs);
});

test.each([4_999, 60_001, 0, -5_000])('to be told every %s ms is refused', (everyMs) => {
  expect(() => pollStepMs(everyMs)).toThrow(/between 5000 and 60000/);
});
