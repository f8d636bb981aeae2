import { EventEmitter } from 'node:events';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { TokenProof } from '../kazoo/token-proof.ts';
import type { MaybePromise } from '../scheduling/steps.ts';
import type { AccountVerdicts } from './account-verdicts.ts';

export interface AccountAccessOptions {
  readonly verdicts: AccountVerdicts;
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
  /** Checks the token's signature. Must not reject. Default: only Kazoo is asked. */
  readonly prove?: ((token: string) => Promise<TokenProof>) | undefined;
}

export interface AccountAccessEvents {
  /**
   * A token was authorized by its signature. A listener must ask Kazoo whether the token was
   * revoked.
   */
  readonly unconfirmed: [token: string, accountId: string];
  /** Kazoo, asked again, has accepted the token for the account as before. */
  readonly revalidated: [token: string, accountId: string];
  /**
   * Kazoo does not accept the token for any account; `wasVouchedFor`: it or the token's signature
   * said otherwise before.
   */
  readonly tokenRefused: [token: string, error: GatewayError, wasVouchedFor: boolean];
}

/** A question to Kazoo that is not answered yet. */
interface Question {
  readonly account: Promise<Account>;
  /** See `AccountVerdicts.moment`. */
  readonly moment: number;
}

/**
 * Which token may act on which account. blackhole looks only at the token of a socket's first
 * message, so on a shared socket only the gateway checks it (protocol.md "Authentication and
 * authority"). Concurrent questions about the same token and account share one request.
 */
export class AccountAccess {
  readonly events = new EventEmitter<AccountAccessEvents>();
  readonly #fetchAccount: AccountAccessOptions['fetchAccount'];
  readonly #prove: AccountAccessOptions['prove'];
  readonly #verdicts: AccountVerdicts;
  /** By account and token. */
  readonly #questions = new Map<string, Question>();

  constructor({ verdicts, fetchAccount, prove }: AccountAccessOptions) {
    this.#fetchAccount = fetchAccount;
    this.#prove = prove;
    this.#verdicts = verdicts;
  }

  /**
   * Resolves with the account if Kazoo says that the token may act on it. @throws as `fetchAccount`
   * does.
   */
  async verify(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const account = this.#verdicts.accountOf(token, accountId);
    if (account !== undefined) return account;
    const refusal = this.#verdicts.refusalOf(token, accountId);
    if (refusal !== undefined) throw refusal;

    const key = `${accountId} ${token}`;
    const asked = this.#questions.get(key);
    // What was asked before a refusal counts only for those who asked it.
    if (asked !== undefined && !this.#verdicts.isRefusedSince(token, accountId, asked.moment)) return asked.account;
    const moment = this.#verdicts.moment();
    const answer =
      this.#prove === undefined
        ? this.#fetchAccount(token, accountId, clientInfo)
        : this.#fetchProven(token, accountId, clientInfo);
    const question: Question = { account: this.#judge(token, accountId, moment, answer), moment };
    this.#questions.set(key, question);
    try {
      return await question.account;
    } finally {
      if (this.#questions.get(key) === question) this.#questions.delete(key);
    }
  }

  /** True if Kazoo's recent answer was the account. */
  isAuthorized(token: string, accountId: string): boolean {
    return this.#verdicts.accountOf(token, accountId) !== undefined;
  }

  /**
   * True if Kazoo's most recent answer for this token, or for this token on this account, was a
   * refusal.
   */
  isRefused(token: string, accountId: string): boolean {
    return this.#verdicts.isRefused(token, accountId);
  }

  /**
   * Returns if the token may act on the account: at once if that is known. A signature that proves
   * the token to be the account's own is enough for now, so that clients do not wait for a busy
   * Kazoo.
   *
   * @throws as `verify` does, but never at once.
   */
  authorize(token: string, accountId: string, clientInfo: ClientInfo): MaybePromise<void> {
    return this.isAuthorized(token, accountId) ? undefined : this.#learn(token, accountId, clientInfo);
  }
  /**
   * Asks Kazoo again about a token that was accepted or proved genuine; the answer replaces what
   * was known. @throws as `verify` does.
   */
  async revalidate(token: string, accountId: string, isUrgent = false): Promise<Account> {
    this.#verdicts.vouch(token);
    const moment = this.#verdicts.moment();
    const account = await this.#judge(token, accountId, moment, this.#fetchAccount(token, accountId, {}, isUrgent));
    this.events.emit('revalidated', token, accountId);
    return account;
  }

  /** Notes that Kazoo refused the token when it was asked for something else. */
  refuseToken(token: string, error: GatewayError): void {
    this.events.emit('tokenRefused', token, error, this.#verdicts.refuseToken(token));
  }

  async #learn(token: string, accountId: string, clientInfo: ClientInfo): Promise<void> {
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

  async #fetchProven(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const proof = await this.#prove?.(token);
    if (proof?.name === 'forged') throw forged();
    if (proof?.name === 'genuine') this.#verdicts.vouch(token);
    return this.#fetchAccount(token, accountId, clientInfo);
  }

  /** Settles as the answer does, and remembers what it says of the token. */
  async #judge(token: string, accountId: string, moment: number, answer: Promise<Account>): Promise<Account> {
    try {
      const account = await answer;
      this.#verdicts.accept(token, accountId, account, moment);
      return account;
    } catch (error) {
      // Any error but a refusal says nothing about the token.
      if (error instanceof GatewayError) this.#onRefusal(token, accountId, error);
      throw error;
    }
  }

  #onRefusal(token: string, accountId: string, error: GatewayError): void {
    const { scope } = error.meaning;
    if (scope === 'account') this.#verdicts.refuse(token, accountId, error);
    if (scope === 'token') this.refuseToken(token, error);
  }
}

function forged(): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'The token was not signed by Kazoo; log in again.');
}
