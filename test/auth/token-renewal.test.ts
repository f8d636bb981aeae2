import { expect, test, vi } from 'vitest';
import { TokenRenewal } from '../../src/auth/token-renewal.ts';
import type { AuthSession } from '../../src/kazoo/requests/auth-session.ts';
import { refreshToken } from '../../src/kazoo/requests/token-refresh.ts';
import { rejectionOf } from '../harness/rejection.ts';
import { acme, anna } from '../kazoo/harness/rest-fixture.ts';
import {
  type Answer,
  answerFixture,
  answerJson,
  answerKazoo5,
  startRestHarness,
} from '../kazoo/harness/rest-server.ts';
import { unsignedToken } from '../kazoo/harness/unsigned-token.ts';

const knownForMs = 60_000;
const repeatedForMs = 60_000;
const denied = answerKazoo5('auth.refresh_token.denied');

function tokenBy(method?: string): string {
  return unsignedToken({ iss: 'kazoo', account_id: acme, owner_id: anna, ...(method && { method }) });
}

function sessionOf(authToken: string): AuthSession {
  return {
    authToken,
    accountId: acme,
    ownerId: anna,
    accountName: null,
    language: null,
    resellerId: null,
    isReseller: false,
    apps: [],
    expiresAt: null,
    canRefresh: null,
  };
}

async function start(answer: Answer) {
  const harness = await startRestHarness(answer);
  const renewal = new TokenRenewal({
    requestRefresh: (token, clientInfo) => refreshToken(harness.crossbar, token, clientInfo),
    knownForMs,
    repeatedForMs,
    now: () => Date.now(),
  });
  return {
    renewal,
    requests: harness.requests,
    canRefresh: (token: string) => renewal.describe(sessionOf(token)).canRefresh,
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

test('where no token was renewed yet, nobody knows whether one will be', async () => {
  await using renewing = await start(denied);

  expect(renewing.canRefresh(tokenBy('cb_user_auth'))).toBeNull();
});

test('a refusal is RENEWAL_NOT_ALLOWED, and known of all tokens of its login method', async () => {
  await using renewing = await start(denied);

  const error = await rejectionOf(renewing.renewal.renew(tokenBy('cb_user_auth')));

  expect(error).toMatchObject({ code: 'RENEWAL_NOT_ALLOWED', extensions: {}, cause: { status: 405 } });
  expect(error.meaning).toMatchObject({ mayRetry: false, scope: 'operation' });
  expect(renewing.canRefresh(tokenBy('cb_user_auth'))).toBe(false);
  expect(renewing.canRefresh(tokenBy('cb_api_auth'))).toBeNull();
});

test('a token without a login method is RENEWAL_NOT_ALLOWED', async () => {
  await using renewing = await start(
    answerJson(412, { status: 'error', error: '412', message: 'invalid token for renew', data: {} }),
  );

  expect((await rejectionOf(renewing.renewal.renew(tokenBy()))).code).toBe('RENEWAL_NOT_ALLOWED');
  expect(renewing.canRefresh(tokenBy())).toBe(false);
});

test('a renewed token can be renewed again, as all of its login method', async () => {
  const fresh = tokenBy('cb_user_auth');
  await using renewing = await start(answerKazoo5('auth.refresh_token.ok', { auth_token: fresh }));

  const renewed = await renewing.renewal.renew(tokenBy('cb_user_auth'));

  expect(renewed).toEqual({ ...sessionOf(fresh), canRefresh: true });
  expect(renewing.canRefresh(tokenBy('cb_user_auth'))).toBe(true);
});

test('a Kazoo that names another login method in the new token renews both', async () => {
  await using renewing = await start(answerFixture('auth.refresh_token', { auth_token: tokenBy('cb_auth') }));

  await renewing.renewal.renew(tokenBy('cb_user_auth'));

  expect(['cb_user_auth', 'cb_auth', 'cb_api_auth'].map((method) => renewing.canRefresh(tokenBy(method)))).toEqual([
    true,
    true,
    null,
  ]);
});

test('another failure says nothing about renewal, nor does an opaque token', async () => {
  let answer = answerJson(503, { status: 'error', message: 'datastore_unreachable', data: {} });
  await using renewing = await start((response, request) => answer(response, request));

  await rejectionOf(renewing.renewal.renew(tokenBy('cb_user_auth')));
  answer = denied;
  await rejectionOf(renewing.renewal.renew('opaque'));

  expect([tokenBy('cb_user_auth'), 'opaque', tokenBy()].map(renewing.canRefresh)).toEqual([null, null, null]);
});

test('what Kazoo answered last counts', async () => {
  let answer = denied;
  await using renewing = await start((response, request) => answer(response, request));

  await rejectionOf(renewing.renewal.renew(tokenBy('cb_user_auth')));
  answer = answerKazoo5('auth.refresh_token.ok', { auth_token: tokenBy('cb_user_auth') });
  await renewing.renewal.renew(tokenBy('cb_user_auth'));

  expect(renewing.canRefresh(tokenBy('cb_user_auth'))).toBe(true);
});

/** A Kazoo whose tokens are numbered, and a clock that is moved by hand. */
async function startNumbered(lifetimeMs?: number) {
  const clock = vi.spyOn(performance, 'now');
  const startMs = performance.now();
  let made = 0;
  const renewing = await start((response, request) => {
    made += 1;
    const exp = lifetimeMs === undefined ? undefined : Math.ceil((Date.now() + lifetimeMs) / 1_000);
    const fresh = unsignedToken({ iss: 'kazoo', account_id: acme, jti: made, exp });
    answerFixture('auth.refresh_token', { auth_token: fresh })(response, request);
  });
  return {
    ...renewing,
    passMs: (ms: number) => void clock.mockReturnValue(startMs + ms),
    async [Symbol.asyncDispose]() {
      clock.mockRestore();
      await renewing[Symbol.asyncDispose]();
    },
  };
}

test('a thousand clients of one token get one new token, at once or one after another', async () => {
  await using renewing = await startNumbered();
  const old = tokenBy('cb_user_auth');

  const first = await Promise.all(Array.from({ length: 1_000 }, () => renewing.renewal.renew(old)));
  const late = await renewing.renewal.renew(old);

  expect(new Set([...first, late]).size).toBe(1);
  expect(renewing.requests).toHaveLength(1);
});

test('a new token is not renewed again at once, but after a while', async () => {
  await using renewing = await startNumbered();
  const session = await renewing.renewal.renew(tokenBy('cb_user_auth'));

  for (let count = 0; count < 100; count += 1) expect(await renewing.renewal.renew(session.authToken)).toBe(session);
  expect(renewing.requests).toHaveLength(1);
  renewing.passMs(repeatedForMs + 5_000);
  expect(await renewing.renewal.renew(session.authToken)).not.toBe(session);
});

test('a short-lived token is renewed again after half of its life', async () => {
  await using renewing = await startNumbered(20_000);
  const session = await renewing.renewal.renew(tokenBy('cb_user_auth'));

  renewing.passMs(8_000);
  expect(await renewing.renewal.renew(session.authToken)).toBe(session);
  renewing.passMs(12_000);
  expect(await renewing.renewal.renew(session.authToken)).not.toBe(session);
});

test('a failure is not repeated', async () => {
  let answer = answerJson(503, { status: 'error', message: 'datastore_unreachable', data: {} });
  await using renewing = await start((response, request) => answer(response, request));
  await rejectionOf(renewing.renewal.renew(tokenBy('cb_user_auth')));
  answer = answerFixture('auth.refresh_token', { auth_token: tokenBy('cb_auth') });

  expect((await renewing.renewal.renew(tokenBy('cb_user_auth'))).authToken).toBe(tokenBy('cb_auth'));
});
