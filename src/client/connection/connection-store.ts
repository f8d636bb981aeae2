/** How a client's connection is doing. It never changes: what changes is another object. */
export interface ConnectionSnapshot {
  /**
   * `IDLE`: nobody subscribes. `WAITING`: for the next attempt; `error` says why. `ENDED`: the
   * gateway has refused the client, or it was disposed of.
   */
  readonly status: 'IDLE' | 'CONNECTING' | 'CONNECTED' | 'WAITING' | 'ENDED';
  /** Whether there was a connection before: it was lost, then, and not in vain from the start. */
  readonly wasConnected: boolean;
  /** How many attempts have failed since there was a connection, or from the start. */
  readonly failedAttempts: number;
  /** How long the pause is that has just begun, while it is `WAITING`. */
  readonly retryInMs: number | undefined;
  /**
   * A `ConnectionError`, or what the gateway refused, which `isGatewayError` knows; undefined once
   * it is connected.
   */
  readonly error: unknown;
}

/** Tells how the connection is doing, as a live table does its rows. Its methods need no `this`. */
export interface ConnectionStore {
  /** Calls the listener at each change, and returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The present picture, always the same object until something changes. */
  readonly getSnapshot: () => ConnectionSnapshot;
}
