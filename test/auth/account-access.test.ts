import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AccountAccess, type AccountAccessOptions } from '../../src/auth/account-access.ts';
import { AccountVerdicts, type AccountVerdictsOptions } from '../../src/auth/account-verdicts.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import type { Account } from '../../src/kazoo/requests/accounts.ts';
import { accountNamed } from '../harness/account-named.ts';

// The cache keeps the clock that it finds when it is loaded, so the clock itself is told what to say.
let nowMs = 1_000;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function pass(milliseconds: number): void {
  nowMs += milliseconds;
  vi.advanceTimersByTime(milliseconds);
}

const account = 'a'.repeat(32);
const clientInfo = { requestId: 'request' };
const authorizedForMs = 60_000;
const refusedForMs = 5_000;

function setUp(options: Partial<AccountVerdictsOptions> = {}) {
  const fetchAccount = vi.fn<AccountAccessOptions['fetchAccount']>(async (_token, id) => accountNamed(id));
  const verdicts = new AccountVerdicts({ authorizedForMs, refusedForMs, maxBytes: 1_000_000, ...options });
  const accountAccess = new AccountAccess({ verdicts, fetchAccount });
  return { accountAccess, verdicts, fetchAccount, check: () => accountAccess.verify('token', account, clientInfo) };
}

function failing(code: ErrorCode) {
  const { fetchAccount, verdicts, check } = setUp();
  fetchAccount.mockRejectedValue(new GatewayError(code, 'No.'));
  return { fetchAccount, verdicts, check };
}

test('an authorization is kept for its time; then Kazoo is asked again', async () => {
  const { check, fetchAccount } = setUp();

  expect(await check()).toMatchObject({ id: account });
  pass(authorizedForMs - 1_000);
  await check();
  expect(fetchAccount).toHaveBeenCalledTimes(1);
  pass(2_000);
  await check();

  expect(fetchAccount).toHaveBeenCalledTimes(2);
});

test('concurrent verifications share one request', async () => {
  const { check, fetchAccount } = setUp();

  const answers = await Promise.all(Array.from({ length: 50 }, check));

  expect(fetchAccount.mock.calls).toEqual([['token', account, clientInfo]]);
  expect(new Set(answers).size).toBe(1);
});

test('another token or another account is another request', async () => {
  const { accountAccess, fetchAccount } = setUp();

  await accountAccess.verify('token', account, clientInfo);
  await accountAccess.verify('token', 'another account', clientInfo);
  await accountAccess.verify('another token', account, clientInfo);

  expect(fetchAccount).toHaveBeenCalledTimes(3);
});

test('a refusal is kept for a short time only', async () => {
  const { check, fetchAccount } = failing('FORBIDDEN');

  await expect(check()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  pass(refusedForMs - 1_000);
  await expect(check()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(fetchAccount).toHaveBeenCalledTimes(1);
  pass(2_000);
  fetchAccount.mockResolvedValue(accountNamed(account));

  await expect(check()).resolves.toMatchObject({ id: account });
});

test.each(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'RATE_LIMITED', 'UNAUTHENTICATED', 'TOKEN_EXPIRED'] as const)(
  '%s is told to all who wait, and not kept',
  async (code) => {
    const { check, fetchAccount } = failing(code);

    const outcomes = await Promise.allSettled([check(), check()]);
    expect(outcomes).toMatchObject([{ reason: { code } }, { reason: { code } }]);
    expect(fetchAccount).toHaveBeenCalledTimes(1);
    fetchAccount.mockResolvedValue(accountNamed(account));

    await expect(check()).resolves.toMatchObject({ id: account });
  },
);

test('an unexpected error is not kept', async () => {
  const { check, fetchAccount } = setUp();
  fetchAccount.mockRejectedValueOnce(new TypeError('broken'));

  await expect(check()).rejects.toThrow('broken');

  await expect(check()).resolves.toMatchObject({ id: account });
});

test('a late failure does not undo a newer answer', async () => {
  const { accountAccess, fetchAccount, check } = setUp();
  let failFirst: (error: Error) => void = () => undefined;
  fetchAccount.mockReturnValueOnce(
    new Promise((_resolve, reject) => {
      failFirst = reject;
    }),
  );
  const first = check();
  await accountAccess.revalidate('token', account);

  failFirst(new GatewayError('UPSTREAM_TIMEOUT', 'Late.'));

  await expect(first).rejects.toThrow('Late.');
  await check();
  expect(fetchAccount).toHaveBeenCalledTimes(2);
});

test('an authorization that was requested before a refusal but arrives later counts only for its caller', async () => {
  const { accountAccess, fetchAccount, check } = setUp();
  let answerFirst: (account: Account) => void = () => undefined;
  fetchAccount.mockReturnValueOnce(
    new Promise((resolve) => {
      answerFirst = resolve;
    }),
  );
  const first = check();
  fetchAccount.mockRejectedValueOnce(new GatewayError('FORBIDDEN', 'No.'));
  await expect(accountAccess.revalidate('token', account)).rejects.toThrow('No.');

  answerFirst(accountNamed(account));

  await expect(first).resolves.toMatchObject({ id: account });
  await expect(check()).rejects.toThrow('No.');
  expect([accountAccess.isRefused('token', account), accountAccess.isRefused('token', 'other')]).toEqual([true, false]);
});

test('who asks after a refusal is not answered by what was asked before it', async () => {
  const { accountAccess, fetchAccount, check } = setUp();
  await accountAccess.verify('token', 'b'.repeat(32), clientInfo);
  fetchAccount.mockReturnValueOnce(new Promise(() => undefined));
  void check();
  fetchAccount.mockRejectedValue(new GatewayError('UNAUTHENTICATED', 'Revoked.'));
  await expect(accountAccess.revalidate('token', 'b'.repeat(32))).rejects.toThrow('Revoked.');

  await expect(check()).rejects.toThrow('Revoked.');
});

test('a token that is accepted late, after Kazoo has refused it, stays refused', async () => {
  const { accountAccess, fetchAccount, check } = setUp();
  let accept: (account: Account) => void = () => undefined;
  fetchAccount.mockReturnValueOnce(
    new Promise((resolve) => {
      accept = resolve;
    }),
  );
  const first = check();
  fetchAccount.mockRejectedValueOnce(new GatewayError('UNAUTHENTICATED', 'Revoked.'));
  await expect(accountAccess.revalidate('token', account)).rejects.toThrow('Revoked.');

  accept(accountNamed(account));
  await first;

  expect(accountAccess.isAuthorized('token', account)).toBe(false);
  expect(accountAccess.isRefused('token', account)).toBe(true);
});
