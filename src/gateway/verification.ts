import { TokenVerifier } from '../auth/verification/token-verifier.ts';
import { VerificationQueue } from '../auth/verification/verification-queue.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../telemetry/log.ts';

/** What asks Kazoo about tokens, in queues at the pace that it allows. */
export interface Verification {
  /** Asks whether tokens are good, in `queue`. */
  readonly tokens: TokenVerifier;
  readonly queue: VerificationQueue;
  /** Asks which token may read which list, in `listQueue`. */
  readonly lists: TokenVerifier;
  readonly listQueue: VerificationQueue;
  close(): void;
}

const maxWaitingChecks = 20_000;
/** The rest is for lists that are asked about at once: both together stay below Kazoo's pace. */
const pacedListShare = 2 / 3;
/**
 * Many, since each waits again among the requests that read lists: a slow list holds up no other.
 */
const maxConcurrentListChecks = 256;
/**
 * Kazoo fills its bucket of 100 with 10 tokens a second: ten seconds after the last refusal it is
 * full.
 */
const limitedForMs = 10_000;
/** Kazoo adds tokens once a second. */
const maxCheckIntervalMs = 1_000;
const doubtedForMs = 60_000;

/** Creates both queues. The caller closes them. */
export function createVerification(config: Config, log: Log): Verification {
  const { limitedChecksPerSecond, maxConcurrentChecks } = config;
  const queue = createQueue(config, log, limitedChecksPerSecond, maxConcurrentChecks);
  const listQueue = createQueue(config, log, limitedChecksPerSecond * pacedListShare, maxConcurrentListChecks);
  return {
    tokens: new TokenVerifier(queue, doubtedForMs),
    queue,
    lists: new TokenVerifier(listQueue, doubtedForMs),
    listQueue,
    close() {
      queue.close();
      listQueue.close();
    },
  };
}

function createQueue(
  config: Pick<Config, 'maxCheckWaitMs'>,
  log: Log,
  limitedPerSecond: number,
  maxRunning: number,
): VerificationQueue {
  return new VerificationQueue({
    pace: {
      limitedIntervalMs: 1_000 / limitedPerSecond,
      maxIntervalMs: maxCheckIntervalMs,
      limitedForMs,
    },
    maxRunning,
    maxWaiting: maxWaitingChecks,
    maxWaitMs: config.maxCheckWaitMs,
    onLimited: (accountId, waiting) => log.warn({ accountId, waiting }, 'Kazoo limits the checks of tokens; they wait'),
    onRecovered: (accountId, forMs) =>
      log.info({ accountId, limitedForMs: Math.round(forMs) }, 'Kazoo no longer limits the checks of tokens'),
  });
}
