import { median } from '../statistics.ts';
import type { Result } from './row.ts';

/**
 * What ours and a baseline cost in each round; rounds of one number were measured one after the
 * other.
 */
export interface Interleaved {
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
}

/** The ratio of medians, and the spread of the single rounds' ratios. */
export function ratioOf({ ours, baseline }: Interleaved): Pick<Result, 'ours' | 'baseline' | 'ratio' | 'spread'> {
  const ratios = ours.map((value, round) => value / (baseline[round] ?? Number.NaN));
  const [ourMedian, theirMedian] = [median(ours), median(baseline)];
  return {
    ours: ourMedian,
    baseline: theirMedian,
    ratio: ourMedian / theirMedian,
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}
