import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { Account } from '../kazoo/accounts.ts';
import type { Caller } from '../kazoo/caller.ts';

export interface AuthorityOptions {
  /** Asks Kazoo. @throws `FORBIDDEN`, `UNAUTHENTICATED`, `TOKEN_EXPIRED` or what made asking impossible. */
  readonly fetchAccount: (token: string, accountId: string, caller: Caller) => Promise<Account>;
  /** How long a yes counts. */
  readonly grantedForMs: number;
  /** How long a no counts; short, since authority can be given at any time. */
  readonly refusedForMs: number;
  readonly maxEntries: number;
}

/**
 * Which token may act on which account. blackhole looks at the token of a socket's first message only, so on a shared socket the gateway is the
 * only one that checks (protocol.md "Authentication and authority"). One question is asked once for all who ask it at the same time.
 */
export class Authority {
  readonly #options: AuthorityOptions;
  readonly #answers: LRUCache<string, Promise<Account>>;

  constructor(options: AuthorityOptions) {
    this.#options = options;
    this.#answers = new LRUCache({ max: options.maxEntries, ttl: options.grantedForMs });
  }

  /** Resolves with the account if the token may act on it. @throws as `fetchAccount` does. */
  check(token: string, accountId: string, caller: Caller): Promise<Account> {
    const key = `${accountId} ${token}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#options.fetchAccount(token, accountId, caller);
    this.#answers.set(key, answer);
    answer.catch((error: unknown) => {
      if (this.#answers.peek(key) !== answer) return;
      // Only a plain no is worth remembering: anything else says nothing about the token, or ends it anyway.
      if (error instanceof GatewayError && error.code === 'FORBIDDEN')
        this.#answers.set(key, answer, { ttl: this.#options.refusedForMs });
      else this.#answers.delete(key);
    });
    return answer;
  }
}
