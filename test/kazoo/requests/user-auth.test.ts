import { describe, expect, test } from 'vitest';
import type { LoginCredentials } from '../../../src/kazoo/requests/login-credentials.ts';
import { refreshToken } from '../../../src/kazoo/requests/token-refresh.ts';
import { login } from '../../../src/kazoo/requests/user-auth.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme, anna, fixtureToken, fixtureTokenExpiresAt, restFixture } from '../harness/rest-fixture.ts';
import { type Answer, answerFixture, answerJson, neverAnswer, startRestHarness } from '../harness/rest-server.ts';
import { unsignedToken } from '../harness/unsigned-token.ts';

const readyMade: LoginCredentials = { accountName: 'bluefintrading', credentials: '2f6fd5e2a1d0c4e7b8392a1f0e9d8c7b' };
const session = {
  authToken: fixtureToken,
  accountId: acme,
  ownerId: anna,
  accountName: 'Bluefin Trading',
  language: 'en-us',
  resellerId: 'f3a1c0d49b7e4e0d8a52c1b6e7d90a11',
  isReseller: false,
  apps: [
    {
      id: 'e5d4c3b2a1f0498796a5b4c3d2e1f00f',
      name: 'voip',
      label: 'SmartPBX',
      apiUrl: 'https://api.example.net:8443/v2/',
    },
  ],
  expiresAt: fixtureTokenExpiresAt,
  canRefresh: null,
};

async function failureOf(answer: Answer, credentials: LoginCredentials = readyMade) {
  await using harness = await startRestHarness(answer, { requestTimeoutMs: 500 });
  return await rejectionOf(login(harness.crossbar, credentials, {}));
}

describe('a login', () => {
  test.each([
    ['user_auth.ok', null],
    ['user_auth.ok.4x', true],
  ])('that Kazoo accepts (%s) gives a session', async (name, canRefresh) => {
    await using harness = await startRestHarness(answerFixture(name));

    await expect(login(harness.crossbar, readyMade, { requestId: 'r-3', clientIp: '192.0.2.7' })).resolves.toEqual({
      ...session,
      canRefresh,
    });

    const { request } = restFixture(name);
    expect(harness.requests).toMatchObject([
      {
        method: request.method,
        path: request.path,
        body: request.body,
        headers: { 'x-request-id': 'r-3', 'x-forwarded-for': '192.0.2.7' },
      },
    ]);
    expect(harness.requests[0]?.headers).not.toHaveProperty('x-auth-token');
  });

  test('that Kazoo answers with 200 gives a session too', async () => {
    await using harness = await startRestHarness(answerJson(200, restFixture('user_auth.ok').response.body));

    await expect(login(harness.crossbar, readyMade)).resolves.toEqual(session);
  });

  test('gives null for what Kazoo left out, and only the apps that can be read', async () => {
    const authToken = unsignedToken({ iss: 'kazoo', account_id: acme });
    const data = { apps: [{ id: 'a-1' }, { name: 'no id' }, 'voip', null] };
    await using harness = await startRestHarness(answerJson(201, { status: 'success', data, auth_token: authToken }));

    await expect(login(harness.crossbar, readyMade)).resolves.toEqual({
      authToken,
      accountId: acme,
      ownerId: null,
      accountName: null,
      language: null,
      resellerId: null,
      isReseller: false,
      apps: [{ id: 'a-1', name: null, label: null, apiUrl: null }],
      expiresAt: null,
      canRefresh: null,
    });
  });

  test.each([
    ['4.3.142', true],
    ['5.4.12', null],
    ['master', null],
    [undefined, null],
  ])('with a Kazoo of version %s says whether the token can be renewed: %s', async (version, canRefresh) => {
    await using harness = await startRestHarness(answerFixture('user_auth.ok', { version }));

    await expect(login(harness.crossbar, readyMade)).resolves.toMatchObject({ canRefresh });
  });

  test('with an opaque token gives the account and user that Kazoo names, and no end', async () => {
    await using harness = await startRestHarness(answerFixture('user_auth.ok', { auth_token: 'opaque' }));

    await expect(login(harness.crossbar, readyMade)).resolves.toEqual({
      ...session,
      authToken: 'opaque',
      expiresAt: null,
    });
  });

  test.each([undefined, '', 'undefined', 7, null])(
    'answered with the token %j is UPSTREAM_UNAVAILABLE',
    async (token) => {
      const error = await failureOf(answerFixture('user_auth.ok', { auth_token: token }));

      expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    },
  );

  test('answered with an opaque token and no account is UPSTREAM_UNAVAILABLE', async () => {
    const error = await failureOf(answerFixture('user_auth.ok', { auth_token: 'opaque', data: {} }));

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

describe('a failed login', () => {
  test('is the same for a wrong password and an unknown account', async () => {
    const wrong = await failureOf(answerFixture('user_auth.invalid_credentials'));
    const unknown = await failureOf(answerFixture('user_auth.unknown_account'));

    expect(wrong).toMatchObject({ code: 'INVALID_CREDENTIALS', extensions: {} });
    expect(unknown).toMatchObject({ code: wrong.code, message: wrong.message, extensions: wrong.extensions });
  });

  test('for want of a second factor tells what its provider asks', async () => {
    const error = await failureOf(answerFixture('user_auth.mfa_required'));

    expect(error.code).toBe('MULTI_FACTOR_REQUIRED');
    expect(error.extensions).toEqual({
      multiFactorRequest: {
        providerName: 'duo',
        settings: {
          duo_sig_request: 'TX|dXNlcnxESVhYWFg=|0a1b2c:APP|dXNlcnxESVhYWFg=|3d4e5f',
          duo_api_hostname: 'api-0000.duo.example',
        },
      },
    });
  });

  test('for want of a one-time password tells what stands beside the name of a provider without settings', async () => {
    const data = { multi_factor_request: { key_type: 'totp', provider_name: 'otp' } };
    const error = await failureOf(answerFixture('user_auth.mfa_required', { data }));

    expect(error.extensions).toEqual({ multiFactorRequest: { providerName: 'otp', settings: { key_type: 'totp' } } });
  });

  test.each([
    [
      { provider_name: 7, settings: 'none' },
      { providerName: null, settings: { settings: 'none' } },
    ],
    [{}, { providerName: null, settings: {} }],
  ])('for want of a second factor has the form of a request although Kazoo sent %j', async (request, expected) => {
    const data = { multi_factor_request: request };
    const error = await failureOf(answerFixture('user_auth.mfa_required', { data }));

    expect(error.extensions).toEqual({ multiFactorRequest: expected });
  });

  test('for want of a second factor names the provider even if the response did', async () => {
    const error = await failureOf(answerFixture('user_auth.mfa_required'), {
      ...readyMade,
      multiFactorResponse: { provider: 'duo' },
    });

    expect(error.extensions).toMatchObject({ multiFactorRequest: { providerName: 'duo' } });
  });

  test('of a disabled account is ACCOUNT_DISABLED', async () => {
    await expect(failureOf(answerFixture('user_auth.account_disabled'))).resolves.toMatchObject({
      code: 'ACCOUNT_DISABLED',
      extensions: {},
    });
  });

  test.each([
    [63_877_485_845, { expiredAt: '2024-03-12T18:04:05.000Z' }],
    ['63877485845', { expiredAt: '2024-03-12T18:04:05.000Z' }],
    ['long ago', {}],
    [undefined, {}],
  ])('of an account that expired at %j is ACCOUNT_EXPIRED with %j', async (cause, extensions) => {
    const data = { account: { expired: { message: 'account expired', cause } } };

    const error = await failureOf(answerFixture('user_auth.account_disabled', { data }));

    expect(error.code).toBe('ACCOUNT_EXPIRED');
    expect(error.extensions).toEqual(extensions);
  });

  test.each(['user_auth.validation_missing', 'user_auth.validation_minlength'])(
    'of validation (%s) carries the fields',
    async (name) => {
      const { data } = restFixture(name).response.body;

      const error = await failureOf(answerFixture(name));

      expect(error.code).toBe('BAD_USER_INPUT');
      expect(error.extensions).toEqual({ fields: data });
    },
  );

  test('for too many requests is RATE_LIMITED', async () => {
    await expect(failureOf(answerFixture('user_auth.too_many_requests'))).resolves.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  test('by a Kazoo without the endpoint is UPSTREAM_UNAVAILABLE', async () => {
    const errors = await Promise.all(
      [answerFixture('unknown_resource'), answerFixture('user_auth.invalid_method')].map((answer) => failureOf(answer)),
    );

    expect(errors).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }, { code: 'UPSTREAM_UNAVAILABLE' }]);
  });

  test('by a Kazoo that is gone or slow is UPSTREAM_UNAVAILABLE or UPSTREAM_TIMEOUT', async () => {
    await expect(failureOf((response) => response.destroy())).resolves.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await expect(failureOf(neverAnswer)).resolves.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });
});

describe('refreshing a token', () => {
  test('gives the session of the new token', async () => {
    const fresh = unsignedToken({ iss: 'kazoo', account_id: acme, owner_id: anna, exp: 1_710_273_845 });
    await using harness = await startRestHarness(answerFixture('auth.refresh_token', { auth_token: fresh }));

    const refreshed = await refreshToken(harness.crossbar, fixtureToken, { requestId: 'r-4' });

    expect(refreshed).toEqual({ ...session, authToken: fresh, expiresAt: new Date('2024-03-12T20:04:05Z') });
    expect(harness.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/v2/auth',
        headers: { 'x-auth-token': fixtureToken, 'x-request-id': 'r-4' },
        body: { action: 'refresh_token', data: {} },
      },
    ]);
  });

  test.each([
    [0, 'TOKEN_EXPIRED'],
    [-1, 'UNAUTHENTICATED'],
  ])('%i ms from its expiry, when Kazoo refuses, is %s', async (offsetMs, code) => {
    await using harness = await startRestHarness(answerFixture('account.expired_token'), {
      now: () => fixtureTokenExpiresAt.getTime() + offsetMs,
    });

    await expect(rejectionOf(refreshToken(harness.crossbar, fixtureToken))).resolves.toMatchObject({ code });
  });

  test('of an account that acts inside a descendant keeps to the descendant', async () => {
    const child = '9e4c27ab10d84f3396b5f07d2c8e1a60';
    const inside = unsignedToken({ iss: 'kazoo', account_id: acme, owner_id: anna, as: { account_id: child } });
    await using harness = await startRestHarness(answerFixture('auth.refresh_token', { auth_token: inside }));

    await expect(refreshToken(harness.crossbar, fixtureToken)).resolves.toMatchObject({
      accountId: child,
      ownerId: null,
    });
  });
});
