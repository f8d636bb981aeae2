import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AmbiguousRefusal } from '../../../src/kazoo/crossbar/ambiguous-refusal.ts';
import type { Crossbar } from '../../../src/kazoo/crossbar/crossbar.ts';
import { fetchAccount } from '../../../src/kazoo/requests/accounts.ts';
import type { LoginCredentials } from '../../../src/kazoo/requests/login-credentials.ts';
import { refreshToken } from '../../../src/kazoo/requests/token-refresh.ts';
import { login } from '../../../src/kazoo/requests/user-auth.ts';
import { fetchBindingCatalog } from '../../../src/kazoo/requests/websockets.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme, anna, kazoo5Fixture, restFixture } from '../harness/rest-fixture.ts';
import { answerJson, answerKazoo5, startRestHarness } from '../harness/rest-server.ts';
import { unsignedToken } from '../harness/unsigned-token.ts';

interface Reading {
  /** What the gateway asks Kazoo for. */
  readonly read: (crossbar: Crossbar) => Promise<unknown>;
  /** What comes of the answer: a result, or the error. */
  readonly outcome: unknown;
  /** What an answer has that the recorded one, whose token is none, has not. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

const token = unsignedToken({ iss: 'kazoo', account_id: acme, owner_id: anna, method: 'cb_user_auth', exp: null });
const credentials: LoginCredentials = { accountName: 'acme', credentials: '5f4dcc3b5aa765d61d8327deb882cf99' };
/** The gateway sends no actions yet; what Crossbar says to them is read like all other answers. */
const onChannel = (crossbar: Crossbar) =>
  crossbar.request('PUT', `/accounts/${acme}/channels/abc%4010.0.0.1`, { token, data: {} });

const readings: Readonly<Record<string, Reading>> = {
  'account.unknown': {
    read: (crossbar) => fetchAccount(crossbar, token, 'e'.repeat(32)),
    outcome: { constructor: AmbiguousRefusal, accountId: 'e'.repeat(32) },
  },
  'auth.refresh_token.denied': {
    read: (crossbar) => refreshToken(crossbar, token),
    outcome: { code: 'RENEWAL_NOT_ALLOWED' },
  },
  'auth.refresh_token.ok': {
    read: (crossbar) => refreshToken(crossbar, token),
    changes: { auth_token: token },
    outcome: { authToken: token, accountId: acme, ownerId: anna, accountName: null, apps: [], expiresAt: null },
  },
  'channels.action.hangup': { read: onChannel, outcome: { status: 202, data: 'hangup initiated', version: '5.4.12' } },
  'channels.action.transfer_not_bridged': {
    read: onChannel,
    outcome: {
      code: 'BAD_USER_INPUT',
      message: 'Kazoo refused the input: other_leg_call_id: Channel is not bridged.',
      extensions: { fields: { other_leg_call_id: { required: { message: 'Channel is not bridged' } } } },
    },
  },
  'channels.action.unknown': { read: onChannel, outcome: { code: 'BAD_USER_INPUT', extensions: {} } },
  'user_auth.mfa_otp': {
    read: (crossbar) => login(crossbar, credentials),
    outcome: {
      code: 'MULTI_FACTOR_REQUIRED',
      extensions: { multiFactorRequest: { providerName: 'otp', settings: { key_type: 'totp' } } },
    },
  },
  'websockets.offered': {
    read: (crossbar) => fetchBindingCatalog(crossbar),
    outcome: [
      'call.CHANNEL_CREATE.{CALL_ID}',
      'call.CHANNEL_ANSWER.{CALL_ID}',
      'conference.command.{CONFERENCE_ID}',
      'conference.event.undeaf-member.{CONFERENCE_ID}.{CALL_ID}',
      'conference.event.add-member.{CONFERENCE_ID}.{CALL_ID}',
      'conference.event.*.{CONFERENCE_ID}.{CALL_ID}',
      'fax.status.{FAX_ID}',
      'fax.object.{ACTION}',
      'object.doc_created.account',
      'object.doc_created.user',
      'presence.dialog.{CALL_ID}',
      'presence.mwi_updates.{USER}',
      'presence.update.{CALL_ID}',
      'stream.*.{CALL_ID}',
      'stream.start.{CALL_ID}',
      'stream.stop.{CALL_ID}',
    ],
  },
};

describe('of the exchanges with Kazoo 5', () => {
  test.each(Object.entries(readings))('%s is read', async (name, { read, outcome, changes }) => {
    await using harness = await startRestHarness(answerKazoo5(name, changes));

    const result = await read(harness.crossbar).catch((error: unknown) => error);

    expect(result).toMatchObject(Object(outcome));
  });

  test('none is forgotten', () => {
    const names = readdirSync(new URL('../../fixtures/kazoo-5/', import.meta.url)).flatMap(
      (file) => /^k5\.rest\.(.+)\.json$/.exec(file)?.[1] ?? [],
    );

    expect(names.toSorted()).toEqual(Object.keys(readings).toSorted());
  });
});

test('a one-time password is sent as it was typed, and no error shows it', async () => {
  const { status, body } = kazoo5Fixture('user_auth.mfa_otp').response;
  const data = { multi_factor_response: { invalid: { message: 'wrong', value: '123456' } } };
  await using harness = await startRestHarness(answerJson(status, { ...body, data }));

  const error = await rejectionOf(login(harness.crossbar, { ...credentials, multiFactorResponse: '123456' }));

  expect(harness.requests[0]?.body).toMatchObject({ data: { multi_factor_response: '123456' } });
  expect(error.code).toBe('INVALID_CREDENTIALS');
  expect(JSON.stringify(error.cause)).not.toContain('123456');
});

test('a login whose answer describes the user, and whose token never ends, is read like all others', async () => {
  const { body } = restFixture('user_auth.ok').response;
  const data = { ...Object(body['data']), user_info: { id: anna, priv_level: 'admin' } };
  await using harness = await startRestHarness(answerJson(201, { ...body, data, auth_token: token }));

  await expect(login(harness.crossbar, credentials)).resolves.toMatchObject({
    authToken: token,
    ownerId: anna,
    accountName: 'Bluefin Trading',
    expiresAt: null,
  });
});
