import { LRUCache } from 'lru-cache';
import type { Account } from '../kazoo/requests/accounts.ts';
import { byteLimit } from '../scheduling/byte-limit.ts';

interface Sighting {
  readonly realm: string;
  /** In the time of `performance.now()`: no clock may decide which of two answers is newer. */
  readonly askedAtMs: number;
}

/**
 * The most that is remembered: of some 80,000 accounts. A change of one that is forgotten is not
 * noticed if it happens before the account is seen again.
 */
const maxBytes = 64 * 1024 * 1024;
/** An account that somebody listens to is seen each `RECHECK_INTERVAL_MS`. */
const rememberedForMs = 7 * 24 * 3_600_000;

/**
 * Remembers the realm that each account was last seen with. Kazoo makes presence bindings with it,
 * and they keep it until they are released (events.md section 4).
 */
export class RealmWatch {
  readonly #sightings = new LRUCache<string, Sighting>(
    byteLimit(maxBytes, rememberedForMs, ({ realm }) => 2 * realm.length),
  );

  /**
   * Notes the realm that Kazoo gave when it was asked at `askedAtMs`. If the account had another
   * before: when it was last seen with that; otherwise undefined. Both are times of
   * `performance.now()`.
   */
  changedSince({ id, realm }: Pick<Account, 'id' | 'realm'>, askedAtMs: number): number | undefined {
    if (realm === null) return undefined;
    const before = this.#sightings.get(id);
    // Answers can overtake each other.
    if (before !== undefined && askedAtMs < before.askedAtMs) return undefined;
    this.#sightings.set(id, { realm, askedAtMs });
    return before === undefined || before.realm === realm ? undefined : before.askedAtMs;
  }
}
