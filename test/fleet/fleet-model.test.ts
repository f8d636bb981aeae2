import { expect, test } from 'vitest';
import { Random } from '../../src/simulator/random.ts';
import { FleetModel } from './harness/fleet-model.ts';

/** As `src/README.md` says, for longer runs; by default it takes some seconds. */
const { FLEET_SEED: first = '1', FLEET_SEEDS: seeds = '3', FLEET_STEPS: steps = '15' } = process.env;

test.each(Array.from({ length: Number(seeds) }, (_, index) => Number(first) + index))(
  'whatever breaks, what a client misses was told, nothing comes twice, and all end in one order (seed %i)',
  async (seed) => {
    const keepsStandbys = seed % 2 === 0;
    using model = new FleetModel(new Random(seed), keepsStandbys);

    await model.run(Number(steps));

    const problems = model.problems();
    expect(problems, model.trace.join('\n')).toEqual([]);
  },
);
