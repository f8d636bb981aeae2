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

/** How fast one connection is read. What comes faster is not refused: it is read later. */
export class ReadPace {
  readonly #options: ReadPaceOptions;
  /** Until when what was read so far would have lasted at the rate; by `performance.now()`. */
  #lastsUntilMs = 0;

  constructor(options: ReadPaceOptions) {
    this.#options = options;
  }

  /** Counts what was read, and returns how many milliseconds must pass before more is read. */
  use(messages: number, bytes: number): number {
    const { maxMessagesPerSecond, maxBytesPerSecond, onLimited } = this.#options;
    const messagesMs = (messages * msPerSecond) / maxMessagesPerSecond;
    const bytesMs = (bytes * msPerSecond) / maxBytesPerSecond;
    const nowMs = performance.now();
    this.#lastsUntilMs = Math.max(this.#lastsUntilMs, nowMs) + Math.max(messagesMs, bytesMs);
    const waitMs = this.#lastsUntilMs - nowMs - burstMs;
    if (waitMs <= 0) return 0;
    onLimited(messagesMs > bytesMs ? 'max_messages_per_second' : 'max_read_bytes_per_second');
    return waitMs;
  }
}
