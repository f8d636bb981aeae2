import { LRUCache } from 'lru-cache';

const maxRemembered = 1_000;
/** More than enough for a threshold. */
const maxGaps = 100;
const recentMs = 600_000;
/** A month that turns is a possible gap of all accounts, and no trouble of any. */
const expected = 'MONTH_TURNED';

/** The gaps of single accounts, which the sum over all of them hides. */
export class AccountGaps {
  /** When the latest gaps of an account for a reason were, by `performance.now()`. */
  readonly #gaps = new LRUCache<string, readonly number[]>({ max: maxRemembered, ttl: recentMs });

  note(accountId: string, reason: string): void {
    if (reason === expected) return;
    const key = `${accountId} ${reason}`;
    this.#gaps.set(key, [...(this.#gaps.get(key) ?? []).slice(1 - maxGaps), performance.now()]);
  }

  /** How many there were of each account and reason in the last ten minutes. */
  get recent(): readonly { readonly accountId: string; readonly reason: string; readonly gaps: number }[] {
    const beginMs = performance.now() - recentMs;
    return [...this.#gaps.entries()].map(([key, times]) => {
      const [accountId = '', reason = ''] = key.split(' ');
      return { accountId, reason, gaps: times.filter((timeMs) => timeMs > beginMs).length };
    });
  }
}
