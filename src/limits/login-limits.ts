import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { GatewayError } from '../errors.ts';
import type { LoginCredentials } from '../kazoo/requests/login-credentials.ts';
import { isOverLimit } from './over-limit.ts';

export type LoginLimit = 'max_login_attempts_per_ip' | 'max_login_attempts_per_account';

export interface LoginLimitsOptions {
  /** Failed and running logins from one address in each `windowMs`. */
  readonly maxAttemptsPerIp: number;
  /** The same for one account, whatever address they come from. */
  readonly maxAttemptsPerAccount: number;
  readonly windowMs: number;
  readonly onLimited: (limit: LoginLimit) => void;
}

/**
 * Slows down whoever guesses passwords. An attempt counts from its beginning, so that many at once do not slip through, and is taken back
 * when it was no guess: it succeeded, or Kazoo could not say. Many people behind one address thus log in unhindered.
 */
export class LoginLimits {
  readonly #onLimited: (limit: LoginLimit) => void;
  readonly #byAddress: RateLimiterMemory;
  readonly #byAccount: RateLimiterMemory;

  constructor({ maxAttemptsPerIp, maxAttemptsPerAccount, windowMs, onLimited }: LoginLimitsOptions) {
    const duration = windowMs / 1000;
    this.#onLimited = onLimited;
    this.#byAddress = new RateLimiterMemory({ points: maxAttemptsPerIp, duration });
    this.#byAccount = new RateLimiterMemory({ points: maxAttemptsPerAccount, duration });
  }

  /**
   * Runs `login` if it may be tried.
   *
   * @param address whom the limit per address counts
   * @throws `RATE_LIMITED` with `extensions.retryAfter` in seconds, without running it, or whatever it throws.
   */
  async attempt<Answer>(credentials: LoginCredentials, address: string, login: () => Promise<Answer>): Promise<Answer> {
    const account = accountKey(credentials);
    // In this order: an address that was refused must not lock the account for others.
    await this.#count(this.#byAddress, address, 'max_login_attempts_per_ip');
    await this.#count(this.#byAccount, account, 'max_login_attempts_per_account');
    let isGuess = false;
    try {
      return await login();
    } catch (error) {
      isGuess = isGuessed(error, credentials);
      throw error;
    } finally {
      if (!isGuess) await Promise.all([this.#byAddress.reward(address), this.#byAccount.reward(account)]);
    }
  }

  async #count(limiter: RateLimiterMemory, key: string, limit: LoginLimit): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!isOverLimit(error)) throw error;
      this.#onLimited(limit);
      const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new GatewayError('RATE_LIMITED', `There were too many logins that failed. Try again in ${retryAfter} s.`, {
        extensions: { retryAfter },
      });
    }
  }
}

/** Whether Kazoo said that the credentials are wrong. The first question for a second factor comes only when they are right. */
function isGuessed(error: unknown, { multiFactorResponse }: LoginCredentials): boolean {
  if (!(error instanceof GatewayError)) return false;
  if (error.code === 'MULTI_FACTOR_REQUIRED') return multiFactorResponse !== undefined && multiFactorResponse !== null;
  return guessCodes.has(error.code);
}

const guessCodes: ReadonlySet<string> = new Set([
  'INVALID_CREDENTIALS',
  'ACCOUNT_DISABLED',
  'ACCOUNT_EXPIRED',
  'FORBIDDEN',
]);

/** Kazoo compares letters and digits of a name only, whatever their case. Hashed: names come from anybody, of any length. */
function accountKey({ accountName, accountRealm, phoneNumber }: LoginCredentials): string {
  const names = [accountName, accountRealm, phoneNumber].map((name) =>
    (name ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''),
  );
  return createHash('sha256').update(JSON.stringify(names)).digest('base64');
}
