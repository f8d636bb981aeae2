import { TimeSlice } from './time-slice.ts';

/** Runs what many ask for one after another, in slices: all at once it would keep the event loop from reading what comes in. */
export class FairSlices {
  /** In the order in which it was asked for. */
  readonly #waiting = new Set<() => void>();

  /** Settles as `work` does, which runs in a later turn of the event loop. */
  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) setImmediate(() => this.#go());
      this.#waiting.add(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #go(): void {
    const slice = new TimeSlice();
    for (const work of this.#waiting) {
      this.#waiting.delete(work);
      work();
      if (slice.isOver) break;
    }
    if (this.#waiting.size > 0) setImmediate(() => this.#go());
  }
}
