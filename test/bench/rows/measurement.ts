import { median } from '../statistics.ts';

/**
 * What ours and a baseline cost in each round of a launch; rounds of one number were measured one
 * after the other.
 */
export interface Interleaved {
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
}

export type Verdict = 'met' | 'missed' | 'open';

/** Student's t for 95 % of both sides, by the degrees of freedom from 1 on. */
const quantiles = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.09,
];
/** For more of them. */
const normalQuantile = 2;

/**
 * The ratio of ours to a baseline over launches. One launch moves it for as long as it lives (the
 * memory layout of its processes), whatever the number of its rounds: so a launch counts as one
 * sample, and what is known of the ratio comes from how launches differ.
 */
export class Measurement {
  readonly #launches: readonly Interleaved[];

  constructor(launches: readonly Interleaved[]) {
    this.#launches = launches;
  }

  get launches(): number {
    return this.#launches.length;
  }

  get ours(): number {
    return median(this.#launches.flatMap(({ ours }) => ours));
  }

  get baseline(): number {
    return median(this.#launches.flatMap(({ baseline }) => baseline));
  }

  /** The geometric mean of the launches' ratios of medians. */
  get ratio(): number {
    return Math.exp(mean(this.#logRatios()));
  }

  /** In which the ratio lies with 95 % likelihood; undefined for one launch, which cannot tell. */
  get interval(): readonly [min: number, max: number] | undefined {
    const logs = this.#logRatios();
    if (logs.length < 2) return undefined;
    const center = mean(logs);
    const variance = logs.reduce((sum, log) => sum + (log - center) ** 2, 0) / (logs.length - 1);
    const half = (quantiles[logs.length - 2] ?? normalQuantile) * Math.sqrt(variance / logs.length);
    return [Math.exp(center - half), Math.exp(center + half)];
  }

  /** `open` while the target lies in the interval. */
  verdict(target: number): Verdict {
    const { interval } = this;
    if (interval === undefined) return 'open';
    const [min, max] = interval;
    if (max <= target) return 'met';
    return min > target ? 'missed' : 'open';
  }

  #logRatios(): readonly number[] {
    return this.#launches.map(({ ours, baseline }) => Math.log(median(ours) / median(baseline)));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
