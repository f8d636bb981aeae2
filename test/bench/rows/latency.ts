import { Clients } from '../clients/clients.ts';
import { type Contestant, closeContestants, type Setup, startContestants } from '../contestant.ts';
import { percentile } from '../statistics.ts';
import { otherCheckout, otherCheckoutTarget } from './comparison.ts';
import { firstRow } from './fan-out.ts';
import type { Bench, Result, Row } from './row.ts';

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
      const contestants = await startContestants([setup, baseline.setup], bench);
      const probes: Clients[] = [];
      const rounds: number[][][] = contestants.map(() => []);
      try {
        for (const contestant of contestants) probes.push(await connectAll(contestant));
        const events = Math.ceil(eventsPerRound * bench.scale);
        for (let round = -1; round < bench.rounds; round += 1) {
          for (const [index, contestant] of contestants.entries()) {
            const times = await measureTimes(contestant, probes[index], round < 0 ? warmUpEvents : events, bench);
            if (round >= 0) rounds[index]?.push(times);
          }
          bench.note(`round ${round + 1} of ${bench.rounds}`);
        }
      } finally {
        await Promise.all(probes.map((probe) => probe.close()));
        await closeContestants(contestants);
      }
      const [ours = [], theirs = []] = rounds;
      return Object.entries(shares)
        .filter(([name]) => wanted(name))
        .map(([name, share]) => compare(name, share, { ours, theirs }, baseline));
    },
  };
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

function compare(
  row: string,
  share: number,
  { ours, theirs }: Readonly<Record<'ours' | 'theirs', readonly (readonly number[])[]>>,
  { against, target }: Baseline,
): Result {
  const of = (times: readonly number[]): number => percentile(times, share);
  const ratios = ours.map((times, round) => of(times) / of(theirs[round] ?? []));
  const [our, their] = [of(ours.flat()), of(theirs.flat())];
  return {
    row,
    against,
    unit: 'ms to the last of 1,000',
    ours: our,
    baseline: their,
    ratio: our / their,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    target,
    note: `${ours.flat().length} events, one at a time`,
  };
}
