export type ReadLimit = 'max_messages_per_second' | 'max_read_bytes_per_second';

export interface ReadPaceOptions {
  readonly maxMessagesPerSecond: number;
  readonly maxBytesPerSecond: number;
  /** Called each time when a connection has to wait. */
  readonly onLimited: (limit: ReadLimit) => void;
}

const msPerSecond = 1_000;

/** As much as the rate allows in this time may come at once: a client that starts says a lot. */
const burstMs = 10_000;

/**
 * How fast each connection is read. What comes faster is not refused: it is read later. A
 * connection keeps one number of its own, until when what was read of it lasts at the rate.
 */
export class ReadPace {
  readonly #options: ReadPaceOptions;

  constructor(options: ReadPaceOptions) {
    this.#options = options;
  }

  /**
   * Counts what was read of a connection. Returns until when all that was read of it lasts at the
   * rate, by `performance.now()`.
   *
   * @param lastsUntilMs what was returned for the connection before, 0 at first
   */
  use(lastsUntilMs: number, messages: number, bytes: number): number {
    const { maxMessagesPerSecond, maxBytesPerSecond, onLimited } = this.#options;
    const messagesMs = (messages * msPerSecond) / maxMessagesPerSecond;
    const bytesMs = (bytes * msPerSecond) / maxBytesPerSecond;
    const nextMs = Math.max(lastsUntilMs, performance.now()) + Math.max(messagesMs, bytesMs);
    if (this.waitMs(nextMs) > 0)
      onLimited(messagesMs > bytesMs ? 'max_messages_per_second' : 'max_read_bytes_per_second');
    return nextMs;
  }

  /** How many milliseconds must pass before more is read of a connection; at most 0: none. */
  waitMs(lastsUntilMs: number): number {
    return lastsUntilMs - performance.now() - burstMs;
  }
}
