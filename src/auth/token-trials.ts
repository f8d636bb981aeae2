import { LRUCache } from 'lru-cache';
import { entryLimit } from '../scheduling/entry-limit.ts';

/** How many tokens of an account blackhole may refuse at once; one more in each interval. */
const trialsAtOnce = 30;
const intervalMs = 2_000;
/** To forget one lets an account try as many once more. */
const maxAccounts = 10_000;

/**
 * Bounds how many tokens of one account blackhole refuses: a Kazoo that refuses all would be asked
 * with one of its thousands of users after another, and Crossbar about each of them. It may refuse
 * 30 at once and 30 a minute after that.
 */
export class TokenTrials {
  /** When an account may try as many as at first again, by `performance.now()`. */
  readonly #restoredAtMs = new LRUCache<string, number>(entryLimit(maxAccounts, trialsAtOnce * intervalMs));

  /** Whether another token of the account may be tried. */
  isAllowed(accountId: string): boolean {
    const restoredAtMs = this.#restoredAtMs.get(accountId) ?? 0;
    return restoredAtMs - performance.now() <= (trialsAtOnce - 1) * intervalMs;
  }

  /** Counts a token of the account that blackhole refused. */
  noteRefusal(accountId: string): void {
    const restoredAtMs = Math.max(performance.now(), this.#restoredAtMs.get(accountId) ?? 0);
    this.#restoredAtMs.set(accountId, restoredAtMs + intervalMs);
  }
}
