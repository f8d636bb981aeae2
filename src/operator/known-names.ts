import { LRUCache } from 'lru-cache';

const maxNames = 10_000;

/** What accounts and users are called, as far as Kazoo has told it of its own accord. */
export class KnownNames {
  readonly #accounts = new LRUCache<string, string>({ max: maxNames });
  readonly #users = new LRUCache<string, string>({ max: maxNames });

  learnAccount(accountId: string, name: string): void {
    this.#accounts.set(accountId, name);
  }

  /** @param name as the user logs in */
  learnUser(userId: string, name: string): void {
    this.#users.set(userId, name);
  }

  /** Empty while it is not known. */
  ofAccount(accountId: string): string {
    return this.#accounts.get(accountId) ?? '';
  }

  /** Empty while it is not known: it is told by a login through this gateway. */
  ofUser(userId: string): string {
    return this.#users.get(userId) ?? '';
  }
}
