import { LRUCache } from 'lru-cache';
import type { Account } from '../kazoo/requests/accounts.ts';
import { entryLimit } from '../scheduling/entry-limit.ts';

interface Sighting {
  readonly realm: string;
  readonly askedAt: Date;
}

/**
 * How many accounts are remembered. A change of one that is forgotten is not noticed if it happens
 * before the account is seen again.
 */
const maxAccounts = 100_000;

/**
 * Remembers the realm that each account was last seen with. Kazoo makes presence bindings with it,
 * and they keep it until they are released (events.md section 4).
 */
export class RealmWatch {
  readonly #sightings = new LRUCache<string, Sighting>(entryLimit(maxAccounts));

  /**
   * Notes the realm that Kazoo gave when it was asked at `askedAt`. If the account had another
   * before: when it was last seen with that; otherwise undefined.
   */
  changedSince({ id, realm }: Pick<Account, 'id' | 'realm'>, askedAt: Date): Date | undefined {
    if (realm === null) return undefined;
    const before = this.#sightings.get(id);
    // Answers can overtake each other.
    if (before !== undefined && askedAt < before.askedAt) return undefined;
    this.#sightings.set(id, { realm, askedAt });
    return before === undefined || before.realm === realm ? undefined : before.askedAt;
  }
}
