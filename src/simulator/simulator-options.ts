import type { After } from './after.ts';
import type { BlackholeModule } from './blackhole/blackhole-settings.ts';
import type { EventDelays } from './blackhole/event-processes.ts';
import type { JsonValue } from './json.ts';
import type { KazooVersion } from './kazoo-version.ts';
import { behaviourOf } from './kazoo-version.ts';

export interface KazooSimulatorOptions {
  /** Default `master`. */
  readonly version?: KazooVersion;
  /** Default 0: a port that is free. */
  readonly crossbarPort?: number;
  readonly blackholePort?: number;
  /**
   * UNIX milliseconds, default `Date.now`: expiry, month databases, timestamps and token buckets
   * follow it.
   */
  readonly now?: () => number;
  /**
   * Timers of the traffic, of timeouts and delays; default real ones. Returns its undo. See
   * `ManualClock`.
   */
  readonly after?: After;
  /** Default 3600. Zero or less: tokens without `exp`. */
  readonly tokenLifetimeSeconds?: number;
  /**
   * Modules of blackhole that are loaded beside those that always are; default as the version:
   * `stream` on 5.
   */
  readonly modules?: readonly BlackholeModule[];
  /** Default: no limit, as Kazoo. Has no effect on 4.3.23. */
  readonly maxBlackholeConnectionsPerIp?: number;
  /** Bucket of each blackhole socket, default 100, +10 a second. */
  readonly blackholeBucketTokens?: number;
  readonly blackholeBucketRefillPerSecond?: number;
  /** Bucket of each IP and account at Crossbar, default 100, +10 a second. */
  readonly crossbarBucketTokens?: number;
  readonly crossbarBucketRefillPerSecond?: number;
  /** Silence of a client that ends its socket, default one hour. */
  readonly idleTimeoutMs?: number;
  /**
   * While more frames than this wait for a socket, further ones are dropped; default as the
   * version: 50 on 4.3.142 and 5.
   */
  readonly maxQueuedFrames?: number;
  /**
   * Frames and commands a second that the process of each socket gets to; default: each at once.
   */
  readonly sessionPace?: number;
  /** Lets events overtake each other; default: they keep their order. */
  readonly eventDelays?: EventDelays | undefined;
  /**
   * Whether the call centre application runs, so that Crossbar knows `/queues`; default as the
   * version: `false` on 5.
   */
  readonly hasQueues?: boolean;
  /**
   * How many commands and how many requests the servers remember for tests, default 10 000: more
   * than any test sends, and little enough for a demo that runs for weeks.
   */
  readonly keptArrivals?: number;
  /** Default: every second factor is right. */
  readonly acceptsMultiFactor?: (response: JsonValue) => boolean;
}

const defaultTokenLifetimeSeconds = 3_600;
const defaultBucketTokens = 100;
const defaultBucketRefillPerSecond = 10;
const defaultIdleTimeoutMs = 3_600_000;
const defaultKeptArrivals = 10_000;

export function withDefaults(options: KazooSimulatorOptions): Required<KazooSimulatorOptions> {
  const version = options.version ?? 'master';
  return {
    version,
    crossbarPort: 0,
    blackholePort: 0,
    now: Date.now,
    after: afterRealTime,
    tokenLifetimeSeconds: defaultTokenLifetimeSeconds,
    modules: behaviourOf(version).modules,
    maxBlackholeConnectionsPerIp: Number.POSITIVE_INFINITY,
    blackholeBucketTokens: defaultBucketTokens,
    blackholeBucketRefillPerSecond: defaultBucketRefillPerSecond,
    crossbarBucketTokens: defaultBucketTokens,
    crossbarBucketRefillPerSecond: defaultBucketRefillPerSecond,
    idleTimeoutMs: defaultIdleTimeoutMs,
    maxQueuedFrames: behaviourOf(version).maxQueuedFrames,
    sessionPace: Number.POSITIVE_INFINITY,
    eventDelays: undefined,
    hasQueues: behaviourOf(version).hasQueues,
    keptArrivals: defaultKeptArrivals,
    acceptsMultiFactor: () => true,
    ...options,
  };
}

function afterRealTime(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs).unref();
  return () => clearTimeout(timer);
}
