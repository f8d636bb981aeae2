import {
  VerificationQueue,
  type VerificationQueueOptions,
} from '../../../../src/auth/verification/verification-queue.ts';
import { GatewayError } from '../../../../src/errors.ts';

/** Kazoo's refusal. */
export const busy = new GatewayError('RATE_LIMITED', 'Too many.');

/** A queue, and whose limits it has told of. */
export function createQueue(options: Partial<VerificationQueueOptions> = {}) {
  const episodes: string[] = [];
  const queue = new VerificationQueue({
    pace: { limitedIntervalMs: 1_000 / 9, maxIntervalMs: 1_000, limitedForMs: 10_000 },
    maxRunning: 16,
    maxWaiting: 10_000,
    maxWaitMs: 300_000,
    onLimited: (account) => episodes.push(`limited ${account}`),
    onRecovered: (account) => episodes.push(`recovered ${account}`),
    ...options,
  });
  return { queue, episodes };
}

/** A bucket as Kazoo's: full at first, refilled once a second. Answers after 5 ms. */
export function bucket(capacity = 100, refill = 10) {
  let tokens = capacity;
  const served: number[] = [];
  const counts = { refusals: 0, running: 0, mostRunning: 0 };
  const timer = setInterval(() => {
    tokens = Math.min(capacity, tokens + refill);
  }, 1_000);
  async function ask(): Promise<void> {
    counts.running += 1;
    counts.mostRunning = Math.max(counts.mostRunning, counts.running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    counts.running -= 1;
    if (tokens <= 0) {
      counts.refusals += 1;
      throw busy;
    }
    tokens -= 1;
    served.push(performance.now());
  }
  return { ask, served, counts, stop: () => clearInterval(timer) };
}

/** What somebody waits for. */
export const urgent = (account: string, client = '203.0.113.1', tokenBytes = 700) => ({
  accountOf: () => account,
  tokenBytes,
  client,
  isUrgent: true,
});
/** What nobody waits for. */
export const later = (account: string) => ({ accountOf: () => account, tokenBytes: 700, isUrgent: false });

export function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The most of `moments` within any window of this length. */
export function mostWithin(windowMs: number, moments: readonly number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + windowMs).length));
}
