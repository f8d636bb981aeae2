import { TimeSlice } from '../../scheduling/time-slice.ts';

export interface AnonymousConnectionsOptions {
  /** How long a connection is kept on which nobody signs in. */
  readonly timeoutMs: number;
  /** How long a new one is spared when places are scarce: its client may be about to sign in. */
  readonly graceMs: number;
  /** Called for each connection that is kept no longer because nobody signed in for too long. */
  readonly onExpired: () => void;
}

const maxCheckIntervalMs = 1_000;

interface AnonymousConnection {
  /** By `performance.now()`. */
  readonly sinceMs: number;
  readonly giveUp: () => void;
}

/**
 * The connections on which nobody has signed in yet, oldest first. They are kept for a while, and
 * give way when places are scarce. Whoever creates it closes it.
 */
export class AnonymousConnections {
  readonly #options: AnonymousConnectionsOptions;
  readonly #oldestFirst = new Map<object, AnonymousConnection>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: AnonymousConnectionsOptions) {
    this.#options = options;
    const checkIntervalMs = Math.min(maxCheckIntervalMs, options.timeoutMs);
    this.#timer = setInterval(() => this.#expire(), checkIntervalMs).unref();
  }

  /** @param giveUp called at most once, and no more when the connection was removed */
  add(connection: object, giveUp: () => void): void {
    this.#oldestFirst.set(connection, { sinceMs: performance.now(), giveUp });
  }

  /** Idempotent. */
  remove(connection: object): void {
    this.#oldestFirst.delete(connection);
  }

  /** Makes the oldest give up its place, if it has had the time to sign in. */
  giveWay(): void {
    this.#giveUpOldest(this.#options.graceMs);
  }

  /** Makes the oldest give up its place, if there is one. */
  giveWayAtOnce(): void {
    this.#giveUpOldest(0);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Goes on at the next check when many are due, so that events do not wait for it. */
  #expire(): void {
    const { timeoutMs, onExpired } = this.#options;
    const slice = new TimeSlice();
    while (!slice.isOver && this.#giveUpOldest(timeoutMs)) onExpired();
  }

  /** Returns whether one was `minAgeMs` old. */
  #giveUpOldest(minAgeMs: number): boolean {
    for (const [connection, { sinceMs, giveUp }] of this.#oldestFirst) {
      if (performance.now() - sinceMs < minAgeMs) return false;
      this.#oldestFirst.delete(connection);
      giveUp();
      return true;
    }
    return false;
  }
}
