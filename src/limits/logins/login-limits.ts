import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import type { LoginCredentials } from '../../kazoo/requests/login-credentials.ts';
import { entryLimit } from '../../scheduling/entry-limit.ts';
import { AttemptGate } from './attempt-gate.ts';
import { FailureBudget } from './failure-budget.ts';
import { type AccountNames, type LoginKey, LoginKeys } from './login-keys.ts';

export type LoginLimit = 'max_login_attempts_per_user' | 'max_login_attempts_per_ip' | 'max_login_attempts_per_account';

export interface LoginLimitsOptions {
  /** Wrong logins of one user of one account from one address in each `windowMs`. */
  readonly maxAttemptsPerUser: number;
  /** Wrong logins from one address in each `windowMs`. */
  readonly maxAttemptsPerIp: number;
  /** Wrong logins to one account in each `windowMs`, whatever addresses they come from. */
  readonly maxAttemptsPerAccount: number;
  /** How long failures count; also the longest pause. */
  readonly windowMs: number;
  /** How long a login may wait until others have been answered. */
  readonly maxWaitMs: number;
  readonly onLimited: (limit: LoginLimit) => void;
}

const knownForMs = 24 * 3_600_000;
const maxKnown = 50_000;

/**
 * Limits how fast passwords can be guessed. Only what Kazoo refused counts; what is not answered
 * yet may turn out wrong, so no more run at once than may fail, and the others wait.
 *
 * A stranger must not lock out others with wrong guesses: who logged in from an address before is
 * held there to a limit of their own, and not to those of the address and of the account.
 */
export class LoginLimits {
  readonly #keys: LoginKeys;
  readonly #ofUsers: FailureBudget;
  readonly #byUser: AttemptGate;
  readonly #byAddress: AttemptGate;
  readonly #byAccount: AttemptGate;
  /** Identities that logged in, and until when that counts, by `performance.now()`. */
  readonly #known = new LRUCache<string, number>(entryLimit(maxKnown, knownForMs));

  constructor(options: LoginLimitsOptions) {
    const { windowMs, maxWaitMs, onLimited } = options;
    const gate = (limit: LoginLimit, budget: FailureBudget): AttemptGate =>
      new AttemptGate({ budget, maxWaitMs, onLimited: () => onLimited(limit) });
    const budget = (maxFailures: number): FailureBudget => new FailureBudget({ maxFailures, windowMs });
    const ofAccounts = budget(options.maxAttemptsPerAccount);
    this.#ofUsers = budget(options.maxAttemptsPerUser);
    this.#byUser = gate('max_login_attempts_per_user', this.#ofUsers);
    this.#byAddress = gate('max_login_attempts_per_ip', budget(options.maxAttemptsPerIp));
    this.#byAccount = gate('max_login_attempts_per_account', ofAccounts);
    this.#keys = new LoginKeys((account, selector) => ofAccounts.inherit(account, selector));
  }

  /** Notes by what names an account can be selected: they share its limit. */
  learnNames(account: AccountNames): void {
    this.#keys.learnNames(account);
  }

  /**
   * Runs `login` as soon as it may, and settles as it does.
   *
   * @param address an `addressBlock`
   * @throws `RATE_LIMITED` with `extensions.retryAfter` in seconds, or `UPSTREAM_TIMEOUT` after
   * `maxWaitMs`, without running `login`.
   */
  async attempt<Answer extends { readonly accountId: string }>(
    credentials: LoginCredentials,
    address: string,
    login: () => Promise<Answer>,
  ): Promise<Answer> {
    const key = this.#keys.of(credentials, address);
    const answer = await this.#guarded(this.#gatesOf(key, address), address, credentials, login);
    this.#keys.learn(credentials, answer.accountId);
    this.#known.set(this.#keys.of(credentials, address).identity, performance.now() + knownForMs);
    return answer;
  }

  /** The gates that a login has to pass, one after another, with the key of each. */
  #gatesOf(key: LoginKey, address: string): readonly (readonly [AttemptGate, string])[] {
    const { account, user, formerUser, identity } = key;
    const isKnown = (this.#known.get(identity) ?? 0) > performance.now();
    if (isKnown) return [[this.#byUser, identity]];
    // The name of the account may have become known since.
    this.#ofUsers.inherit(user, formerUser);
    return [
      [this.#byUser, user],
      [this.#byAddress, address],
      // Last: an address that was refused must not take a place of the account.
      [this.#byAccount, account],
    ];
  }

  async #guarded<Answer>(
    [first, ...others]: readonly (readonly [AttemptGate, string])[],
    address: string,
    credentials: LoginCredentials,
    login: () => Promise<Answer>,
  ): Promise<Answer> {
    if (first === undefined) return login();
    const [gate, key] = first;
    await gate.enter(key, address);
    let isWrongGuess = false;
    try {
      return await this.#guarded(others, address, credentials, login);
    } catch (error) {
      isWrongGuess = isGuessed(error, credentials);
      throw error;
    } finally {
      gate.leave(key, isWrongGuess);
    }
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
