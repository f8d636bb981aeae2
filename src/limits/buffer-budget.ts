/** What holds bytes for a client that has not read them yet. */
export interface BufferingClient {
  readonly bufferedBytes: number;
  /** Closes it as too slow. */
  closeAsSlow(): void;
}

export interface BufferBudgetOptions {
  /** For all clients together. */
  readonly maxBytes: number;
  readonly checkIntervalMs: number;
  /** A client was closed to make room. */
  readonly onLimited: () => void;
}

/**
 * Keeps what waits for all slow clients together below a limit, at the expense of the slowest. It looks at intervals, so that delivering
 * an event costs nothing more; between two looks each connection's own limit holds.
 */
export class BufferBudget {
  readonly #options: BufferBudgetOptions;
  readonly #clients = new Set<BufferingClient>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: BufferBudgetOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#check(), options.checkIntervalMs).unref();
  }

  get bufferedBytes(): number {
    let bytes = 0;
    for (const client of this.#clients) bytes += client.bufferedBytes;
    return bytes;
  }

  add(client: BufferingClient): void {
    this.#clients.add(client);
  }

  /** Idempotent. */
  remove(client: BufferingClient): void {
    this.#clients.delete(client);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const { maxBytes, onLimited } = this.#options;
    let { bufferedBytes } = this;
    if (bufferedBytes <= maxBytes) return;
    const slowestFirst = [...this.#clients].sort((a, b) => b.bufferedBytes - a.bufferedBytes);
    for (const client of slowestFirst) {
      if (bufferedBytes <= maxBytes) return;
      bufferedBytes -= client.bufferedBytes;
      // What it still holds until it is gone must not cost another client its place.
      this.#clients.delete(client);
      onLimited();
      client.closeAsSlow();
    }
  }
}
