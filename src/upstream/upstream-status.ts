import type { DisconnectReason } from '../kazoo/blackhole/disconnect-reason.ts';
import type { Gap } from './history/gap.ts';
import type { ConnectionState } from './socket/connection-state.ts';

const stateNames = ['IDLE', 'CONNECTING', 'LIVE', 'RECONNECTING', 'RATE_LIMITED'] as const;

/**
 * `IDLE`: nobody listens, and no connection is needed. `LIVE`: everything wanted is subscribed.
 * `CONNECTING`: for the first time. `RECONNECTING`: the connection was lost, and not everything is
 * restored yet. `RATE_LIMITED`: Kazoo asked to wait.
 */
export type UpstreamStateName = (typeof stateNames)[number];

/** The status of an account's events, in the words of `streamStatus`. */
export interface UpstreamStatus {
  readonly state: UpstreamStateName;
  readonly since: Date;
  /** Why, in a sentence; null when there is nothing to explain. */
  readonly reason: string | null;
  /** Connection attempts since the last success; 0 while live. */
  readonly attempt: number;
  /** When the next attempt is made. */
  readonly retryAt: Date | null;
  /** The last stretch of time in which events may have been missed. */
  readonly gap: Gap | null;
}

export function isUpstreamState(value: unknown): value is UpstreamStateName {
  return stateNames.some((name) => name === value);
}

export interface StatusFacts {
  readonly connection: ConnectionState['name'];
  readonly attempt: number;
  /** Whether a topic that delivered has not been restored yet. */
  readonly isRestoring: boolean;
  /** Why the connection has just been lost. */
  readonly reason: DisconnectReason | undefined;
  readonly before: UpstreamStateName;
}

/**
 * The state that the facts amount to. A limit that Kazoo named remains the state until the next
 * connection is open.
 */
export function stateName({ connection, attempt, isRestoring, reason, before }: StatusFacts): UpstreamStateName {
  if (connection === 'idle') return 'IDLE';
  if (reason?.kind === 'rateLimited') return 'RATE_LIMITED';
  if (before === 'RATE_LIMITED' && connection !== 'live' && reason === undefined) return 'RATE_LIMITED';
  if (isRestoring) return 'RECONNECTING';
  return connection === 'live' && attempt === 0 ? 'LIVE' : 'CONNECTING';
}
