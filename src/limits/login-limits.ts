import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { LoginCredentials } from '../kazoo/requests/login-credentials.ts';
import { RateLimit } from './rate-limit.ts';

export type LoginLimit = 'max_login_attempts_per_ip' | 'max_login_attempts_per_account';

export interface LoginLimitsOptions {
  /** Failed and pending logins from one address in each `windowMs`. */
  readonly maxAttemptsPerIp: number;
  /**
   * Failed and pending logins to one account in each `windowMs`, whatever addresses they come from.
   */
  readonly maxAttemptsPerAccount: number;
  readonly windowMs: number;
  readonly onLimited: (limit: LoginLimit) => void;
}

/**
 * Limits how fast passwords can be guessed. An attempt counts from its beginning, so that many at
 * once do not slip through. It does not count any more once it is known not to be a wrong guess:
 * the login succeeded, or Kazoo could not say. Thus many people log in from one address unhindered.
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
   * Runs `login` unless there were too many attempts, and settles as it does.
   *
   * @param address an `addressBlock`
   * @throws `RATE_LIMITED` with `extensions.retryAfter` in seconds, without running `login`.
   */
  async attempt<Answer>(credentials: LoginCredentials, address: string, login: () => Promise<Answer>): Promise<Answer> {
    const account = accountKey(credentials);
    // In this order: an address that was refused must not lock the account for others.
    await this.#count(this.#byAddress, address, 'max_login_attempts_per_ip');
    await this.#count(this.#byAccount, account, 'max_login_attempts_per_account');
    let isWrongGuess = false;
    try {
      return await login();
    } catch (error) {
      isWrongGuess = isGuessed(error, credentials);
      throw error;
    } finally {
      if (!isWrongGuess) await Promise.all([this.#byAddress.giveBack(address), this.#byAccount.giveBack(account)]);
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

/**
 * Tells whether Kazoo found the credentials wrong. It asks for a second factor only when they are
 * right, so the first such answer is no guess.
 */
function isGuessed(error: unknown, { multiFactorResponse }: LoginCredentials): boolean {
  if (!(error instanceof GatewayError)) return false;
  if (error.code === 'MULTI_FACTOR_REQUIRED') return multiFactorResponse !== undefined && multiFactorResponse !== null;
  return error.code === 'INVALID_CREDENTIALS' || error.meaning.scope === 'account';
}

/**
 * Kazoo compares only letters and digits of a name, in lower case. The key is a hash, since anybody
 * may send names of any length.
 */
function accountKey({ accountName, accountRealm, phoneNumber }: LoginCredentials): string {
  const names = [accountName, accountRealm, phoneNumber].map((name) =>
    (name ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''),
  );
  return createHash('sha256').update(JSON.stringify(names)).digest('base64');
}
