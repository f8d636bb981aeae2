/** So long Kazoo's socket may stay unread: Kazoo 4.3.116 and later drop what is not read in time (protocol.md "Pressure"). */
const maxMs = 10;

/** How long one may go on without letting the event loop read what came in. */
export class TimeSlice {
  /** By `performance.now()`. */
  readonly startedAtMs = performance.now();

  /** Looks at the clock, which costs a little, too: ask every few steps. */
  get isOver(): boolean {
    return performance.now() - this.startedAtMs > maxMs;
  }
}
