/**
 * Kazoo's socket must not stay unread for longer: Kazoo 4.3.116 and later drop what is not read in
 * time (protocol.md "Pressure").
 */
const longestMs = 10;

/** The time that work may take before others must have their turn. */
export class TimeSlice {
  /** By `performance.now()`. */
  readonly startedAtMs = performance.now();
  readonly #maxMs: number;

  /** @param maxMs default: 10 ms, after which the event loop must read what came in */
  constructor(maxMs = longestMs) {
    this.#maxMs = maxMs;
  }

  /** Reads the clock, which has its own cost: ask every few steps where a step is short. */
  get isOver(): boolean {
    return this.elapsedMs > this.#maxMs;
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAtMs;
  }
}
