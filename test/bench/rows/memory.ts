import { Contestant, type Setup } from '../contestant.ts';
import { type Baseline, otherCheckout, otherCheckoutTarget } from './comparison.ts';
import { firstRow } from './fan-out.ts';
import { measureInLaunches } from './launches.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

/**
 * They fill the room that the heap has kept since the start, which the others would get for
 * nothing.
 */
const first = 2500;
/** Many, since a heap grows by steps. */
const connections = 7500;
const ours: Setup = { ...firstRow, connections };
const turns = 5;
const bytesPerKilobyte = 1024;

export const memory = memoryBeside({
  name: 'memory',
  against: 'bare ws connection',
  setup: { ...ours, server: 'relay', client: 'bare-ws' },
  target: 2,
});
export const memoryBesideOtherCheckout = memoryBeside({
  name: 'memory',
  against: otherCheckout,
  setup: { ...ours, server: 'otherGateway' },
  target: otherCheckoutTarget,
});

/** How much a server grows by each client, in a fresh process each time. */
function memoryBeside({ name, against, setup, target }: Baseline): Row {
  return {
    names: [name],
    async measure(bench: Bench): Promise<readonly Result[]> {
      const measurements = await measureInLaunches(bench, [target], async (note) => {
        note('ours');
        const our = await kilobytesPerClient(ours, bench);
        note('the baseline');
        return [{ ours: [our], baseline: [await kilobytesPerClient(setup, bench)] }];
      });
      return measurements.map((measurement) => ({
        row: name,
        against,
        unit: 'kB RSS per client',
        ...judged(measurement, target),
        note: `${connections} clients beside ${first} others, each time after ${turns} events and a garbage collection`,
      }));
    },
  };
}

async function kilobytesPerClient(setup: Setup, bench: Bench): Promise<number> {
  const contestant = await Contestant.start(setup, bench);
  const { server } = contestant;
  try {
    await contestant.connect(first);
    for (let turn = 0; turn < turns; turn += 1) await contestant.turn();
    await server.collectGarbage();
    const before = await server.usage();
    await contestant.connect();
    for (let turn = 0; turn < turns; turn += 1) await contestant.turn();
    await server.collectGarbage();
    const after = await server.usage();
    return (after.rssBytes - before.rssBytes) / connections / bytesPerKilobyte;
  } finally {
    await contestant.close();
  }
}
