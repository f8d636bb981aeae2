import type { Feeder } from '../feed/feeder.ts';

export interface Bench {
  readonly feeder: Feeder;
  readonly rounds: number;
  /** Comparisons of deliveries start their servers so often, each time for so many rounds. */
  readonly launches: number;
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
  /** The ratios of single rounds. */
  readonly spread: readonly [min: number, max: number];
  readonly target: number;
  readonly note: string;
}

/** One or more lines that are measured together. */
export interface Row {
  readonly names: readonly string[];
  /** Measures those of its lines that are wanted. */
  measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]>;
}
