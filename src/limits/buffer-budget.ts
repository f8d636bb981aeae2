/** A connection, which holds the bytes that its client has not read yet. */
export interface BufferingClient {
  readonly bufferedBytes: number;
  /** Closes the connection, with the reason that the client reads too slowly. */
  closeAsSlow(): void;
}

export interface BufferBudgetOptions {
  /** The most bytes that may wait for all clients together. */
  readonly maxBytes: number;
  readonly checkIntervalMs: number;
  /** Called for each client that is closed. */
  readonly onLimited: () => void;
}

/**
 * Limits the bytes that wait for all slow clients together, by closing the slowest. They are
 * counted at intervals, so that delivering an event costs nothing more; in between, the limit of
 * each connection applies.
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
    const buffering: Buffering[] = [];
    let totalBytes = 0;
    for (const client of this.#clients) {
      const bytes = client.bufferedBytes;
      if (bytes > 0) buffering.push({ client, bytes });
      totalBytes += bytes;
    }
    if (totalBytes <= maxBytes) return;
    for (const { client, bytes } of buffering.sort((a, b) => b.bytes - a.bytes)) {
      if (totalBytes <= maxBytes) return;
      totalBytes -= bytes;
      // The bytes that it holds until it is gone must not cost another client its connection.
      this.#clients.delete(client);
      onLimited();
      client.closeAsSlow();
    }
  }
}

interface Buffering {
  readonly client: BufferingClient;
  readonly bytes: number;
}
