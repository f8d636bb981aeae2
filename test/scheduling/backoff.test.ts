import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullJitterMs } from '../../src/scheduling/backoff.ts';
import { fuzzRuns } from '../harness/fuzz-runs.ts';

const attempt = fc.integer({ min: 1, max: 5000 });
const options = fc.record({ baseMs: fc.integer({ min: 1, max: 10_000 }), maxMs: fc.integer({ min: 1, max: 600_000 }) });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a delay is a whole number of milliseconds within its bounds, however many attempts there were', () => {
  fc.assert(
    fc.property(attempt, options, chance, (count, backoff, random) => {
      const delayMs = fullJitterMs(count, backoff, () => random);

      expect(Number.isInteger(delayMs)).toBe(true);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(Math.min(backoff.maxMs, Math.round(backoff.baseMs * 2 ** count)));
    }),
    { numRuns: fuzzRuns(500) },
  );
});

test('with the same luck a later attempt never waits less', () => {
  fc.assert(
    fc.property(attempt, options, chance, (count, backoff, random) => {
      const [earlier, later] = [count, count + 1].map((each) => fullJitterMs(each, backoff, () => random));

      expect(later).toBeGreaterThanOrEqual(earlier ?? Number.NaN);
    }),
    { numRuns: fuzzRuns(500) },
  );
});

test('delays are spread over the whole range: those that failed together do not come back together', () => {
  const delays = Array.from({ length: 1000 }, () => fullJitterMs(3, { baseMs: 1000, maxMs: 60_000 }));

  for (const quarter of [0, 1, 2, 3]) {
    const within = delays.filter((delayMs) => Math.floor(delayMs / 2000) === quarter);
    // Expected are 250; fewer than 150 come once in more than 10^12 runs.
    expect(within.length).toBeGreaterThan(150);
  }
});
