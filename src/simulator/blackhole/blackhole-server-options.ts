import type { After } from '../after.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { TokenAuthority } from '../crossbar/token-authority.ts';
import type { Directory } from '../directory/directory.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import type { BlackholeSettings } from './blackhole-settings.ts';
import type { EventDelays } from './event-processes.ts';

export interface BlackholeServerOptions {
  readonly port: number;
  readonly behaviour: KazooBehaviour;
  readonly directory: Directory;
  readonly tokens: TokenAuthority;
  readonly changes: ChangeFeed;
  readonly now: () => number;
  readonly after: After;
  readonly settings: BlackholeSettings;
  /** Absent: events keep their order. */
  readonly eventDelays?: EventDelays | undefined;
  readonly bucketTokens: number;
  readonly bucketRefillPerSecond: number;
  readonly idleTimeoutMs: number;
  readonly maxQueuedFrames: number;
  readonly keptArrivals: number;
}
