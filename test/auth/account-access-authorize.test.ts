import { describe, expect, test, vi } from 'vitest';
import { AccountAccess, type AccountAccessOptions } from '../../src/auth/account-access.ts';
import { AccountVerdicts, type AccountVerdictsOptions } from '../../src/auth/account-verdicts.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { accountNamed } from '../harness/account-named.ts';

const own = 'a'.repeat(32);
const clientInfo = { requestId: 'request' };

function setUp(options: Partial<AccountVerdictsOptions> = {}) {
  const fetchAccount = vi.fn<AccountAccessOptions['fetchAccount']>(async (_token, id) => accountNamed(id));
  const prove = vi.fn<NonNullable<AccountAccessOptions['prove']>>(async () => ({ name: 'genuine', accountId: own }));
  const onUnconfirmed = vi.fn<(token: string, accountId: string) => void>();
  const onTokenRefused = vi.fn<(token: string, error: GatewayError) => void>();
  const accountAccess = new AccountAccess({
    fetchAccount,
    prove,
    verdicts: new AccountVerdicts({ authorizedForMs: 60_000, refusedForMs: 5_000, maxBytes: 1_000_000, ...options }),
  });
  accountAccess.events.on('unconfirmed', onUnconfirmed).on('tokenRefused', onTokenRefused);
  return { accountAccess, fetchAccount, prove, onUnconfirmed, onTokenRefused };
}

function no(code: ErrorCode): GatewayError {
  return new GatewayError(code, 'No.');
}

describe('a token whose signature proves it genuine', () => {
  test('is authorized for its own account at once; Kazoo is asked afterwards', async () => {
    const { accountAccess, fetchAccount, onUnconfirmed } = setUp();

    await accountAccess.authorize('token', own, clientInfo);

    expect(fetchAccount).not.toHaveBeenCalled();
    expect(onUnconfirmed.mock.calls).toEqual([['token', own]]);
  });

  test('is not authorized for another account by its signature', async () => {
    const { accountAccess, fetchAccount, onUnconfirmed } = setUp();
    fetchAccount.mockRejectedValue(no('FORBIDDEN'));

    await expect(accountAccess.authorize('token', 'descendant', clientInfo)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });

    expect(onUnconfirmed).not.toHaveBeenCalled();
  });

  test('does not wait while Kazoo is being asked about it', async () => {
    const { accountAccess, fetchAccount } = setUp();
    fetchAccount.mockReturnValue(new Promise(() => undefined));
    void accountAccess.verify('token', own, clientInfo);

    await expect(accountAccess.authorize('token', own, clientInfo)).resolves.toBeUndefined();
  });

  test("is not proved again while Kazoo's authorization is known", async () => {
    const { accountAccess, prove, onUnconfirmed } = setUp();
    await accountAccess.revalidate('token', own);

    await accountAccess.authorize('token', own, clientInfo);

    expect(prove).not.toHaveBeenCalled();
    expect(onUnconfirmed).not.toHaveBeenCalled();
  });

  test.each(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'FORBIDDEN', 'ACCOUNT_DISABLED'] as const)(
    'counts for nothing any more once Kazoo answered %s, until Kazoo accepts it again',
    async (code) => {
      const { accountAccess, fetchAccount } = setUp({ refusedForMs: 1 });
      fetchAccount.mockRejectedValue(no(code));
      await accountAccess.revalidate('token', own).catch(() => undefined);

      await expect(accountAccess.authorize('token', own, clientInfo)).rejects.toMatchObject({ code });
      fetchAccount.mockImplementation(async (_token, id) => accountNamed(id));
      await accountAccess.revalidate('token', own);

      expect(accountAccess.authorize('token', own, clientInfo)).toBeUndefined();
    },
  );
});

test('a revoked token is not proved genuine under another signature of what was signed', async () => {
  const { accountAccess, fetchAccount } = setUp();
  fetchAccount.mockRejectedValue(no('UNAUTHENTICATED'));
  await accountAccess.revalidate('AAAA.AAAA.AAAA', own).catch(() => undefined);

  await expect(accountAccess.authorize('AAAA.AAAA.BBBB', own, clientInfo)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  await expect(accountAccess.authorize('AAAA.BBBB.AAAA', own, clientInfo)).resolves.toBeUndefined();
});

test('a genuine token that Kazoo refused a query is not admitted by its signature afterwards', async () => {
  const { accountAccess, fetchAccount } = setUp();
  fetchAccount.mockRejectedValue(no('UNAUTHENTICATED'));
  await accountAccess.verify('token', own, clientInfo).catch(() => undefined);

  await expect(accountAccess.authorize('token', own, clientInfo)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

describe('a forged token', () => {
  test('is refused for every account without asking Kazoo', async () => {
    const { accountAccess, fetchAccount, prove } = setUp();
    prove.mockResolvedValue({ name: 'forged' });

    await expect(accountAccess.authorize('token', own, clientInfo)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(accountAccess.verify('token', own, clientInfo)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    expect(fetchAccount).not.toHaveBeenCalled();
  });
});

describe('a token whose signature proves nothing', () => {
  test('is verified by Kazoo', async () => {
    const { accountAccess, fetchAccount, prove } = setUp();
    prove.mockResolvedValue({ name: 'unproven' });

    await accountAccess.authorize('token', own, clientInfo);

    expect(fetchAccount.mock.calls).toEqual([['token', own, clientInfo]]);
  });
});

describe('revalidation', () => {
  test('ignores the known answer and replaces it', async () => {
    const { accountAccess, fetchAccount } = setUp();
    await accountAccess.verify('token', own, clientInfo);
    fetchAccount.mockRejectedValueOnce(no('FORBIDDEN'));

    await expect(accountAccess.revalidate('token', own)).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await expect(accountAccess.verify('token', own, clientInfo)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(fetchAccount).toHaveBeenCalledTimes(2);
  });

  test('keeps the known answer when Kazoo gives none', async () => {
    const { accountAccess, fetchAccount } = setUp();
    await accountAccess.verify('token', own, clientInfo);
    fetchAccount.mockRejectedValueOnce(no('UPSTREAM_UNAVAILABLE'));

    await expect(accountAccess.revalidate('token', own)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });

    await expect(accountAccess.verify('token', own, clientInfo)).resolves.toMatchObject({ id: own });
    expect(fetchAccount).toHaveBeenCalledTimes(2);
  });

  test('of a refused token voids its authorization for other accounts', async () => {
    const { accountAccess, fetchAccount } = setUp();
    await accountAccess.verify('token', 'descendant', clientInfo);
    fetchAccount.mockRejectedValue(no('UNAUTHENTICATED'));

    await accountAccess.revalidate('token', own).catch(() => undefined);

    await expect(accountAccess.verify('token', 'descendant', clientInfo)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

test.each([
  ['UNAUTHENTICATED', 1],
  ['TOKEN_EXPIRED', 1],
  ['FORBIDDEN', 0],
  ['ACCOUNT_EXPIRED', 0],
  ['UPSTREAM_TIMEOUT', 0],
] as const)('that Kazoo answered %s ends the sessions of the token %i times', async (code, times) => {
  const { accountAccess, fetchAccount, prove, onTokenRefused } = setUp();
  prove.mockResolvedValue({ name: 'unproven' });
  fetchAccount.mockRejectedValue(no(code));

  await accountAccess.verify('token', 'a', clientInfo).catch(() => undefined);

  expect(onTokenRefused).toHaveBeenCalledTimes(times);
});
