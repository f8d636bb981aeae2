import { SlicedQueue } from './sliced-queue.ts';

/** The connections are divided into so many parts, of which one is pinged at a time. */
const partCount = 16;

/**
 * Pings every connection once in each interval. A connection costs no timer of its own: intervals
 * that were once due in the same turn of the event loop would stay together for ever. And thousands
 * are pinged in slices, between which events are delivered. Whoever creates it closes it.
 */
export class Heartbeat<Connection> {
  readonly #parts: ReadonlyArray<Set<Connection>> = Array.from({ length: partCount }, () => new Set<Connection>());
  readonly #ping: (connection: Connection) => void;
  readonly #onError: (error: unknown) => void;
  readonly #pings = new SlicedQueue();
  readonly #timer: NodeJS.Timeout;
  #next = 0;

  /**
   * @param onError called with what a ping throws, which keeps no other connection from its ping
   */
  constructor(intervalMs: number, ping: (connection: Connection) => void, onError: (error: unknown) => void) {
    this.#ping = ping;
    this.#onError = onError;
    this.#timer = setInterval(() => this.#beat(), intervalMs / partCount).unref();
  }

  /** The first ping comes after nearly a whole interval. */
  add(connection: Connection): void {
    this.#parts[(this.#next + partCount - 1) % partCount]?.add(connection);
  }

  /** Idempotent. */
  remove(connection: Connection): void {
    for (const part of this.#parts) part.delete(connection);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const part of this.#parts) part.clear();
  }

  #beat(): void {
    const part = this.#parts[this.#next] ?? new Set();
    this.#next = (this.#next + 1) % partCount;
    if (part.size > 0) void this.#pings.forEach('', part, this.#ping, this.#onError);
  }
}
