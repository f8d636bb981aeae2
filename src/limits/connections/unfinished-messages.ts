import { TimeSlice } from '../../scheduling/time-slice.ts';

export type UnfinishedMessageLimit = 'max_unfinished_bytes_per_ip' | 'request_timeout_ms';

export interface UnfinishedMessagesOptions {
  /** The most that may be kept for all connections of one client address. */
  readonly maxBytesPerIp: number;
  /** How long a message may take to come, from first byte to last; `Infinity`: for ever. */
  readonly timeoutMs: number;
  /** Called for each connection that is given up. */
  readonly onLimited: (limit: UnfinishedMessageLimit) => void;
}

/** A connection on which a part of a message has come. */
export interface UnfinishedConnection {
  /** Called at most once, and not after `release`. Must end the connection and what it keeps. */
  giveUp(): void;
}

interface Unfinished {
  bytes: number;
  /** By `performance.now()`. */
  readonly sinceMs: number;
}

/** The unfinished messages of one client, oldest first. */
interface ClientMessages {
  readonly byConnection: Map<UnfinishedConnection, Unfinished>;
  bytes: number;
}

const maxCheckIntervalMs = 1_000;

/**
 * Bounds what is kept of messages, or HTTP requests, whose end has not come: in bytes for each
 * client, whose oldest connection is given up when there are too many, and in time for each. What
 * comes in one piece costs nothing here. Whoever creates it closes it.
 */
export class UnfinishedMessages {
  readonly #options: UnfinishedMessagesOptions;
  readonly #byClient = new Map<string, ClientMessages>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: UnfinishedMessagesOptions) {
    this.#options = options;
    const checkIntervalMs = Math.min(maxCheckIntervalMs, options.timeoutMs);
    this.#timer = setInterval(() => this.#expire(), checkIntervalMs).unref();
  }

  /**
   * Counts what has come of a connection's present message, its time from the first call on. May
   * give the connection itself up.
   */
  hold(client: string, connection: UnfinishedConnection, bytes: number): void {
    const messages = this.#byClient.get(client) ?? {
      byConnection: new Map<UnfinishedConnection, Unfinished>(),
      bytes: 0,
    };
    this.#byClient.set(client, messages);
    const message = messages.byConnection.get(connection) ?? { bytes: 0, sinceMs: performance.now() };
    messages.byConnection.set(connection, message);
    messages.bytes += bytes - message.bytes;
    message.bytes = bytes;
    if (messages.bytes <= this.#options.maxBytesPerIp) return;
    const [oldest] = messages.byConnection.keys();
    if (oldest !== undefined) this.#giveUp(client, oldest, 'max_unfinished_bytes_per_ip');
  }

  /** The message is complete, or its connection is gone. Idempotent. */
  release(client: string, connection: UnfinishedConnection): void {
    const messages = this.#byClient.get(client);
    const message = messages?.byConnection.get(connection);
    if (messages === undefined || message === undefined) return;
    messages.bytes -= message.bytes;
    messages.byConnection.delete(connection);
    if (messages.byConnection.size === 0) this.#byClient.delete(client);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Goes on at the next check when many are due, so that events do not wait for it. */
  #expire(): void {
    const latestMs = performance.now() - this.#options.timeoutMs;
    const slice = new TimeSlice();
    for (const [client, { byConnection }] of this.#byClient) {
      for (const [connection, { sinceMs }] of byConnection) {
        if (sinceMs > latestMs) break;
        if (slice.isOver) return;
        this.#giveUp(client, connection, 'request_timeout_ms');
      }
    }
  }

  #giveUp(client: string, connection: UnfinishedConnection, limit: UnfinishedMessageLimit): void {
    this.release(client, connection);
    this.#options.onLimited(limit);
    connection.giveUp();
  }
}
