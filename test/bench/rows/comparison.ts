import { Contestant, type Round, type Setup } from '../contestant.ts';
import { median } from '../statistics.ts';
import type { Bench, Result, Row } from './row.ts';

export interface Baseline {
  /** The row's name. */
  readonly name: string;
  readonly against: string;
  readonly setup: Setup;
  readonly target: number;
}

const warmUpRounds = 2;

/** Server CPU per delivery of ours beside that of baselines: all are up at the same time and take turns, round by round. */
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

  async measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]> {
    const baselines = this.#baselines.filter(({ name }) => wanted(name));
    const contestants: Contestant[] = [];
    try {
      for (const setup of [this.#ours, ...baselines.map((baseline) => baseline.setup)]) {
        const deliveriesPerRound = setup.deliveriesPerRound * bench.scale;
        contestants.push(await Contestant.start({ ...setup, deliveriesPerRound }, bench.feeder, bench.messageBytes));
      }
      const [ours = [], ...theirs] = await takeTurns(contestants, bench);
      return baselines.map((baseline, index) => compare(baseline, ours, theirs[index] ?? []));
    } finally {
      await Promise.all(contestants.map((contestant) => contestant.close()));
    }
  }
}

/** The rounds of each contestant, without those that warmed it up. */
async function takeTurns(contestants: readonly Contestant[], { rounds, note }: Bench): Promise<readonly Round[][]> {
  const results: Round[][] = contestants.map(() => []);
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const result = await contestant.round();
      if (round >= 0) results[index]?.push(result);
    }
    note(round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`);
  }
  return results;
}

function compare({ name, against, target }: Baseline, ours: readonly Round[], theirs: readonly Round[]): Result {
  const cost = ({ cpuMicrosecondsPerDelivery }: Round): number => cpuMicrosecondsPerDelivery;
  const ourMedian = median(ours.map(cost));
  const theirMedian = median(theirs.map(cost));
  const ratios = ours.map(
    (round, index) => cost(round) / (theirs[index] === undefined ? theirMedian : cost(theirs[index])),
  );
  const busy = (rounds: readonly Round[]): string =>
    `server ${percent(rounds, 'serverUtilisation')}, clients ${percent(rounds, 'clientUtilisation')}`;
  return {
    row: name,
    against,
    unit: 'µs CPU per delivery',
    ours: ourMedian,
    baseline: theirMedian,
    ratio: ourMedian / theirMedian,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    target,
    note: `of a core: ours ${busy(ours)}; baseline ${busy(theirs)}`,
  };
}

function percent(rounds: readonly Round[], key: 'serverUtilisation' | 'clientUtilisation'): string {
  return `${Math.round(median(rounds.map((round) => round[key])) * 100)} %`;
}
