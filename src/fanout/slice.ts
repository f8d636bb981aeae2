/** So long Kazoo's socket may stay unread: Kazoo 4.3.116 and later drop what is not read in time (protocol.md "Pressure"). */
const maxMs = 10;
/** Looking at the clock costs a little, too. */
const stepsPerLook = 16;

/** How long one may go on without letting the event loop read what came in. */
export class Slice {
  /** By `performance.now()`. */
  readonly startedAtMs = performance.now();
  #steps = 0;

  /** Ask before each step. */
  get isOver(): boolean {
    this.#steps += 1;
    return this.#steps % stepsPerLook === 0 && performance.now() - this.startedAtMs > maxMs;
  }
}
