import { vi } from 'vitest';
import { GatewayError } from '../../../../src/errors.ts';
import type { LoginCredentials } from '../../../../src/kazoo/requests/login-credentials.ts';
import { LoginLimits, type LoginLimitsOptions } from '../../../../src/limits/logins/login-limits.ts';

/** How long Kazoo takes to answer. */
export const answerMs = 100;
/** What is right. */
export const acme: LoginCredentials = { accountName: 'acme', username: 'ann', password: 'p' };
/** An address that nobody guesses from. */
export const home = '192.0.2.1';
/** Kazoo's refusal. */
export const wrong = new GatewayError('INVALID_CREDENTIALS', 'Wrong.');
export const limited = { code: 'RATE_LIMITED' };

/** Limits, and logins that Kazoo answers. */
export function createLimits(options: Partial<LoginLimitsOptions> = {}) {
  const refusals: string[] = [];
  const counts = { asked: 0, running: 0, mostRunning: 0 };
  const limits = new LoginLimits({
    maxAttemptsPerUser: 10,
    maxAttemptsPerIp: 100,
    maxAttemptsPerAccount: 50,
    windowMs: 300_000,
    maxWaitMs: 30_000,
    onLimited: (limit) => refusals.push(limit),
    ...options,
  });
  /** A login that Kazoo answers after `answerMs`. */
  function logIn(credentials: LoginCredentials, address: string, error?: Error, accountId = 'a1') {
    return limits.attempt(credentials, address, async () => {
      counts.asked += 1;
      counts.running += 1;
      counts.mostRunning = Math.max(counts.mostRunning, counts.running);
      await new Promise((resolve) => setTimeout(resolve, answerMs));
      counts.running -= 1;
      if (error !== undefined) throw error;
      return { accountId };
    });
  }
  /** The code of its error; undefined for a success. */
  async function outcome(login: Promise<unknown>): Promise<unknown> {
    const settled = login.then(
      () => undefined,
      (error) => error.code,
    );
    await vi.advanceTimersByTimeAsync(answerMs);
    return settled;
  }
  const guess = (credentials: LoginCredentials, address: string) => outcome(logIn(credentials, address, wrong));
  return { limits, logIn, outcome, guess, refusals, counts };
}

/** Another user of acme. */
export const user = (username: string): LoginCredentials => ({ ...acme, username });
/** One of many addresses. */
export const from = (index: number): string => `198.51.100.${index}`;

export async function settle(logins: readonly Promise<unknown>[], ms: number): Promise<readonly unknown[]> {
  const codes = Promise.all(
    logins.map((login) =>
      login.then(
        () => 'success',
        (error) => error.code,
      ),
    ),
  );
  await vi.advanceTimersByTimeAsync(ms);
  // Who is refused with others is told in a later turn of the event loop.
  await vi.advanceTimersByTimeAsync(1);
  return codes;
}
