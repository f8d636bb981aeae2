const base = 36;

/** Issues cursors: the gateway's own time of receipt, made unique and rising even when the system clock stands or steps back. */
export class EventClock {
  /** Names this process' history: a cursor of another life is recognised as such. */
  readonly epoch = Date.now().toString(base);
  #lastMicroseconds = 0;

  next(): string {
    this.#lastMicroseconds = Math.max(this.#lastMicroseconds + 1, Date.now() * 1000);
    return `${this.epoch}-${this.#lastMicroseconds.toString(base)}`;
  }
}
