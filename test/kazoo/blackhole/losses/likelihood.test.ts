import { describe, expect, test } from 'vitest';
import { holdClock } from '../../../harness/held-clock.ts';
import { type Load, type Outcome, playLoad } from '../../harness/loss-model.ts';

const base: Load = {
  seed: 1,
  perSecond: 500,
  seconds: 6,
  stallMs: 0,
  burst: 0,
  pace: 5_000,
  maxWaitingFrames: 50,
  isTimed: true,
};

holdClock({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });

describe('what Kazoo drops is told', () => {
  test.each([
    ['a stall of 300 ms at 500 events a second', { perSecond: 500, stallMs: 300 }],
    ['a stall of 100 ms at 2,000 events a second', { perSecond: 2_000, stallMs: 100 }],
    ['a stall of a second at 200 documents a second', { perSecond: 200, stallMs: 1_000, isTimed: false }],
    ['120 events at once beside 100 a second', { perSecond: 100, burst: 120 }],
    ['60 events at once beside 500 a second', { perSecond: 500, burst: 60, pace: 20_000 }],
    ['80 events at once beside 1,000 a second', { perSecond: 1_000, burst: 80 }],
    ['twice the load that Kazoo can send', { perSecond: 2_000, pace: 1_000 }],
  ])('of %s', async (_what, load) => {
    const { lost, silent } = await playLoad({ ...base, ...load });

    expect(lost).toBeGreaterThan(0);
    expect(silent).toBe(0);
  });
});

describe('nothing is told where nothing can have been dropped', () => {
  test.each([
    ['200 events a second', { perSecond: 200 }],
    ['500 events a second', { perSecond: 500 }],
    ['300 documents a second', { perSecond: 300, isTimed: false }],
    ['30 events at once beside 200 a second', { perSecond: 200, burst: 30 }],
    ['stalls of 100 ms at 200 events a second', { perSecond: 200, stallMs: 100 }],
  ])('of %s', async (_what, load) => {
    const { lost, told } = await playLoad({ ...base, ...load });

    expect(lost).toBe(0);
    expect(told).toEqual([]);
  });
});

test('2,000 events a second are told of once at most, before the clocks are known', async () => {
  const { lost, told } = await playLoad({ ...base, perSecond: 2_000 });

  expect(lost).toBe(0);
  expect(told.length).toBeLessThanOrEqual(1);
});

// LOSSES=table prints the table of src/kazoo/notes/protocol.md, "What the gateway notices".
test.runIf(process.env['LOSSES'] === 'table')(
  'the table of what is told',
  async () => {
    const loads = [200, 500, 2_000].flatMap((perSecond) =>
      [0, 100, 300, 1_000].map((stallMs) => ({ perSecond, stallMs, pace: base.pace })),
    );
    loads.push({ perSecond: 2_000, stallMs: 0, pace: 1_000 });
    for (const isTimed of [true, false]) {
      for (const maxWaitingFrames of [50, Number.POSITIVE_INFINITY]) {
        for (const load of loads) {
          const outcomes: Outcome[] = [];
          for (let seed = 1; seed <= 2; seed += 1) {
            outcomes.push(await playLoad({ ...base, ...load, seed, seconds: 12, isTimed, maxWaitingFrames }));
          }
          const row = [isTimed, maxWaitingFrames, load.perSecond, load.stallMs, load.pace, ...sums(outcomes)];
          process.stdout.write(`| ${row.join(' | ')} |\n`);
        }
      }
    }
  },
  3_600_000,
);

function sums(outcomes: readonly Outcome[]): readonly number[] {
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  return [
    sum(({ emitted }) => emitted),
    sum(({ lost }) => lost),
    sum(({ inCertain }) => inCertain),
    sum(({ inPossible }) => inPossible),
    sum(({ silent }) => silent),
    sum(({ told }) => told.length),
    Math.round((100 * sum(({ covered }) => covered)) / outcomes.length),
  ];
}
