import { type Contestant, closeContestants, type Setup, startContestants } from '../contestant.ts';
import { type Baseline, otherCheckout, otherCheckoutTarget } from './comparison.ts';
import { firstRow } from './fan-out.ts';
import { measureInLaunches } from './launches.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

const connections = 2000;
const ours: Setup = { ...firstRow, connections };
/** In the second round a client still costs three times as much as in the third. Measured. */
const warmUpRounds = 2;
const microsecondsPerMs = 1000;

const recipe: Baseline = {
  name: 'connect',
  against: 'yoga + graphql-ws',
  setup: { ...ours, server: 'yoga' },
  target: 0.7,
};

export const connect = connectBeside(recipe);
export const connectBesideOtherCheckout = connectBeside({
  name: 'connect',
  against: otherCheckout,
  setup: { ...ours, server: 'otherGateway' },
  target: otherCheckoutTarget,
});

/** What it costs the server until 2,000 clients are connected and subscribed. */
function connectBeside({ name, against, setup, target }: Baseline): Row {
  return {
    names: [name],
    async measure(bench: Bench): Promise<readonly Result[]> {
      const measurements = await measureInLaunches(bench, [target], async (note) => {
        const contestants = await startContestants([ours, setup], bench);
        const costs: readonly [ours: number[], baseline: number[]] = [[], []];
        try {
          for (let round = -warmUpRounds; round < bench.roundsPerLaunch; round += 1) {
            for (const [index, contestant] of contestants.entries()) {
              const cost = await costOfConnecting(contestant);
              if (round >= 0) costs[index]?.push(cost);
            }
            note(`round ${round + 1} of ${bench.roundsPerLaunch}`);
          }
        } finally {
          await closeContestants(contestants);
        }
        const [our, baseline] = costs;
        return [{ ours: our, baseline }];
      });
      return measurements.map((measurement) => ({
        row: name,
        against,
        unit: 'µs CPU per client',
        ...judged(measurement, target),
        note: `${connections} clients connect and subscribe, at most 64 at the same time`,
      }));
    },
  };
}

async function costOfConnecting(contestant: Contestant): Promise<number> {
  const before = await contestant.server.usage();
  await contestant.connect();
  const after = await contestant.server.usage();
  await contestant.disconnect();
  return ((after.cpuMs - before.cpuMs) * microsecondsPerMs) / connections;
}
