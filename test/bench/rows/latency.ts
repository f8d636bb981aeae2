import { Clients } from '../clients/clients.ts';
import { type Contestant, closeContestants, type Setup, startContestants } from '../contestant.ts';
import { percentile } from '../statistics.ts';
import { otherCheckout, otherCheckoutTarget } from './comparison.ts';
import { firstRow } from './fan-out.ts';
import { measureInLaunches } from './launches.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

const crowd = 999;
const setup: Setup = { ...firstRow, connections: crowd };
const warmUpEvents = 100;
const eventsPerRound = 100;
const shares = { 'latency-p50': 0.5, 'latency-p99': 0.99 } as const;

type Baseline = Pick<Result, 'against' | 'target'> & { readonly setup: Setup };

export const latency = latencyBeside({
  against: 'bare ws relay, one buffer',
  setup: { ...setup, server: 'relay', client: 'bare-ws' },
  target: 1.1,
});
export const latencyBesideOtherCheckout = latencyBeside({
  against: otherCheckout,
  setup: { ...setup, server: 'otherGateway' },
  target: otherCheckoutTarget,
});

/**
 * The time from the upstream frame to the client that is served last. It connected last and has a
 * process of its own, so that it waits for the server only.
 */
function latencyBeside(baseline: Baseline): Row {
  return {
    names: Object.keys(shares),
    async measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]> {
      const { against, target } = baseline;
      const rows = Object.entries(shares).filter(([name]) => wanted(name));
      const targets = rows.map(() => target);
      const measurements = await measureInLaunches(bench, targets, async (note) => {
        const [ours, theirs] = await measureLaunch(baseline.setup, bench, note);
        return rows.map(([, share]) => ({
          ours: ours.map((times) => percentile(times, share)),
          baseline: theirs.map((times) => percentile(times, share)),
        }));
      });
      return measurements.map((measurement, index) => ({
        row: rows[index]?.[0] ?? '',
        against,
        unit: 'ms to the last of 1,000',
        ...judged(measurement, target),
        note: `rounds of ${eventsIn(bench)} events, one at a time`,
      }));
    },
  };
}

/** The times of ours and of the baseline, by round. */
async function measureLaunch(
  theirs: Setup,
  bench: Bench,
  note: (text: string) => void,
): Promise<readonly [ours: number[][], theirs: number[][]]> {
  const contestants = await startContestants([setup, theirs], bench);
  const probes: Clients[] = [];
  const rounds: readonly [ours: number[][], theirs: number[][]] = [[], []];
  try {
    for (const contestant of contestants) probes.push(await connectAll(contestant));
    for (let round = -1; round < bench.roundsPerLaunch; round += 1) {
      for (const [index, contestant] of contestants.entries()) {
        const times = await measureTimes(contestant, probes[index], round < 0 ? warmUpEvents : eventsIn(bench), bench);
        if (round >= 0) rounds[index]?.push(times);
      }
      note(`round ${round + 1} of ${bench.roundsPerLaunch}`);
    }
    return rounds;
  } finally {
    await Promise.all(probes.map((probe) => probe.close()));
    await closeContestants(contestants);
  }
}

function eventsIn({ scale }: Bench): number {
  return Math.ceil(eventsPerRound * scale);
}

async function connectAll(contestant: Contestant): Promise<Clients> {
  await contestant.connect();
  const probe = await Clients.start();
  await probe.connect(contestant.clientOptions(1));
  await contestant.server.untilSubscribed(crowd + 1);
  return probe;
}

async function measureTimes(
  { clients, upstream }: Contestant,
  probe: Clients | undefined,
  events: number,
  { feeder }: Bench,
): Promise<number[]> {
  const times: number[] = [];
  for (let event = 0; event < events; event += 1) {
    const others = clients.delivered(crowd);
    const last = probe?.delivered(1);
    const sentAtMs = await feeder.feed(upstream, 1);
    await others;
    times.push(((await last) ?? Number.NaN) - sentAtMs);
  }
  return times;
}
