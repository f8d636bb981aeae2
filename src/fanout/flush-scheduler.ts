import { TimeSlice } from '../scheduling/time-slice.ts';

/** What has something to send at the end of the current turn of the event loop. */
export interface Flushable {
  /** Sends what is due. False when the slice was over before all was sent: then it is called again, and goes on where it was. */
  flush(slice: TimeSlice): boolean;
}

const flushesPerLook = 16;

/**
 * Collects everything that became due during one turn of the event loop and flushes it once at the turn's end: one write per socket, not per
 * event. What takes longer than a slice goes on in the next turn, after what came in meanwhile was read.
 */
export class FlushScheduler {
  readonly #onEnded: ((startedAtMs: number) => void) | undefined;
  #due: Flushable[] = [];
  #startedAtMs: number | undefined;

  /** @param onEnded called when everything that was due is flushed, with when that began (`performance.now()`) */
  constructor(onEnded?: (startedAtMs: number) => void) {
    this.#onEnded = onEnded;
  }

  /** Something is to be flushed at the end of this turn. */
  get isDue(): boolean {
    return this.#due.length > 0;
  }

  /** Call it once until `due` is flushed, which knows whether it is due already. What becomes due while others are flushed is flushed after them. */
  schedule(due: Flushable): void {
    if (this.#due.length === 0) setImmediate(() => this.#end());
    this.#due.push(due);
  }

  #end(): void {
    const slice = new TimeSlice();
    this.#startedAtMs ??= slice.startedAtMs;
    const due = this.#due;
    for (let flushed = 0; flushed < due.length; flushed += 1) {
      const isLook = flushed % flushesPerLook === flushesPerLook - 1;
      if ((isLook && slice.isOver) || due[flushed]?.flush(slice) === false) {
        this.#due = due.slice(flushed);
        setImmediate(() => this.#end());
        return;
      }
    }
    const startedAtMs = this.#startedAtMs;
    this.#due = [];
    this.#startedAtMs = undefined;
    this.#onEnded?.(startedAtMs);
  }
}
