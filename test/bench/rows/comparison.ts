import { type Contestant, closeContestants, type Round, type Setup, startContestants } from '../contestant.ts';
import { median } from '../statistics.ts';
import { ratioOf } from './interleaved.ts';
import type { Bench, Result, Row } from './row.ts';

export interface Baseline {
  /** The row's name. */
  readonly name: string;
  readonly against: string;
  readonly setup: Setup;
  readonly target: number;
}

const warmUpRounds = 2;
/** What rows call the gateway of another checkout. */
export const otherCheckout = 'the other checkout';
/** Two equal checkouts differ by hundredths. */
export const otherCheckoutTarget = 1.05;

/**
 * Server CPU per delivery of the gateway and of its baselines, which run at the same time and are
 * measured in rotation, round by round. They are started several times, since the memory layout of
 * a process moves a ratio by some hundredths for as long as the process lives.
 */
export class Comparison implements Row {
  readonly #ours: Setup;
  readonly #baselines: readonly Baseline[];

  constructor(ours: Setup, baselines: readonly Baseline[]) {
    this.#ours = ours;
    this.#baselines = baselines;
  }

  get names(): readonly string[] {
    return this.#baselines.map(({ name }) => name);
  }

  /** The first of these rows, with the gateway of another checkout as its only baseline. */
  withOtherCheckout(): Comparison {
    const [name = ''] = this.names;
    const setup: Setup = { ...this.#ours, server: 'otherGateway' };
    return new Comparison(this.#ours, [{ name, against: otherCheckout, setup, target: otherCheckoutTarget }]);
  }

  async measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]> {
    const baselines = this.#baselines.filter(({ name }) => wanted(name));
    const scaled = [this.#ours, ...baselines.map((baseline) => baseline.setup)].map((setup) => ({
      ...setup,
      deliveriesPerRound: setup.deliveriesPerRound * bench.scale,
    }));
    const rounds: Round[][] = scaled.map(() => []);
    for (let launch = 0; launch < bench.launches; launch += 1) {
      const contestants = await startContestants(scaled, bench);
      try {
        for (const contestant of contestants) await contestant.connect();
        const ofLaunch = await takeTurns(contestants, bench, launch);
        for (const [index, ofContestant] of ofLaunch.entries()) rounds[index]?.push(...ofContestant);
      } finally {
        await closeContestants(contestants);
      }
    }
    const [ours = [], ...theirs] = rounds;
    return baselines.map((baseline, index) => compare(baseline, ours, theirs[index] ?? []));
  }
}

/** The rounds of each contestant, without those that warmed it up. */
async function takeTurns(
  contestants: readonly Contestant[],
  { roundsPerLaunch, launches, note }: Bench,
  launch: number,
): Promise<readonly Round[][]> {
  const results: Round[][] = contestants.map(() => []);
  for (let round = -warmUpRounds; round < roundsPerLaunch; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const result = await contestant.round();
      if (round >= 0) results[index]?.push(result);
    }
    note(
      `launch ${launch + 1} of ${launches}, ${round < 0 ? 'warming up' : `round ${round + 1} of ${roundsPerLaunch}`}`,
    );
  }
  return results;
}

function compare({ name, against, target }: Baseline, ours: readonly Round[], theirs: readonly Round[]): Result {
  const cost = ({ cpuMicrosecondsPerDelivery }: Round): number => cpuMicrosecondsPerDelivery;
  return {
    row: name,
    against,
    unit: 'µs CPU per delivery',
    ...ratioOf({ ours: ours.map(cost), baseline: theirs.map(cost) }),
    target,
    note: `ours ${describe(ours)}; baseline ${describe(theirs)}`,
  };
}

/**
 * Where the time went, and that the clients were not the bottleneck: they idled, though every
 * delivery was counted.
 */
function describe(rounds: readonly Round[]): string {
  const of = (key: keyof Round): number => median(rounds.map((round) => round[key]));
  const percent = (key: keyof Round): string => `${Math.round(of(key) * 100)} %`;
  const kernel = of('systemMicrosecondsPerDelivery').toFixed(2);
  const [server, clients] = [percent('serverUtilisation'), percent('clientUtilisation')];
  return `${kernel} µs in the kernel, server busy ${server} of a core, clients ${clients}`;
}
