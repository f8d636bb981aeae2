import type { Feeder } from '../feed/feeder.ts';
import type { Measurement, Verdict } from './measurement.ts';

export interface Bench {
  readonly feeder: Feeder;
  /** Rows start their servers so often at least, and so often at most, until they can tell. */
  readonly minLaunches: number;
  readonly maxLaunches: number;
  readonly roundsPerLaunch: number;
  /** What the number of events is multiplied with: less than 1 for a short run. */
  readonly scale: number;
  /** Length of one `next` message of the gateway for `callEvents`. */
  readonly messageBytes: number;
  /** Says what is going on. */
  readonly note: (text: string) => void;
}

/** One line of the table. */
export interface Result {
  readonly row: string;
  readonly against: string;
  readonly unit: string;
  readonly ours: number;
  readonly baseline: number | undefined;
  /** Ours to the baseline; where there is none, ours. Small is good. */
  readonly ratio: number;
  /** In which the ratio lies with 95 % likelihood; undefined where nothing can tell. */
  readonly interval: readonly [min: number, max: number] | undefined;
  readonly launches: number;
  readonly target: number;
  readonly verdict: Verdict;
  readonly note: string;
}

/** What a line of the table says of a measurement. */
export function judged(measurement: Measurement, target: number) {
  const { ours, baseline, ratio, interval, launches } = measurement;
  return { ours, baseline, ratio, interval, launches, target, verdict: measurement.verdict(target) };
}

/** One or more lines that are measured together. */
export interface Row {
  readonly names: readonly string[];
  /** Measures those of its lines that are wanted. */
  measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]>;
}
