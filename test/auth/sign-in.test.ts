import { describe, expect, test } from 'vitest';
import { AccountAccess } from '../../src/auth/account-access.ts';
import { AccountVerdicts } from '../../src/auth/account-verdicts.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { SignIn } from '../../src/auth/sign-in.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { transport } from './harness/session-transport.ts';

const claims = { accountId: 'account', ownerId: undefined, expiresAtMs: undefined };

interface Answers {
  readonly identify?: Error;
  readonly accountAccess?: Error;
}

function setUp({ identify, accountAccess }: Answers = {}) {
  const asked: string[] = [];
  const sessions = new SessionRegistry();
  const session = sessions.open(transport());
  const signIn = new SignIn({
    sessions,
    async identify(token) {
      if (identify !== undefined) throw identify;
      asked.push(`whose is ${token}`);
      return claims;
    },
    accountAccess: new AccountAccess({
      async fetchAccount(token, accountId) {
        asked.push(`may ${token} see ${accountId}`);
        throw accountAccess ?? new GatewayError('FORBIDDEN', 'No.');
      },
      verdicts: new AccountVerdicts({ authorizedForMs: 1, refusedForMs: 1, maxBytes: 1 }),
    }),
  });
  return { session, signIn, asked };
}

function no(code: ErrorCode): GatewayError {
  return new GatewayError(code, 'No.');
}

describe('presenting a token with a request', () => {
  test('signs in without asking Kazoo what it may see', async () => {
    const { session, signIn, asked } = setUp();

    await signIn.present(session, 'token', {});

    expect(session.require()).toMatchObject({ token: 'token', claims });
    expect(asked).toEqual(['whose is token']);
  });

  test('keeps the reason for an operation that needs one when the token is unusable', async () => {
    const { session, signIn } = setUp({ identify: no('TOKEN_EXPIRED') });

    await signIn.present(session, 'token', {});

    expect(session.isAnonymous).toBe(false);
    expect(() => session.require()).toThrow(expect.objectContaining({ code: 'TOKEN_EXPIRED' }));
  });

  test('neither asks Kazoo about a token that is too long nor keeps it', async () => {
    const { session, signIn, asked } = setUp();

    await signIn.present(session, 'x'.repeat(10_000), {});

    expect(() => session.require()).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    expect(() => signIn.confirm(session, 'x'.repeat(10_000), {})).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
    expect(asked).toEqual([]);
  });

  test.each(['AAAA.AAAA.AAA=', 'AAAA.AAAA.AB', ' opaque', 'opaque\n'])(
    'neither asks Kazoo about another spelling of a token (%j) nor keeps it',
    async (text) => {
      const { session, signIn, asked } = setUp();

      await signIn.present(session, text, {});

      expect(() => session.require()).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
      expect(() => signIn.confirm(session, text, {})).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
      expect(asked).toEqual([]);
    },
  );

  test('fails with an unexpected error', async () => {
    const { session, signIn } = setUp({ identify: new TypeError('broken') });

    await expect(signIn.present(session, 'token', {})).rejects.toThrow('broken');
  });
});

describe('confirming the token of a connection', () => {
  test.each(['UNAUTHENTICATED', 'FORBIDDEN', 'UPSTREAM_UNAVAILABLE'] as const)(
    'fails with what Kazoo says of it: %s',
    async (code) => {
      const { session, signIn, asked } = setUp({ accountAccess: no(code) });

      await expect(signIn.confirm(session, 'token', {})).rejects.toMatchObject({ code });

      expect(session.isAnonymous).toBe(true);
      expect(asked).toEqual(['whose is token', 'may token see account']);
    },
  );

  test('does not ask Kazoo about a token that cannot be used', async () => {
    const { session, signIn, asked } = setUp({ identify: no('TOKEN_EXPIRED') });

    await expect(signIn.confirm(session, 'token', {})).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });

    expect(asked).toEqual([]);
    expect(session.isAnonymous).toBe(true);
  });
});
