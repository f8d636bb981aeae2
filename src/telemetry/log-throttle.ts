export interface LogThrottleOptions {
  /** How long a key that was logged is not logged again. Default: for ever. */
  readonly quietMs?: number;
  /** How many keys may be logged in `quietMs`. Others are not logged. */
  readonly maxKeys: number;
}

interface Quiet {
  readonly untilMs: number;
  withheld: number;
}

/**
 * Keeps what clients cause from filling the log: in each stretch of time one line for each key, and
 * only for so many keys, since clients choose these, too.
 */
export class LogThrottle {
  readonly #quietMs: number;
  readonly #maxKeys: number;
  /** In the order of their ends, since all last equally long. */
  readonly #quiet = new Map<string, Quiet>();

  constructor({ quietMs = Number.POSITIVE_INFINITY, maxKeys }: LogThrottleOptions) {
    this.#quietMs = quietMs;
    this.#maxKeys = maxKeys;
  }

  /**
   * Calls `write` if a line for this key may be logged now, with the number of lines that were
   * withheld since the one before. Returns whether it did.
   */
  log(key: string, write: (withheld: number) => void): boolean {
    const nowMs = performance.now();
    const quiet = this.#quiet.get(key);
    if (quiet !== undefined && nowMs < quiet.untilMs) {
      quiet.withheld += 1;
      return false;
    }
    this.#quiet.delete(key);
    if (this.#quiet.size >= this.#maxKeys && !this.#forgetOldest(nowMs)) return false;
    this.#quiet.set(key, { untilMs: nowMs + this.#quietMs, withheld: 0 });
    write(quiet?.withheld ?? 0);
    return true;
  }

  /** Returns false when the oldest key must still be quiet. */
  #forgetOldest(nowMs: number): boolean {
    for (const [key, { untilMs }] of this.#quiet) return untilMs <= nowMs && this.#quiet.delete(key);
    return false;
  }
}
