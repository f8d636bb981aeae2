export interface LogSumsOptions {
  /** How long what has one key is summed. */
  readonly periodMs: number;
  /** How many keys are summed at a time. What has another one is not logged. */
  readonly maxKeys: number;
}

interface Sum {
  readonly endsAtMs: number;
  count: number;
  readonly write: (count: number) => void;
}

/**
 * Keeps what clients repeat from filling the log: of each key the first is logged, and when the
 * period is over one line more says how many came after it. Whoever creates it closes it.
 */
export class LogSums {
  readonly #options: LogSumsOptions;
  /** In the order of their ends, since all last equally long. */
  readonly #sums = new Map<string, Sum>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LogSumsOptions) {
    this.#options = options;
  }

  /**
   * @param writeFirst called now, if this is the first in a period
   * @param writeSum called at its end, if more came
   */
  add(key: string, writeFirst: () => void, writeSum: (count: number) => void): void {
    const sum = this.#sums.get(key);
    if (sum !== undefined) {
      sum.count += 1;
      return;
    }
    const { periodMs, maxKeys } = this.#options;
    if (this.#sums.size === maxKeys) return;
    this.#sums.set(key, { endsAtMs: performance.now() + periodMs, count: 0, write: writeSum });
    if (this.#timer === undefined) this.#schedule(periodMs);
    writeFirst();
  }

  /** Writes what was summed up to now. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writeUntil(Number.POSITIVE_INFINITY);
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writeUntil(performance.now());
      const [next] = this.#sums.values();
      if (next !== undefined) this.#schedule(next.endsAtMs - performance.now());
    }, delayMs);
    this.#timer.unref();
  }

  #writeUntil(nowMs: number): void {
    for (const [key, { endsAtMs, count, write }] of this.#sums) {
      // A timer may fire a fraction of a millisecond early.
      if (endsAtMs > nowMs + 1) return;
      this.#sums.delete(key);
      if (count > 0) write(count);
    }
  }
}
