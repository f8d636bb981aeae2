/** What has something to send at the end of the current turn of the event loop. */
export interface TurnEnd {
  flush(): void;
}

/** Flushing pauses after so long for what came in meanwhile: Kazoo 4.3.116 and later drop what is not read in time (protocol.md "Pressure"). */
const sliceMs = 10;
/** Looking at the clock costs a little, too. */
const flushesPerLook = 16;

/**
 * Collects everything that became due during one turn of the event loop and flushes it once at the turn's end: one pass over a group's seats and one
 * write per socket, not per event.
 */
export class Turn {
  readonly #onEnded: ((startedAtMs: number) => void) | undefined;
  #due: TurnEnd[] = [];
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
  add(due: TurnEnd): void {
    if (this.#due.length === 0) setImmediate(() => this.#end());
    this.#due.push(due);
  }

  #end(): void {
    const nowMs = performance.now();
    this.#startedAtMs ??= nowMs;
    const due = this.#due;
    for (let flushed = 0; flushed < due.length; flushed += 1) {
      if (flushed > 0 && flushed % flushesPerLook === 0 && performance.now() - nowMs > sliceMs) {
        this.#due = due.slice(flushed);
        setImmediate(() => this.#end());
        return;
      }
      due[flushed]?.flush();
    }
    const startedAtMs = this.#startedAtMs;
    this.#due = [];
    this.#startedAtMs = undefined;
    this.#onEnded?.(startedAtMs);
  }
}
