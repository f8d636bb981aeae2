/**
 * Kazoo's socket must not stay unread for longer: Kazoo 4.3.116 and later drop what is not read in
 * time (protocol.md "Pressure").
 */
const maxMs = 10;

/**
 * The time that work may take before the event loop must read what came in: 10 ms from the creation
 * of the slice.
 */
export class TimeSlice {
  /** By `performance.now()`. */
  readonly startedAtMs = performance.now();

  /** Reads the clock, which has its own cost: ask every few steps where a step is short. */
  get isOver(): boolean {
    return performance.now() - this.startedAtMs > maxMs;
  }
}
