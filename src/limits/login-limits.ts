import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { LoginCredentials } from '../kazoo/requests/login-credentials.ts';
import { RateLimit } from './rate-limit.ts';

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
  readonly #byAddress: RateLimit;
  readonly #byAccount: RateLimit;

  constructor({ maxAttemptsPerIp, maxAttemptsPerAccount, windowMs, onLimited }: LoginLimitsOptions) {
    this.#onLimited = onLimited;
    this.#byAddress = new RateLimit({ maxUses: maxAttemptsPerIp, windowMs });
    this.#byAccount = new RateLimit({ maxUses: maxAttemptsPerAccount, windowMs });
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
      if (!isGuess) await Promise.all([this.#byAddress.giveBack(address), this.#byAccount.giveBack(account)]);
    }
  }

  async #count(attempts: RateLimit, key: string, limit: LoginLimit): Promise<void> {
    const waitMs = await attempts.use(key);
    if (waitMs === 0) return;
    this.#onLimited(limit);
    const retryAfter = Math.ceil(waitMs / 1_000);
    throw new GatewayError('RATE_LIMITED', `There were too many logins that failed. Try again in ${retryAfter} s.`, {
      extensions: { retryAfter },
    });
  }
}

/** Whether Kazoo said that the credentials are wrong. The first question for a second factor comes only when they are right. */
function isGuessed(error: unknown, { multiFactorResponse }: LoginCredentials): boolean {
  if (!(error instanceof GatewayError)) return false;
  if (error.code === 'MULTI_FACTOR_REQUIRED') return multiFactorResponse !== undefined && multiFactorResponse !== null;
  return error.code === 'INVALID_CREDENTIALS' || error.meaning.scope === 'account';
}

/** Kazoo compares letters and digits of a name only, whatever their case. Hashed: names come from anybody, of any length. */
function accountKey({ accountName, accountRealm, phoneNumber }: LoginCredentials): string {
  const names = [accountName, accountRealm, phoneNumber].map((name) =>
    (name ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''),
  );
  return createHash('sha256').update(JSON.stringify(names)).digest('base64');
}
