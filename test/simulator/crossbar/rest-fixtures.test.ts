import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Call } from '../harness/crossbar-client.ts';
import { call, credentialsOf } from '../harness/crossbar-client.ts';
import { shapeOf } from '../harness/shape.ts';

interface Recorded {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly data: unknown };
}

type Ask = (kazoo: KazooSimulator) => Call;

const demoOf = (kazoo: KazooSimulator) => kazoo.directory.account('demo');
const tokenOf = (kazoo: KazooSimulator, lifetimeSeconds = 3_600) =>
  kazoo.issueToken({
    accountId: demoOf(kazoo).id,
    ownerId: kazoo.directory.user('demo', 'demo').id,
    lifetimeSeconds,
  });
const loginWith = (data: Readonly<Record<string, unknown>>): Call => ({
  method: 'PUT',
  path: '/v2/user_auth',
  body: { data },
});
const credentials = credentialsOf('demo', 'demo');
const wrongCredentials = '2f6fd5e2a1d0c4e7b8392a1f0e9d8c7b';

const successes: readonly (readonly [fixture: string, version: KazooVersion, ask: Ask])[] = [
  ['rest.user_auth.ok', 'master', () => loginWith({ credentials, method: 'md5', account_name: 'demo' })],
  ['rest.user_auth.ok.4x', '4.3.142', () => loginWith({ credentials, method: 'md5', account_name: 'demo' })],
  [
    'rest.api_auth.ok',
    'master',
    (kazoo) => ({ method: 'PUT', path: '/v2/api_auth', body: { data: { api_key: demoOf(kazoo).apiKey } } }),
  ],
  [
    'rest.auth.refresh_token',
    'master',
    (kazoo) => ({
      method: 'PUT',
      path: '/v2/auth',
      token: tokenOf(kazoo),
      body: { data: {}, action: 'refresh_token' },
    }),
  ],
  ['rest.auth.tokeninfo', 'master', (kazoo) => ({ path: `/v2/auth/tokeninfo?token=${tokenOf(kazoo)}` })],
  ['rest.token_auth.get', 'master', (kazoo) => ({ path: '/v2/token_auth', token: tokenOf(kazoo) })],
  [
    'rest.token_auth.delete',
    'master',
    (kazoo) => ({ method: 'DELETE', path: '/v2/token_auth', token: tokenOf(kazoo) }),
  ],
  ['rest.account.ok', 'master', (kazoo) => ({ path: `/v2/accounts/${demoOf(kazoo).id}`, token: tokenOf(kazoo) })],
  [
    'rest.channels.empty',
    'master',
    (kazoo) => ({ path: `/v2/accounts/${demoOf(kazoo).id}/channels`, token: tokenOf(kazoo) }),
  ],
  [
    'rest.registrations.list',
    'master',
    (kazoo) => ({ path: `/v2/accounts/${demoOf(kazoo).id}/registrations`, token: tokenOf(kazoo) }),
  ],
  [
    'rest.user_auth.get_token.with_account',
    'master',
    (kazoo) => {
      const token = tokenOf(kazoo);
      return { path: `/v2/accounts/${demoOf(kazoo).id}/user_auth/${token}`, token };
    },
  ],
  ['rest.websockets.list', 'master', () => ({ path: '/v2/websockets' })],
];

test.each(successes)('%s is answered by %s in the recorded shape', async (fixture, version, ask) => {
  await using kazoo = await KazooSimulator.start({ version });
  const recorded = readRecorded(fixture);

  const { status, text } = await call(kazoo.apiUrl, ask(kazoo));

  expect(status).toBe(recorded.status);
  const answered = JSON.parse(text);
  expect(shapeOf(answered)).toEqual(shapeOf(recorded.body));
  expect(Object.keys(answered)).toEqual(Object.keys(recorded.body));
});

const failures: readonly (readonly [fixture: string, ask: Ask])[] = [
  [
    'rest.user_auth.invalid_credentials',
    () => loginWith({ credentials: wrongCredentials, method: 'md5', account_name: 'demo' }),
  ],
  ['rest.user_auth.unknown_account', () => loginWith({ credentials, method: 'md5', account_name: 'nosuch' })],
  ['rest.user_auth.validation_missing', () => loginWith({ account_name: 'demo' })],
  ['rest.user_auth.validation_minlength', () => loginWith({ credentials: '', method: 'md5', account_name: 'demo' })],
  [
    'rest.user_auth.account_disabled',
    (kazoo) => {
      demoOf(kazoo).enabled = false;
      return loginWith({ credentials, account_name: 'demo' });
    },
  ],
  ['rest.user_auth.invalid_method', () => ({ method: 'DELETE', path: '/v2/user_auth' })],
  ['rest.user_auth.get_token.no_account', (kazoo) => ({ path: '/v2/user_auth/x', token: tokenOf(kazoo) })],
  ['rest.unknown_resource', () => ({ path: '/v2/nosuchthing' })],
  ['rest.v1_gone', (kazoo) => ({ path: `/v1/accounts/${demoOf(kazoo).id}` })],
  ['rest.token_auth.get.none', () => ({ path: '/v2/token_auth' })],
  ['rest.token_auth.get.expired', (kazoo) => ({ path: '/v2/token_auth', token: tokenOf(kazoo, -1) })],
  [
    'rest.auth.tokeninfo.invalid',
    () => ({ method: 'POST', path: '/v2/auth/tokeninfo', body: { data: { token: 'garbage' } } }),
  ],
  ['rest.account.expired_token', (kazoo) => ({ path: `/v2/accounts/${demoOf(kazoo).id}`, token: tokenOf(kazoo, -1) })],
  [
    'rest.account.forbidden',
    (kazoo) => ({ path: `/v2/accounts/${kazoo.directory.account('other').id}`, token: tokenOf(kazoo) }),
  ],
  ['rest.account.not_found', (kazoo) => ({ path: `/v2/accounts/${'0'.repeat(32)}`, token: tokenOf(kazoo) })],
];

test.each(failures)('%s is answered in the recorded words', async (fixture, ask) => {
  await using kazoo = await KazooSimulator.start();
  const recorded = readRecorded(fixture);

  const { status, text } = await call(kazoo.apiUrl, ask(kazoo));

  expect(status).toBe(recorded.status);
  const answered = JSON.parse(text);
  expect(Object.keys(answered)).toEqual(Object.keys(recorded.body));
  const { data, error, message } = answered;
  expect({ data, error, message }).toEqual({
    data: recorded.body.data,
    error: recorded.body['error'],
    message: recorded.body['message'],
  });
});

test('the second factor is requested in the recorded shape', async () => {
  await using kazoo = await KazooSimulator.start();
  const users = [{ username: 'careful', password: 'careful', requiresMultiFactor: true }];
  kazoo.directory.addAccount({ name: 'careful', users });
  const recorded = readRecorded('rest.user_auth.mfa_required');

  const data = { account_name: 'careful', credentials: credentialsOf('careful', 'careful') };
  const { status, body } = await call(kazoo.apiUrl, loginWith(data));

  expect(status).toBe(401);
  expect(shapeOf(body)).toEqual(shapeOf(recorded.body));
  expect(body.data).toMatchObject({ message: 'client needs to preform second-factor authentication' });
});

test.each(['rest.account.descendants'])('%s lists accounts in the recorded shape', async (fixture) => {
  await using kazoo = await KazooSimulator.start();
  const reseller = kazoo.directory.account('reseller');
  const token = kazoo.issueToken({ accountId: reseller.id });

  const { body } = await call(kazoo.apiUrl, { path: `/v2/accounts/${reseller.id}/descendants`, token });

  expect(shapeOf(body.data)).toEqual(shapeOf(readRecorded(fixture).body.data));
});

test('4.3 writes "undefined" where an error has no token, and always its version', async () => {
  await using kazoo = await KazooSimulator.start({ version: '4.3.142' });

  const { body } = await call(kazoo.apiUrl, { path: '/v2/token_auth' });

  expect(body).toMatchObject({ auth_token: 'undefined', version: '4.3.142' });
  expect(body).not.toHaveProperty('tokens');
});

test('the binding catalog follows the version', async () => {
  const conference = await Promise.all(
    (['4.3.23', '4.3.142', 'master'] as const).map(async (version) => {
      await using kazoo = await KazooSimulator.start({ version });
      const { body } = await call(kazoo.apiUrl, { path: '/v2/websockets' });
      return body.data;
    }),
  );

  expect(conference).toMatchObject([
    { conference: ['conference.command.{CONFERENCE_ID}', 'conference.event.{CONFERENCE_ID}.{CALL_ID}'] },
    { conference: ['conference.command.{CONFERENCE_ID}', 'conference.event.{CONFERENCE_ID}.{CALL_ID}.{EVENT}'] },
    { presence: ['dialog.{CALL_ID}', 'mwi_updates.{USER}', 'update.{CALL_ID}'] },
  ]);
  expect(conference[0]).not.toHaveProperty('presence');
});

function readRecorded(fixture: string): Recorded {
  const url = new URL(`../../fixtures/kazoo/${fixture}.json`, import.meta.url);
  const { response }: { response: Recorded } = JSON.parse(readFileSync(url, 'utf8'));
  return response;
}
