import { LRUCache } from 'lru-cache';
import type { Account } from '../kazoo/requests/accounts.ts';

interface Sighting {
  readonly realm: string;
  readonly askedAt: Date;
}

/** How many accounts are remembered. Of one that is forgotten a change goes unnoticed, if it happens before the account is seen again. */
const maxAccounts = 100_000;

/** Which realm each account was last seen with. Kazoo makes presence bindings with it, and they keep it for life (events.md section 4). */
export class RealmWatch {
  readonly #sightings = new LRUCache<string, Sighting>({ max: maxAccounts });

  /** When the account certainly still had another realm than Kazoo says it has, asked at `askedAt`; undefined when nothing is known to have changed. */
  changedSince({ id, realm }: Pick<Account, 'id' | 'realm'>, askedAt: Date): Date | undefined {
    if (realm === null) return undefined;
    const before = this.#sightings.get(id);
    // Answers can overtake each other.
    if (before !== undefined && askedAt < before.askedAt) return undefined;
    this.#sightings.set(id, { realm, askedAt });
    return before === undefined || before.realm === realm ? undefined : before.askedAt;
  }
}
