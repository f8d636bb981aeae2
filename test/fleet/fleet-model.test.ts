import { expect, test } from 'vitest';
import { Random } from '../../src/simulator/random.ts';
import { FleetModel } from './harness/model/fleet-model.ts';
import { all, spared } from './harness/model/troubles.ts';

/** As `src/README.md` says, for longer runs; by default it takes some seconds. */
const { FLEET_SEED: first = '1', FLEET_SEEDS: count = '3', FLEET_STEPS: steps = '15' } = process.env;
const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);

test.each(seeds)(
  'whatever breaks, what a client misses was told, nothing comes twice, and all end in one order (seed %i)',
  async (seed) => {
    using model = new FleetModel(new Random(seed));

    await model.run(all, Number(steps));

    const problems = model.problems();
    expect(problems, model.trace.join('\n')).toEqual([]);
  },
);

test.each(seeds)(
  'whatever is replaced, moved or lost on the way, no client is told of a loss (seed %i)',
  async (seed) => {
    using model = new FleetModel(new Random(seed));

    await model.run(spared, Number(steps));

    const problems = [...model.problems(), ...model.losses()];
    expect(problems, model.trace.join('\n')).toEqual([]);
  },
);
