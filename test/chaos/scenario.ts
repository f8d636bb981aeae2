import type { KazooSimulatorOptions, KazooVersion } from '../../src/simulator/kazoo-simulator.ts';
import type { Chaos } from './chaos.ts';
import type { Watcher } from './watcher.ts';

/** A story that is told to a gateway, and what must hold whatever chance makes of it. */
export interface Scenario {
  readonly name: string;
  /** Default: all. */
  readonly versions?: readonly KazooVersion[];
  readonly kazoo?: KazooSimulatorOptions;
  readonly settings?: Readonly<Record<string, string>>;
  /** To whom nothing happens that could cost an event: they may not be told of a gap or of an old cursor. Default: nobody. */
  readonly isSpared?: (watcher: Watcher) => boolean;
  /** Kazoo's own counts cannot come to zero: connections were killed, or unsubscribes lost. */
  readonly leavesCounts?: boolean;
  /** When the story begins, on a clock that can be moved; default: now, on the real one. */
  readonly startsAt?: string;
  /** The clock is set back and forth: the times of gaps say nothing. */
  readonly setsClock?: boolean;
  /** Plays the story; whatever it broke is whole again when it resolves. */
  play(chaos: Chaos): Promise<void>;
}

export const allVersions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master'];
