import { LRUCache } from 'lru-cache';
import type { Account } from '../kazoo/requests/accounts.ts';

/** About 200 bytes each. */
const maxAccounts = 50_000;

/** The time zones of accounts, as far as Kazoo has told them when it was asked about tokens. */
export class AccountTimezones {
  readonly #timezones = new LRUCache<string, string>({ maxSize: maxAccounts, sizeCalculation: () => 1 });

  /** Takes what Kazoo says of an account; a time zone that nobody knows is none. */
  learn({ id, timezone }: Pick<Account, 'id' | 'timezone'>): void {
    if (timezone !== null && isKnown(timezone)) this.#timezones.set(id, timezone);
    else this.#timezones.delete(id);
  }

  /** Returns a name of the IANA database, which `Intl` knows. */
  of(accountId: string): string | undefined {
    return this.#timezones.get(accountId);
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
