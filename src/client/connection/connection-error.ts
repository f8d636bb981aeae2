import { field } from '../result-field.ts';

/** What is known of a connection that is not there. */
export interface ConnectionTrouble {
  /** The gateway's URL, where the client tells it. */
  readonly url?: string | undefined;
  /** Whether the gateway was reached before. */
  readonly wasConnected: boolean;
  /** How many attempts have failed since. */
  readonly failedAttempts: number;
  /** The pause before the next attempt, where the client tells it. */
  readonly retryInMs?: number | undefined;
  /** What the WebSocket said: its `close`, or the `error` before that. */
  readonly event?: unknown;
  /** What to look at, as sentences. */
  readonly advice?: string | undefined;
}

/**
 * Why there is no connection to the gateway, as far as a client can know, while it goes on trying.
 * Browsers tell no reason: a wrong address, a gateway that is away and an origin that it does not
 * admit look alike.
 */
export class ConnectionError extends Error {
  declare readonly url: string | undefined;
  declare readonly wasConnected: boolean;
  declare readonly failedAttempts: number;
  declare readonly retryInMs: number | undefined;
  /** The code and reason of the close, or what `ws` says; empty where nothing is known. */
  declare readonly reason: string;

  constructor({ url, wasConnected, failedAttempts, retryInMs, event, advice = '' }: ConnectionTrouble) {
    // `1013 RATE_LIMITED`, or what `ws` says: `connect ECONNREFUSED 127.0.0.1:4000`.
    const words = [field(event, 'code'), field(event, 'reason') || field(event, 'message')];
    const reason = words.join(' ').trim();
    const why = reason && ` (${reason})`;
    const when = wasConnected ? 'any more' : 'yet';
    super(`No connection to ${url ?? 'the gateway'} ${when}${why}. Failed attempts: ${failedAttempts}.${advice}`);
    Object.assign(this, { name: 'ConnectionError', url, wasConnected, failedAttempts, retryInMs, reason });
  }
}
