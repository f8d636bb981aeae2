import type { After } from '../after.ts';
import { Random } from '../random.ts';

/** How events overtake each other. */
export interface EventDelays {
  readonly seed: number;
  /** Of 0 to 1, how many events are late. */
  readonly chance: number;
  readonly atMostMs: number;
}

/**
 * Kazoo sends each event from a process of its own, so that one may overtake another (kazoo-5.md
 * section 4).
 */
export class EventProcesses {
  readonly #delays: EventDelays | undefined;
  readonly #random: Random;
  readonly #after: After;

  /** Without delays every event keeps its place. */
  constructor(delays: EventDelays | undefined, after: After) {
    this.#delays = delays;
    this.#random = new Random(delays?.seed ?? 0);
    this.#after = after;
  }

  /** Publishes now or later. Answers the number of frames, 0 where it is later. */
  run(publish: () => number): number {
    const delays = this.#delays;
    if (delays === undefined || !this.#random.chance(delays.chance)) return publish();
    this.#after(this.#random.next() * delays.atMostMs, publish);
    return 0;
  }
}
