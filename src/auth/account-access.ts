import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { TokenProof } from '../kazoo/token-proof.ts';
import { entryLimit } from '../scheduling/entry-limit.ts';

export interface AccountAccessOptions {
  /**
   * Asks Kazoo; unless urgent, the answer may take its time. Default: urgent.
   *
   * @throws `FORBIDDEN`, `ACCOUNT_DISABLED`, `ACCOUNT_EXPIRED`, `UNAUTHENTICATED`, `TOKEN_EXPIRED`,
   * or the reason why Kazoo gave no answer.
   */
  readonly fetchAccount: (
    token: string,
    accountId: string,
    clientInfo: ClientInfo,
    isUrgent?: boolean,
  ) => Promise<Account>;
  /** How long an account that Kazoo answered with counts as authorized. */
  readonly authorizedForMs: number;
  /** How long a refusal counts; keep it short, since access can be given at any time. */
  readonly refusedForMs: number;
  readonly maxEntries: number;
  /** Checks the token's signature. Must not reject. Default: only Kazoo is asked. */
  readonly prove?: ((token: string) => Promise<TokenProof>) | undefined;
}

export interface AccountAccessEvents {
  /**
   * A token was authorized by its signature. A listener must ask Kazoo whether the token was
   * revoked.
   */
  readonly unconfirmed: [token: string, accountId: string];
  /** Kazoo does not accept the token for any account. */
  readonly tokenRefused: [token: string, error: GatewayError];
}

interface Answer {
  readonly account: Promise<Account>;
  readonly state: 'asking' | 'authorized' | 'refused';
}

/** How many refused tokens are remembered; forgetting one costs another request to Kazoo. */
const maxDistrusted = 10_000;
/**
 * Memory is reserved for tokens of this length. Kazoo's tokens are shorter; longer ones take the
 * memory of several.
 */
const charactersPerToken = 1_000;

/**
 * Which token may act on which account. blackhole looks only at the token of a socket's first
 * message, so on a shared socket only the gateway checks it (protocol.md "Authentication and
 * authority"). Concurrent questions about the same token and account share one request.
 */
export class AccountAccess {
  readonly events = new EventEmitter<AccountAccessEvents>();
  readonly #fetchAccount: AccountAccessOptions['fetchAccount'];
  readonly #prove: AccountAccessOptions['prove'];
  readonly #authorizedForMs: number;
  readonly #refusedForMs: number;
  readonly #answers: LRUCache<string, Answer>;
  /**
   * Short names for tokens: a key that held a whole token would be hashed anew for every question.
   */
  readonly #ids: LRUCache<string, number>;
  #lastId = 0;
  /**
   * Tokens, and pairs of account and token, whose signature does not count until Kazoo accepts
   * them.
   */
  readonly #distrusted = new LRUCache<string, true>({
    maxSize: maxDistrusted * charactersPerToken,
    sizeCalculation: sizeOfKey,
  });

  constructor({ fetchAccount, prove, authorizedForMs, refusedForMs, maxEntries }: AccountAccessOptions) {
    this.#fetchAccount = fetchAccount;
    this.#prove = prove;
    this.#authorizedForMs = authorizedForMs;
    this.#refusedForMs = refusedForMs;
    this.#answers = new LRUCache(entryLimit(maxEntries));
    this.#ids = new LRUCache<string, number>({
      maxSize: maxEntries * charactersPerToken,
      sizeCalculation: sizeOfKey,
    });
  }

  /**
   * Resolves with the account if Kazoo says that the token may act on it. @throws as `fetchAccount`
   * does.
   */
  verify(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const known = this.#known(token, accountId);
    if (known !== undefined) return known.account;
    const key = this.#keyOf(token, accountId);
    const answer: Answer = { account: this.#confirm(token, accountId, clientInfo), state: 'asking' };
    this.#answers.set(key, answer);
    answer.account.then(
      (account) => {
        const { state } = this.#answers.peek(key) ?? answer;
        if (state === 'refused') return; // `revalidate` has met a refusal since this request was sent.
        this.#trust(token, accountId);
        this.#keepAccount(key, account);
      },
      (error: unknown) => {
        if (this.#answers.peek(key) === answer) this.#answers.delete(key);
        this.#onFailure(token, accountId, error);
      },
    );
    return answer.account;
  }

  /** True if Kazoo's recent answer was the account: nobody needs to wait for `authorize` then. */
  isAuthorized(token: string, accountId: string): boolean {
    return this.#known(token, accountId)?.state === 'authorized';
  }

  /**
   * True if Kazoo's most recent answer for this token, or for this token on this account, was a
   * refusal.
   */
  isRefused(token: string, accountId: string): boolean {
    return this.#distrusted.has(token) || this.#distrusted.has(this.#keyOf(token, accountId));
  }

  /**
   * Resolves if the token may act on the account. A signature that proves the token to be the
   * account's own is enough for now, so that clients do not wait for a busy Kazoo.
   *
   * @throws as `verify` does.
   */
  async authorize(token: string, accountId: string, clientInfo: ClientInfo): Promise<void> {
    if (this.isAuthorized(token, accountId)) return;
    if (this.#prove !== undefined && !this.isRefused(token, accountId)) {
      const proof = await this.#prove(token);
      if (proof.name === 'forged') throw forged();
      if (proof.name === 'genuine' && proof.accountId === accountId) {
        this.events.emit('unconfirmed', token, accountId);
        return;
      }
    }
    await this.verify(token, accountId, clientInfo);
  }

  /** Asks Kazoo again; the answer replaces what was known. @throws as `verify` does. */
  async revalidate(token: string, accountId: string, isUrgent = false): Promise<Account> {
    try {
      const account = await this.#fetchAccount(token, accountId, {}, isUrgent);
      this.#trust(token, accountId);
      this.#keepAccount(this.#keyOf(token, accountId), account);
      return account;
    } catch (error) {
      this.#onFailure(token, accountId, error);
      throw error;
    }
  }

  #known(token: string, accountId: string): Answer | undefined {
    const known = this.#answers.get(this.#keyOf(token, accountId));
    // An authorization no longer counts once Kazoo has refused the token for another account.
    return known?.state === 'authorized' && this.#distrusted.has(token) ? undefined : known;
  }

  async #fetchProven(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const proof = await this.#prove?.(token);
    if (proof?.name === 'forged') throw forged();
    return this.#fetchAccount(token, accountId, clientInfo);
  }

  #confirm(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    return this.#prove === undefined
      ? this.#fetchAccount(token, accountId, clientInfo)
      : this.#fetchProven(token, accountId, clientInfo);
  }

  #keepAccount(key: string, account: Account): void {
    const answer: Answer = { account: Promise.resolve(account), state: 'authorized' };
    this.#answers.set(key, answer, { ttl: this.#authorizedForMs });
  }

  #trust(token: string, accountId: string): void {
    this.#distrusted.delete(token);
    this.#distrusted.delete(this.#keyOf(token, accountId));
  }

  /** Remembers a refusal of Kazoo's; any other error says nothing about the token. */
  #onFailure(token: string, accountId: string, error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    const key = this.#keyOf(token, accountId);
    const { scope } = error.meaning;
    if (scope === 'account') {
      const account = Promise.reject<Account>(error);
      account.catch(() => undefined); // Each `verify` that returns the promise handles its rejection.
      this.#answers.set(key, { account, state: 'refused' }, { ttl: this.#refusedForMs });
      this.#distrusted.set(key, true);
    } else if (scope === 'token') {
      this.#answers.delete(key);
      this.#distrusted.set(token, true);
      this.events.emit('tokenRefused', token, error);
    }
  }

  #keyOf(token: string, accountId: string): string {
    let id = this.#ids.get(token);
    if (id === undefined) {
      this.#lastId += 1;
      id = this.#lastId;
      this.#ids.set(token, id);
    }
    return `${id} ${accountId}`;
  }
}

/** At least `charactersPerToken`, so that the size limits the number of entries, too. */
function sizeOfKey(_value: unknown, key: string): number {
  return Math.max(charactersPerToken, key.length);
}

function forged(): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'The token was not signed by Kazoo; log in again.');
}
