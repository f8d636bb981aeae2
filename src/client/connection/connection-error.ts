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
}

/**
 * Why there is no connection to the gateway, as far as a client can know, while it goes on trying.
 * Browsers tell no reason: a wrong address, a gateway that is away and an origin that it does not
 * admit look alike. The message says what to look at.
 */
export class ConnectionError extends Error {
  readonly url: string | undefined;
  readonly wasConnected: boolean;
  readonly failedAttempts: number;
  readonly retryInMs: number | undefined;
  /** The code and reason of the close, or what `ws` says; empty where nothing is known. */
  readonly reason: string;

  constructor(trouble: ConnectionTrouble) {
    const reason = reasonOf(trouble.event);
    super(messageOf(trouble, reason));
    this.name = 'ConnectionError';
    this.url = trouble.url;
    this.wasConnected = trouble.wasConnected;
    this.failedAttempts = trouble.failedAttempts;
    this.retryInMs = trouble.retryInMs;
    this.reason = reason;
  }
}

function messageOf({ url, wasConnected, failedAttempts, retryInMs }: ConnectionTrouble, reason: string): string {
  const gateway = url === undefined ? 'the gateway' : `the gateway at ${url}`;
  const attempts = failedAttempts === 1 ? 'one attempt' : `${failedAttempts} attempts`;
  const failed = failedAttempts > 0 ? `, and ${attempts} failed since` : '';
  const state = wasConnected
    ? `The connection to ${gateway} was lost${failed}`
    : `There was no connection to ${gateway} yet: ${attempts} failed`;
  const why = reason === '' ? '' : ` (${reason})`;
  const next = retryInMs === undefined ? 'It is tried again.' : `Next try in ${(retryInMs / 1000).toFixed(1)} s.`;
  return `${state}${why}. ${next}${wasConnected ? '' : whatToLookAt(url)}`;
}

/** `1013 RATE_LIMITED`, or what `ws` says: `connect ECONNREFUSED 127.0.0.1:4000`. */
function reasonOf(event: unknown): string {
  const words = [field(event, 'code'), field(event, 'reason') || field(event, 'message')];
  return words.filter((word) => typeof word === 'number' || (typeof word === 'string' && word !== '')).join(' ');
}

function whatToLookAt(url: string | undefined): string {
  const { location } = globalThis;
  if (location === undefined) return ' Is the address right, and does the gateway run?';
  if (url !== undefined && new URL(url).host === location.host) return ' Does the gateway run?';
  const origins = `does its ALLOWED_ORIGINS admit ${location.origin}?`;
  return ` Is the address right, does the gateway run, and ${origins} Its log names each origin that it refused.`;
}
