import { describe, expect, test } from 'vitest';
import { measureInLaunches } from './launches.ts';
import { type Interleaved, Measurement } from './measurement.ts';

/** A launch of three rounds whose ratio of medians is this. */
function launchOf(ratio: number): Interleaved {
  return { ours: [ratio, ratio * 2, ratio * 9], baseline: [1, 2, 9] };
}

describe('a measurement', () => {
  test('counts a launch as one sample, however much its rounds differ', () => {
    const measurement = new Measurement([0.8, 1, 1.25].map(launchOf));

    expect(measurement.ratio).toBeCloseTo(1);
    expect(measurement.ours / measurement.baseline).toBeCloseTo(1);
    // Logs of ±0.223: their standard error times Student's t of two degrees of freedom.
    expect(measurement.interval?.map((bound) => bound.toFixed(2))).toEqual(['0.57', '1.74']);
  });

  test('cannot tell anything from one launch', () => {
    const measurement = new Measurement([launchOf(0.5)]);

    expect([measurement.ratio, measurement.interval, measurement.verdict(1)]).toEqual([0.5, undefined, 'open']);
  });

  test.each([
    [[0.9, 0.91, 0.92], 1, 'met'],
    [[1.1, 1.11, 1.12], 1, 'missed'],
    [[0.9, 1, 1.1], 1, 'open'],
  ] as const)('of ratios %j says that the target %d is %s', (ratios, target, verdict) => {
    expect(new Measurement(ratios.map(launchOf)).verdict(target)).toBe(verdict);
  });
});

describe('launches', () => {
  const bench = { minLaunches: 3, maxLaunches: 6, note: () => undefined };

  test.each([
    ['end once each target is decided', [0.5, 0.51, 0.5, 0.5, 0.5, 0.5], 3],
    ['go on while one of them is not', [0.9, 1.1, 0.9, 1.1, 0.9, 1.1], 6],
  ] as const)('%s', async (_, ratios, launches) => {
    let launch = 0;

    const [decided, other] = await measureInLaunches(bench, [1, 1], async () => {
      launch += 1;
      return [launchOf(0.5), launchOf(ratios[launch - 1] ?? 0)];
    });

    expect([decided?.launches, other?.launches]).toEqual([launches, launches]);
  });
});
