import { expect, test } from 'vitest';
import { passingCodes, toldPauseMs } from '../../../src/client/connection/passing-errors.ts';
import { errorMeanings } from '../../../src/errors.ts';

test.each([
  ['as long as the gateway says', { retryAfter: 120 }, 120_000],
  ['an hour at most, which a timer can wait', { retryAfter: 1e9 }, 3_600_000],
  ['nothing where the gateway says nothing', {}, 0],
  ['nothing where it says no number', { retryAfter: '120' }, 0],
])('what passes by itself is waited for %s', (_, extensions, pauseMs) => {
  expect(toldPauseMs({ extensions: { code: 'RATE_LIMITED', ...extensions } })).toBe(pauseMs);
});

test('a client tries again after the errors, and no others, of which the gateway says that they may pass', () => {
  const mayRetry = Object.entries(errorMeanings).filter(([, meaning]) => meaning.mayRetry);

  expect([...passingCodes].sort()).toEqual(mayRetry.map(([code]) => code).sort());
});
