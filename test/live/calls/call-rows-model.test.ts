import { expect, test } from 'vitest';
import { CallWorld } from './call-world.ts';

const seeds = Number(process.env['CALL_STORIES'] ?? 24);
const quietPeriods = 4;
const stepsPerPeriod = 40;

test.each(Array.from({ length: seeds }, (_, index) => index + 1))(
  'whatever happens to the events of story %i, a repair makes the rows true',
  (seed) => {
    const world = new CallWorld(seed);
    for (let period = 0; period < quietPeriods; period += 1) {
      for (let step = 0; step < stepsPerPeriod; step += 1) world.step();
      world.settle();
      expect(world.shown()).toHaveLength(world.expected().length);
      expect(new Set(world.shown())).toEqual(new Set(world.expected()));
    }
  },
);
