import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { isKazooId } from '../kazoo/crossbar/crossbar-value.ts';
import { type Account, everyAccount } from '../kazoo/requests/accounts.ts';
import { signedKey } from '../kazoo/signed-key.ts';
import { byteLimit } from '../scheduling/byte-limit.ts';

export interface AccountVerdictsOptions {
  /** How long an account that Kazoo answered with counts as authorized. */
  readonly authorizedForMs: number;
  /** How long a refusal counts; keep it short, since access can be given at any time. */
  readonly refusedForMs: number;
  /** The most that is kept of accounts, and of tokens; of refusals a tenth. */
  readonly maxBytes: number;
}

/** What later askers are told. The error itself, with its stack and Kazoo's answer, is not kept. */
type Refusal = Pick<GatewayError, 'code' | 'message' | 'extensions'>;

/**
 * How long the signature of a refused token does not count, unless Kazoo accepts the token before.
 */
const distrustedForMs = 24 * 60 * 60 * 1_000;
/** A refusal's message, and a time in its extensions. */
const bytesPerRefusal = 500;
/** An account without its texts. */
const bytesPerAccount = 300;

/**
 * What Kazoo has said of tokens and accounts, for a while and in bounded memory. Of a token nothing
 * is kept until Kazoo or its signature has vouched for it: anybody can make up any number of them.
 */
export class AccountVerdicts {
  /** Short names of tokens that were vouched for. A refused token loses its, and all accounts. */
  readonly #names: LRUCache<string, number>;
  /** By the name of the token, and the account. */
  readonly #accounts: LRUCache<string, Account>;
  readonly #refusals: LRUCache<string, Refusal>;
  /** The `moment` at which Kazoo refused what was signed in a token. */
  readonly #tokenRefusedAt: LRUCache<string, number>;
  /**
   * The `moment` at which Kazoo refused a token an account. Apart from the tokens: a good one can
   * be refused any number of accounts.
   */
  readonly #accountRefusedAt: LRUCache<string, number>;
  #lastName = 0;
  #lastMoment = 0;

  constructor({ authorizedForMs, refusedForMs, maxBytes }: AccountVerdictsOptions) {
    const maxRefusalBytes = Math.ceil(maxBytes / 10);
    this.#names = new LRUCache(byteLimit(maxBytes, authorizedForMs));
    this.#accounts = new LRUCache(byteLimit(maxBytes, authorizedForMs, bytesOfAccount));
    this.#refusals = new LRUCache(byteLimit(maxRefusalBytes, refusedForMs, () => bytesPerRefusal));
    this.#tokenRefusedAt = new LRUCache(byteLimit(maxRefusalBytes, distrustedForMs));
    this.#accountRefusedAt = new LRUCache(byteLimit(maxRefusalBytes, distrustedForMs));
  }

  /** How many verdicts and tokens are kept. */
  get size(): number {
    return this.#names.size + this.#accounts.size + this.#refusals.size + this.#momentsKept;
  }

  /** A new moment in the order of questions and refusals, which no clock can disturb. */
  moment(): number {
    this.#lastMoment += 1;
    return this.#lastMoment;
  }

  /** The account, if Kazoo has lately said that the token may act on it. */
  accountOf(token: string, accountId: string): Account | undefined {
    const name = this.#names.get(token);
    return name === undefined ? undefined : this.#accounts.get(`${name} ${accountId}`);
  }

  /** The refusal, if Kazoo has lately said that the token may not act on the account. */
  refusalOf(token: string, accountId: string): GatewayError | undefined {
    const name = this.#names.get(token);
    const refusal = name === undefined ? undefined : this.#refusals.get(`${name} ${accountId}`);
    return refusal && new GatewayError(refusal.code, refusal.message, { extensions: refusal.extensions });
  }

  /** Whether Kazoo's last word on the token, or on the token and this account, was a refusal. */
  isRefused(token: string, accountId: string): boolean {
    return this.isRefusedSince(token, accountId, 0);
  }

  /** Whether the refusal came after this `moment`. */
  isRefusedSince(token: string, accountId: string, moment: number): boolean {
    if (this.#momentsKept === 0) return false;
    const signed = signedKey(token);
    const tokenAt = this.#tokenRefusedAt.get(signed) ?? 0;
    const accountAt = this.#accountRefusedAt.get(`${signed} ${accountId}`) ?? 0;
    return Math.max(tokenAt, accountAt) > moment;
  }

  /** Notes that the token is one of Kazoo's, by its signature or because it was accepted before. */
  vouch(token: string): void {
    this.#nameOf(token);
  }

  /**
   * Notes that the token may act on the account; nothing, if it was refused after the `moment` of
   * the question.
   */
  accept(token: string, accountId: string, account: Account, moment: number): void {
    if (this.isRefusedSince(token, accountId, moment)) return;
    const key = `${this.#nameOf(token)} ${accountId}`;
    this.#accounts.set(key, account);
    this.#refusals.delete(key);
    if (this.#momentsKept === 0) return;
    const signed = signedKey(token);
    this.#tokenRefusedAt.delete(signed);
    this.#accountRefusedAt.delete(`${signed} ${accountId}`);
  }

  /** Notes that the token, which is good, may not act on the account. */
  refuse(token: string, accountId: string, { code, message, extensions }: GatewayError): void {
    // Kazoo is not asked about an id that it cannot have: their number has no end.
    if (!isKazooId(accountId) && accountId !== everyAccount) return;
    const key = `${this.#nameOf(token)} ${accountId}`;
    this.#accounts.delete(key);
    this.#refusals.set(key, { code, message, extensions });
    this.#accountRefusedAt.set(`${signedKey(token)} ${accountId}`, this.moment());
  }

  /**
   * Notes that Kazoo refuses the token, whatever the account. Returns whether it was vouched for,
   * and not refused since.
   */
  refuseToken(token: string): boolean {
    const wasVouchedFor = this.#names.delete(token);
    if (wasVouchedFor) this.#tokenRefusedAt.set(signedKey(token), this.moment());
    return wasVouchedFor;
  }

  /** How many moments of refusals are kept; mostly none, which spares a hash. */
  get #momentsKept(): number {
    return this.#tokenRefusedAt.size + this.#accountRefusedAt.size;
  }

  #nameOf(token: string): number {
    let name = this.#names.get(token);
    if (name === undefined) {
      this.#lastName += 1;
      name = this.#lastName;
    }
    this.#names.set(token, name);
    return name;
  }
}

function bytesOfAccount({ name, realm, timezone, language, resellerId }: Account): number {
  return [name, realm, timezone, language, resellerId].reduce(
    (bytes, text) => bytes + 2 * (text?.length ?? 0),
    bytesPerAccount,
  );
}
