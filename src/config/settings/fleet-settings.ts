import { flag, positive, redisAddress, redisPrefix } from '../setting-types.ts';

/** How several instances share what they get from Kazoo. */
export const fleetSettings = {
  redisUrl: redisAddress
    .optional()
    .describe(
      'URL of the Redis (7 or later) or Valkey (7.2 or later) by which several instances share the events of ' +
        'Kazoo: `redis://user:password@host:port/database`; `rediss://` for TLS; ' +
        '`redis+sentinel://user:password@host:port,host:port/name/database?sentinelPassword=…` for Sentinels; ' +
        'without it each instance has connections and a history of its own',
    ),
  redisPrefix: redisPrefix
    .default('kg')
    .describe(
      'what all keys and channels in `REDIS_URL` begin with, in braces; instances with another one do not meet',
    ),
  fleetStandby: flag
    .default(false)
    .describe(
      'let a second instance have a connection to Kazoo for each account, too, so that nothing is missed when its ' +
        'owner dies; costs Kazoo twice the subscriptions, and does nothing without `REDIS_URL`',
    ),
  readyNeedsEngine: flag
    .default(false)
    .describe('answer 503 at `/health/ready` while `REDIS_URL` cannot be used, instead of 200 with `degraded`'),
  maxLogBytes: positive
    .default(536_870_912)
    .describe('most bytes of events kept in `REDIS_URL`, of all accounts together, before the oldest are left out'),
} as const;
