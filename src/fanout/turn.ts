/** What has something to send at the end of the current turn of the event loop. */
export interface TurnEnd {
  flush(): void;
}

/**
 * Collects everything that became due during one turn of the event loop and flushes it once at the turn's end: one pass over a group's seats and one
 * write per socket, not per event.
 */
export class Turn {
  readonly #onEnded: ((startedAtMs: number) => void) | undefined;
  #due: TurnEnd[] = [];

  /** @param onEnded called when a turn's end has flushed everything, with when it began to (`performance.now()`) */
  constructor(onEnded?: (startedAtMs: number) => void) {
    this.#onEnded = onEnded;
  }

  /** Something is to be flushed at the end of this turn. */
  get isDue(): boolean {
    return this.#due.length > 0;
  }

  /** Call it once per turn and `due`, which knows whether it is due already. What becomes due while others are flushed is flushed after them. */
  add(due: TurnEnd): void {
    if (this.#due.length === 0) setImmediate(() => this.#end());
    this.#due.push(due);
  }

  #end(): void {
    const startedAtMs = performance.now();
    const due = this.#due;
    for (let index = 0; index < due.length; index += 1) due[index]?.flush();
    this.#due = [];
    this.#onEnded?.(startedAtMs);
  }
}
