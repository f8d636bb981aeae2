import { describe, expect, test, vi } from 'vitest';
import { Authority, type AuthorityOptions } from '../../src/auth/authority.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { accountNamed } from '../harness/account-named.ts';

const caller = { requestId: 'request' };

function setUp(options: Partial<AuthorityOptions> = {}) {
  const fetchAccount = vi.fn<AuthorityOptions['fetchAccount']>(async (_token, id) => accountNamed(id));
  const prove = vi.fn<NonNullable<AuthorityOptions['prove']>>(async () => ({ name: 'genuine', accountId: 'own' }));
  const onUnconfirmed = vi.fn<(token: string, accountId: string) => void>();
  const onTokenRefused = vi.fn<(token: string, error: GatewayError) => void>();
  const authority = new Authority({
    fetchAccount,
    prove,
    onUnconfirmed,
    onTokenRefused,
    grantedForMs: 60_000,
    refusedForMs: 5_000,
    maxEntries: 100,
    ...options,
  });
  return { authority, fetchAccount, prove, onUnconfirmed, onTokenRefused };
}

function no(code: ErrorCode): GatewayError {
  return new GatewayError(code, 'No.');
}

describe('a token that proves itself', () => {
  test('is admitted to its own account without a question, which follows', async () => {
    const { authority, fetchAccount, onUnconfirmed } = setUp();

    await authority.admit('token', 'own', caller);

    expect(fetchAccount).not.toHaveBeenCalled();
    expect(onUnconfirmed.mock.calls).toEqual([['token', 'own']]);
  });

  test('is not admitted to another account by it', async () => {
    const { authority, fetchAccount, onUnconfirmed } = setUp();
    fetchAccount.mockRejectedValue(no('FORBIDDEN'));

    await expect(authority.admit('token', 'descendant', caller)).rejects.toMatchObject({ code: 'FORBIDDEN' });

    expect(onUnconfirmed).not.toHaveBeenCalled();
  });

  test('is not waited for while Kazoo is being asked about it', async () => {
    const { authority, fetchAccount } = setUp();
    fetchAccount.mockReturnValue(new Promise(() => undefined));
    void authority.check('token', 'own', caller);

    await expect(authority.admit('token', 'own', caller)).resolves.toBeUndefined();
  });

  test('is not proved again while a yes of Kazoo is known', async () => {
    const { authority, prove, onUnconfirmed } = setUp();
    await authority.recheck('token', 'own');

    await authority.admit('token', 'own', caller);

    expect(prove).not.toHaveBeenCalled();
    expect(onUnconfirmed).not.toHaveBeenCalled();
  });

  test.each(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'FORBIDDEN', 'ACCOUNT_DISABLED'] as const)(
    'counts for nothing any more once Kazoo answered %s, until Kazoo accepts it again',
    async (code) => {
      const { authority, fetchAccount } = setUp({ refusedForMs: 1 });
      fetchAccount.mockRejectedValue(no(code));
      await authority.recheck('token', 'own').catch(() => undefined);

      await expect(authority.admit('token', 'own', caller)).rejects.toMatchObject({ code });
      fetchAccount.mockImplementation(async (_token, id) => accountNamed(id));
      await authority.recheck('token', 'own');

      await expect(authority.admit('token', 'own', caller)).resolves.toBeUndefined();
    },
  );
});

describe('a forged token', () => {
  test('is refused without a question, wherever it comes', async () => {
    const { authority, fetchAccount, prove } = setUp();
    prove.mockResolvedValue({ name: 'forged' });

    await expect(authority.admit('token', 'own', caller)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(authority.check('token', 'own', caller)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    expect(fetchAccount).not.toHaveBeenCalled();
  });
});

describe('a token that proves nothing', () => {
  test('is asked about', async () => {
    const { authority, fetchAccount, prove } = setUp();
    prove.mockResolvedValue({ name: 'unproven' });

    await authority.admit('token', 'own', caller);

    expect(fetchAccount.mock.calls).toEqual([['token', 'own', caller]]);
  });
});

describe('asking again', () => {
  test('goes past what is known, and replaces it', async () => {
    const { authority, fetchAccount } = setUp();
    await authority.check('token', 'own', caller);
    fetchAccount.mockRejectedValueOnce(no('FORBIDDEN'));

    await expect(authority.recheck('token', 'own')).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await expect(authority.check('token', 'own', caller)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(fetchAccount).toHaveBeenCalledTimes(2);
  });

  test('of a Kazoo that cannot say leaves what is known', async () => {
    const { authority, fetchAccount } = setUp();
    await authority.check('token', 'own', caller);
    fetchAccount.mockRejectedValueOnce(no('UPSTREAM_UNAVAILABLE'));

    await expect(authority.recheck('token', 'own')).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });

    await expect(authority.check('token', 'own', caller)).resolves.toMatchObject({ id: 'own' });
    expect(fetchAccount).toHaveBeenCalledTimes(2);
  });

  test('about one account voids what a refused token was granted for others', async () => {
    const { authority, fetchAccount } = setUp();
    await authority.check('token', 'descendant', caller);
    fetchAccount.mockRejectedValue(no('UNAUTHENTICATED'));

    await authority.recheck('token', 'own').catch(() => undefined);

    await expect(authority.check('token', 'descendant', caller)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

test.each([
  ['UNAUTHENTICATED', 1],
  ['TOKEN_EXPIRED', 1],
  ['FORBIDDEN', 0],
  ['ACCOUNT_EXPIRED', 0],
  ['UPSTREAM_TIMEOUT', 0],
] as const)('that Kazoo answered %s ends the sessions of the token %i times', async (code, times) => {
  const { authority, fetchAccount, prove, onTokenRefused } = setUp();
  prove.mockResolvedValue({ name: 'unproven' });
  fetchAccount.mockRejectedValue(no(code));

  await authority.check('token', 'a', caller).catch(() => undefined);

  expect(onTokenRefused).toHaveBeenCalledTimes(times);
});
