import type { KazooSimulatorOptions, KazooVersion } from '../../src/simulator/kazoo-simulator.ts';
import type { Chaos } from './chaos.ts';
import type { Watcher } from './watcher.ts';

/** A sequence of faults that a gateway must survive, and what must hold for every seed. */
export interface Scenario {
  readonly name: string;
  /** Default: all. */
  readonly versions?: readonly KazooVersion[];
  readonly kazoo?: KazooSimulatorOptions;
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Clients that nothing happens to: they must not get a notice of a gap or of an old cursor.
   * Default: none.
   */
  readonly isSpared?: (watcher: Watcher) => boolean;
  /**
   * True when Kazoo's own counts cannot return to zero: connections were killed, or unsubscribes
   * lost.
   */
  readonly leavesCounts?: boolean;
  /** The start of the scenario on a clock that can be moved; default: now, on the real clock. */
  readonly startsAt?: string;
  /** True when the clock is set back and forth, so that the times of gaps say nothing. */
  readonly setsClock?: boolean;
  /**
   * True when Kazoo drops events without a word, and lets others overtake them: a gap may be told
   * with any event, but must cover what is missing to within a few milliseconds.
   */
  readonly hidesLosses?: boolean;
  /** True when Kazoo makes bindings after its reply: the gateway must wait as it always does. */
  readonly bindsLate?: boolean;
  /** Plays the scenario. It must have repaired whatever it broke when it resolves. */
  play(chaos: Chaos): Promise<void>;
}

export const allVersions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];
