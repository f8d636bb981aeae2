import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { TokenProof } from '../kazoo/token-proof.ts';

export interface AccountAccessOptions {
  /** Asks Kazoo. @throws `FORBIDDEN`, `UNAUTHENTICATED`, `TOKEN_EXPIRED` or what made asking impossible. */
  readonly fetchAccount: (token: string, accountId: string, clientInfo: ClientInfo) => Promise<Account>;
  /** The same for `revalidate`; unless urgent, it may take its time. Default: `fetchAccount`. */
  readonly refetchAccount?: (token: string, accountId: string, isUrgent: boolean) => Promise<Account>;
  /** How long a yes counts. */
  readonly grantedForMs: number;
  /** How long a no counts; short, since authority can be given at any time. */
  readonly refusedForMs: number;
  readonly maxEntries: number;
  /** What the token's own signature says, where the gateway can tell. Never rejects. Default: only Kazoo is asked. */
  readonly prove?: (token: string) => Promise<TokenProof>;
  /** A token was admitted by its signature: Kazoo must be asked afterwards whether it was revoked. */
  readonly onUnconfirmed?: (token: string, accountId: string) => void;
  /** Kazoo does not accept the token, whatever for. */
  readonly onTokenRefused?: (token: string, error: GatewayError) => void;
}

interface Answer {
  readonly account: Promise<Account>;
  readonly state: 'asking' | 'granted' | 'refused';
}

/** How many tokens that Kazoo refused are remembered; one that is forgotten costs a question more. */
const maxDistrusted = 10_000;

/**
 * Which token may act on which account. blackhole looks at the token of a socket's first message only, so on a shared socket the gateway is the
 * only one that checks (protocol.md "Authentication and authority"). One question is asked once for all who ask it at the same time.
 */
export class AccountAccess {
  readonly #options: AccountAccessOptions;
  readonly #answers: LRUCache<string, Answer>;
  /** Short names for tokens: a key that held a whole token would be hashed anew for every question. */
  readonly #ids: LRUCache<string, number>;
  #lastId = 0;
  /** Tokens, and pairs of account and token, that Kazoo refused: their signature counts for nothing until Kazoo accepts them again. */
  readonly #distrusted = new LRUCache<string, true>({ max: maxDistrusted });

  constructor(options: AccountAccessOptions) {
    this.#options = options;
    this.#answers = new LRUCache({ max: options.maxEntries });
    this.#ids = new LRUCache({ max: options.maxEntries });
  }

  /** Resolves with the account if the token may act on it. @throws as `fetchAccount` does. */
  verify(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const known = this.#known(token, accountId);
    if (known !== undefined) return known.account;
    const key = this.#keyOf(token, accountId);
    const answer: Answer = { account: this.#confirm(token, accountId, clientInfo), state: 'asking' };
    this.#answers.set(key, answer);
    answer.account.then(
      (account) => {
        const { state } = this.#answers.peek(key) ?? answer;
        if (state === 'refused') return; // Kazoo has said no since it was asked.
        this.#trust(token, accountId);
        this.#grant(key, account);
      },
      (error: unknown) => {
        if (this.#answers.peek(key) === answer) this.#answers.delete(key);
        this.#onFailure(token, accountId, error);
      },
    );
    return answer.account;
  }

  /** Whether Kazoo has said yes, and lately: then nobody needs to wait for `admit`. */
  hasGranted(token: string, accountId: string): boolean {
    return this.#known(token, accountId)?.state === 'granted';
  }

  /** Whether the last that Kazoo said of the token, or of the account to it, was a no. */
  hasRefused(token: string, accountId: string): boolean {
    return this.#distrusted.has(token) || this.#distrusted.has(this.#keyOf(token, accountId));
  }

  /**
   * Resolves if the token may act on the account. Where its signature proves that it is the account's own token, that is enough for now,
   * so that nobody waits while Kazoo is busy. @throws as `check` does.
   */
  async authorize(token: string, accountId: string, clientInfo: ClientInfo): Promise<void> {
    const { prove, onUnconfirmed } = this.#options;
    if (this.hasGranted(token, accountId)) return;
    if (prove !== undefined && !this.hasRefused(token, accountId)) {
      const proof = await prove(token);
      if (proof.name === 'forged') throw forged();
      if (proof.name === 'genuine' && proof.accountId === accountId) {
        onUnconfirmed?.(token, accountId);
        return;
      }
    }
    await this.verify(token, accountId, clientInfo);
  }

  /** Asks Kazoo again, whatever is known; what it says replaces that. @throws as `check` does. */
  async revalidate(token: string, accountId: string, isUrgent = false): Promise<Account> {
    const { fetchAccount, refetchAccount } = this.#options;
    try {
      const account = await (refetchAccount?.(token, accountId, isUrgent) ?? fetchAccount(token, accountId, {}));
      this.#trust(token, accountId);
      this.#grant(this.#keyOf(token, accountId), account);
      return account;
    } catch (error) {
      this.#onFailure(token, accountId, error);
      throw error;
    }
  }

  #known(token: string, accountId: string): Answer | undefined {
    const known = this.#answers.get(this.#keyOf(token, accountId));
    // What Kazoo granted a token for one account is void once it refused the token for another.
    return known?.state === 'granted' && this.#distrusted.has(token) ? undefined : known;
  }

  async #fetch(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const proof = await this.#options.prove?.(token);
    if (proof?.name === 'forged') throw forged();
    return this.#options.fetchAccount(token, accountId, clientInfo);
  }

  #confirm(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const { prove, fetchAccount } = this.#options;
    return prove === undefined ? fetchAccount(token, accountId, clientInfo) : this.#fetch(token, accountId, clientInfo);
  }

  #grant(key: string, account: Account): void {
    const answer: Answer = { account: Promise.resolve(account), state: 'granted' };
    this.#answers.set(key, answer, { ttl: this.#options.grantedForMs });
  }

  #trust(token: string, accountId: string): void {
    this.#distrusted.delete(token);
    this.#distrusted.delete(this.#keyOf(token, accountId));
  }

  /** Only a no of Kazoo's is worth remembering: anything else says nothing about the token. */
  #onFailure(token: string, accountId: string, error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    const key = this.#keyOf(token, accountId);
    const { scope } = error.meaning;
    if (scope === 'account') {
      const account = Promise.reject<Account>(error);
      account.catch(() => undefined); // Whoever asks next is told.
      this.#answers.set(key, { account, state: 'refused' }, { ttl: this.#options.refusedForMs });
      this.#distrusted.set(key, true);
    } else if (scope === 'token') {
      this.#answers.delete(key);
      this.#distrusted.set(token, true);
      this.#options.onTokenRefused?.(token, error);
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

function forged(): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'The token was not signed by Kazoo; log in again.');
}
