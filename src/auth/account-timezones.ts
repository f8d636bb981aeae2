import { LRUCache } from 'lru-cache';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { AccountsAbove } from '../upstream/accounts-above.ts';

/** About 200 bytes each. */
const maxAccounts = 50_000;

/** More than there are zones: each can be written in many ways. About 200 bytes each. */
const maxNames = 1_000;

/**
 * The time zones of accounts, as far as Kazoo has told them when it was asked about tokens. It is
 * never asked about accounts that are followed only from above.
 */
export class AccountTimezones {
  readonly #above: Pick<AccountsAbove, 'of'>;
  readonly #timezones = new LRUCache<string, string>({ maxSize: maxAccounts, sizeCalculation: () => 1 });
  /** Whether there is such a zone: each check of a token asks, and `Intl` takes up to 1 ms. */
  readonly #isKnown = new LRUCache<string, boolean>({ max: maxNames, memoMethod: (timezone) => isKnown(timezone) });

  constructor(above: Pick<AccountsAbove, 'of'>) {
    this.#above = above;
  }

  /** Takes what Kazoo says of an account; a time zone that nobody knows is none. */
  learn({ id, timezone }: Pick<Account, 'id' | 'timezone'>): void {
    if (timezone !== null && this.#isKnown.memo(timezone)) this.#timezones.set(id, timezone);
    else this.#timezones.delete(id);
  }

  /**
   * Returns a name of the IANA database, which `Intl` knows. Where the account's is not known, it
   * is that of the account above that has followed it longest, among those whose is.
   */
  of(accountId: string): string | undefined {
    const own = this.#timezones.get(accountId);
    if (own !== undefined) return own;
    for (const aboveId of this.#above.of(accountId)) {
      const timezone = this.#timezones.get(aboveId);
      if (timezone !== undefined) return timezone;
    }
    return undefined;
  }
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
