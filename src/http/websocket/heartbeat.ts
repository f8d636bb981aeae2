/** What is asked for a sign of life. */
export interface Pinged {
  ping(): void;
}

/** An interval's pings are spread over so many moments. */
const slices = 16;

/**
 * Pings everything once in each interval, a slice at a time: thousands of connections must not be pinged in one turn, nor each cost a timer.
 * Whoever creates it closes it.
 */
export class Heartbeat {
  readonly #slices: ReadonlyArray<Set<Pinged>> = Array.from({ length: slices }, () => new Set<Pinged>());
  readonly #timer: NodeJS.Timeout;
  #next = 0;

  constructor(intervalMs: number) {
    this.#timer = setInterval(() => this.#ping(), intervalMs / slices).unref();
  }

  /** The first ping comes after nearly a whole interval. */
  add(pinged: Pinged): void {
    this.#slices[(this.#next + slices - 1) % slices]?.add(pinged);
  }

  /** Idempotent. */
  remove(pinged: Pinged): void {
    for (const slice of this.#slices) slice.delete(pinged);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #ping(): void {
    const slice = this.#slices[this.#next] ?? [];
    this.#next = (this.#next + 1) % slices;
    for (const pinged of slice) pinged.ping();
  }
}
