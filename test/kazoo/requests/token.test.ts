import { describe, expect, test } from 'vitest';
import { identify } from '../../../src/kazoo/requests/token.ts';
import { readTokenClaims } from '../../../src/kazoo/token-claims.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme, anna, fixtureToken, fixtureTokenExpiresAt, restFixture } from '../harness/rest-fixture.ts';
import { answerFixture, answerJson, startRestHarness } from '../harness/rest-server.ts';
import { unsignedToken } from '../harness/unsigned-token.ts';

const child = '9e4c27ab10d84f3396b5f07d2c8e1a60';
const claims = { iss: 'kazoo', account_id: acme, owner_id: anna, exp: 1_710_270_245 };
const beforeExpiry = () => fixtureTokenExpiresAt.getTime() - 1;

describe('the claims of a token', () => {
  test('are its account, its user and the end of its life', () => {
    expect(readTokenClaims(fixtureToken)).toEqual({
      accountId: acme,
      ownerId: anna,
      expiresAtMs: fixtureTokenExpiresAt.getTime(),
    });
  });

  test('may lack a user, and an end', () => {
    expect(readTokenClaims(unsignedToken({ iss: 'kazoo', account_id: acme }))).toEqual({
      accountId: acme,
      ownerId: undefined,
      expiresAtMs: undefined,
    });
  });

  test('of a token that acts inside a descendant are those of the descendant, never the home user', () => {
    const inside = unsignedToken({ ...claims, as: { account_id: child, owner_id: 'c'.repeat(32) } });
    const withoutUser = unsignedToken({ ...claims, as: { account_id: child } });

    expect(readTokenClaims(inside)).toEqual({
      accountId: child,
      ownerId: 'c'.repeat(32),
      expiresAtMs: fixtureTokenExpiresAt.getTime(),
    });
    expect(readTokenClaims(withoutUser)).toMatchObject({ accountId: child, ownerId: undefined });
  });

  test.each([
    ['opaque text', 'a3f0c1d2e4b5968778695a4b3c2d1e0f'],
    ['an empty text', ''],
    ['three parts of garbage', 'a.b.c'],
    ['a token of someone else', unsignedToken({ ...claims, iss: 'https://accounts.example.com' })],
    ['a token without an issuer', unsignedToken({ account_id: acme })],
    ['a token without an account', unsignedToken({ iss: 'kazoo', owner_id: anna })],
    ['a token with an impossible account', unsignedToken({ ...claims, account_id: '../x' })],
    ['a token whose end is false', unsignedToken({ ...claims, exp: false })],
    ['a token with an unreadable end', unsignedToken({ ...claims, exp: 'soon' })],
    ['a token with an end beyond all time', unsignedToken({ ...claims, exp: 1e300 })],
    ['a token that acts inside nothing', unsignedToken({ ...claims, as: 'child' })],
    ['a token that acts inside an impossible account', unsignedToken({ ...claims, as: { account_id: 7 } })],
  ])('cannot be read from %s', (_kind, token) => {
    expect(readTokenClaims(token)).toBeUndefined();
  });
});

describe('identifying the bearer of a token', () => {
  test('takes the claims of a JWT without a request', async () => {
    await using harness = await startRestHarness(answerFixture('token_auth.get'));

    const identity = await identify(harness.crossbar, fixtureToken, {}, beforeExpiry);

    expect(identity).toMatchObject({ accountId: acme, ownerId: anna });
    expect(harness.requests).toEqual([]);
  });

  test('refuses an expired JWT without a request', async () => {
    await using harness = await startRestHarness(answerFixture('token_auth.get'));

    const error = await rejectionOf(() =>
      identify(harness.crossbar, fixtureToken, {}, () => fixtureTokenExpiresAt.getTime()),
    );

    expect(error.code).toBe('TOKEN_EXPIRED');
    expect(harness.requests).toEqual([]);
  });

  test('asks Kazoo about an opaque token, in a header and not in the URL', async () => {
    await using harness = await startRestHarness(answerFixture('token_auth.get'));

    const identity = await identify(harness.crossbar, 'opaque-token', { requestId: 'r-2', clientIp: '192.0.2.7' });

    expect(identity).toEqual({ accountId: acme, ownerId: anna, expiresAtMs: undefined });
    expect(harness.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v2/token_auth',
        headers: { 'x-auth-token': 'opaque-token', 'x-request-id': 'r-2', 'x-forwarded-for': '192.0.2.7' },
      },
    ]);
  });

  test.each(['token_auth.get.none', 'token_auth.get.expired'])(
    'an opaque token that Kazoo refuses (%s) is UNAUTHENTICATED',
    async (name) => {
      await using harness = await startRestHarness(answerFixture(name));

      await expect(rejectionOf(() => identify(harness.crossbar, 'opaque-token', {}))).resolves.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    },
  );

  test.each(['', 'two words', 'line\r\nX-Auth-Account-ID: 1', 'ünïcode', 'nul\0'])(
    '%j is no token, and is not sent',
    async (token) => {
      await using harness = await startRestHarness(answerFixture('token_auth.get'));

      const error = await rejectionOf(() => identify(harness.crossbar, token, {}));

      expect(error.code).toBe('UNAUTHENTICATED');
      expect(harness.requests).toEqual([]);
    },
  );

  test('an answer that names no account is Kazoo not working', async () => {
    const { body } = restFixture('token_auth.get').response;
    await using harness = await startRestHarness(answerJson(200, { ...body, data: { owner_id: anna } }));

    await expect(rejectionOf(() => identify(harness.crossbar, 'opaque-token', {}))).resolves.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });
});
