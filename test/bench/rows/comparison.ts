import { type Contestant, closeContestants, type Round, type Setup, startContestants } from '../contestant.ts';
import { median } from '../statistics.ts';
import { measureInLaunches } from './launches.ts';
import type { Measurement } from './measurement.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

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
 * measured in rotation, round by round.
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
    const targets = baselines.map(({ target }) => target);
    let isOursFirst = false;
    const measurements = await measureInLaunches(bench, targets, async (note) => {
      // Who is started and measured first has an advantage or a disadvantage: each has it in half of the launches.
      isOursFirst = !isOursFirst;
      const inOrder = <Item>(items: readonly Item[]) => (isOursFirst ? [...items] : items.toReversed());
      const contestants = await startContestants(inOrder(scaled), bench);
      try {
        for (const contestant of contestants) await contestant.connect();
        const ofLaunch = inOrder(await takeTurns(contestants, bench.roundsPerLaunch, note));
        for (const [index, ofContestant] of ofLaunch.entries()) rounds[index]?.push(...ofContestant);
        const [ours = [], ...theirs] = ofLaunch.map((ofContestant) => ofContestant.map(costOf));
        return theirs.map((baseline) => ({ ours, baseline }));
      } finally {
        await closeContestants(contestants);
      }
    });
    const [ours = [], ...theirs] = rounds;
    return baselines.flatMap((baseline, index) => {
      const measurement = measurements[index];
      return measurement === undefined ? [] : [compare(baseline, measurement, ours, theirs[index] ?? [])];
    });
  }
}

/** The rounds of each contestant, without those that warmed it up. */
async function takeTurns(
  contestants: readonly Contestant[],
  roundsPerLaunch: number,
  note: (text: string) => void,
): Promise<readonly Round[][]> {
  const results: Round[][] = contestants.map(() => []);
  for (const contestant of contestants) await contestant.warmUp();
  for (let round = -warmUpRounds; round < roundsPerLaunch; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const result = await contestant.round();
      if (round >= 0) results[index]?.push(result);
    }
    note(round < 0 ? 'warming up' : `round ${round + 1} of ${roundsPerLaunch}`);
  }
  return results;
}

function costOf({ cpuMicrosecondsPerDelivery }: Round): number {
  return cpuMicrosecondsPerDelivery;
}

function compare(
  { name, against, target }: Baseline,
  measurement: Measurement,
  ours: readonly Round[],
  theirs: readonly Round[],
): Result {
  return {
    row: name,
    against,
    unit: 'µs CPU per delivery',
    ...judged(measurement, target),
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
