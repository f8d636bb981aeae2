import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { call, credentialsOf, login } from '../harness/crossbar-client.ts';
import { shapeOf } from '../harness/shape.ts';

interface Recorded {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const ownerOf = (kazoo: KazooSimulator) => kazoo.directory.user('demo', 'demo').id;
const demoToken = (kazoo: KazooSimulator) =>
  kazoo.issueToken({ accountId: kazoo.directory.account('demo').id, ownerId: ownerOf(kazoo) });

test.each([
  ['unknown', () => 'e'.repeat(32)],
  ['malformed', () => 'short'],
  [
    'deleted',
    (kazoo: KazooSimulator) => {
      const { id } = kazoo.directory.account('other');
      kazoo.directory.removeAccount(id);
      return id;
    },
  ],
] as const)('an account that is %s answers 401 to a good token, with a version', async (_what, accountIdOf) => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const token = demoToken(kazoo);

  const { status, body } = await call(kazoo.apiUrl, { path: `/v2/accounts/${accountIdOf(kazoo)}`, token });

  const recorded = readRecorded('account.unknown');
  expect(status).toBe(recorded.status);
  expect(wordsOf(body)).toEqual(wordsOf(recorded.body));
  expect(Object.keys(body).toSorted()).toEqual(Object.keys(recorded.body).toSorted());
});

test('a version stands in answers to a good token only', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const path = `/v2/accounts/${'e'.repeat(32)}`;

  const bad = await call(kazoo.apiUrl, { path, token: 'garbage' });
  const none = await call(kazoo.apiUrl, { path });
  const good = await call(kazoo.apiUrl, { path: '/v2/token_auth', token: demoToken(kazoo) });

  expect([bad.status, none.status, good.status]).toEqual([401, 401, 200]);
  expect([bad.body, none.body].some((body) => 'version' in body)).toBe(false);
  expect(good.body).toHaveProperty('version');
  expect(bad.body.auth_token).toBe('garbage');
});

test.each([
  ['5', 401],
  ['master', 503],
] as const)(
  'while the databases of accounts fail, %s answers %i and judges tokens as ever',
  async (version, expected) => {
    await using kazoo = await KazooSimulator.start({ version });
    const token = demoToken(kazoo);
    const path = `/v2/accounts/${kazoo.directory.account('demo').id}`;

    const undo = kazoo.crossbar.faults.failAccountDatabases();
    const account = await call(kazoo.apiUrl, { path, token });
    const check = await call(kazoo.apiUrl, { path: '/v2/token_auth', token });
    undo();
    const later = await call(kazoo.apiUrl, { path, token });

    expect([account.status, check.status, later.status]).toEqual([expected, 200, 200]);
  },
);

test('a token is not renewed', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const recorded = readRecorded('auth.refresh_token.denied');

  const { status, body } = await call(kazoo.apiUrl, refresh(demoToken(kazoo)));

  expect(status).toBe(recorded.status);
  expect(wordsOf(body)).toEqual(wordsOf(recorded.body));
});

test('a token without a method cannot be renewed', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const token = kazoo.issueToken({ accountId: kazoo.directory.account('demo').id, method: '' });

  const { status, body } = await call(kazoo.apiUrl, refresh(token));

  expect(status).toBe(412);
  expect(body.message).toBe('invalid token for renew');
});

test('a token is renewed where its method may be', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const recorded = readRecorded('auth.refresh_token.ok');
  kazoo.crossbar.settings.renewableMethods.add('cb_user_auth');

  const { status, body } = await call(kazoo.apiUrl, refresh(demoToken(kazoo)));

  expect(status).toBe(recorded.status);
  expect(body.data).toEqual(recorded.body['data']);
  expect(kazoo.tokens.check(body.auth_token ?? '')).toMatchObject({ status: 'valid', method: 'cb_user_auth' });
});

test('envelopes repeat no token where the account does not want it, and tell those that are made', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  kazoo.crossbar.settings.includesAuthToken = false;

  const made = await login(kazoo.apiUrl, { account_name: 'demo', credentials: credentialsOf('demo', 'demo') });
  const checked = await call(kazoo.apiUrl, { path: '/v2/token_auth', token: demoToken(kazoo) });

  expect(made.body).toHaveProperty('auth_token');
  expect(checked.body).not.toHaveProperty('auth_token');
  expect(checked.body).toHaveProperty('version');
});

test('a login may name the account by its id', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const accountId = kazoo.directory.account('demo').id;

  const { status } = await login(kazoo.apiUrl, { account_id: accountId, credentials: credentialsOf('demo', 'demo') });

  expect(status).toBe(201);
});

test('a one-time password is asked for, and taken', async () => {
  await using kazoo = await KazooSimulator.start({
    version: '5',
    acceptsMultiFactor: (response) => response === '123456',
  });
  const users = [{ username: 'careful', password: 'careful', requiresMultiFactor: true }];
  kazoo.directory.addAccount({ name: 'careful', users });
  const data = { account_name: 'careful', credentials: credentialsOf('careful', 'careful') };

  const asked = await login(kazoo.apiUrl, data);
  const wrong = await login(kazoo.apiUrl, { ...data, multi_factor_response: '000000' });
  const right = await login(kazoo.apiUrl, { ...data, multi_factor_response: '123456' });

  const recorded = readRecorded('user_auth.mfa_otp');
  expect(asked.status).toBe(recorded.status);
  expect(shapeOf(asked.body.data)).toEqual(shapeOf(recorded.body['data']));
  expect(asked.body.data).toMatchObject({ multi_factor_request: { provider_name: 'otp', key_type: 'totp' } });
  expect([wrong.status, right.status]).toEqual([401, 201]);
});

test('DELETE /token_auth does not know the token', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const token = demoToken(kazoo);

  const { status, body } = await call(kazoo.apiUrl, { method: 'DELETE', path: '/v2/token_auth', token });

  expect(status).toBe(404);
  expect(body).toMatchObject({ message: 'bad_identifier', data: { cause: token } });
});

test('authenticated requests cost tokens, of the bucket of the account in their path', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5', now: () => 0, crossbarBucketTokens: 1 });
  const reseller = kazoo.directory.account('reseller');
  const token = kazoo.issueToken({ accountId: reseller.id });
  const ask = async (name: string) => {
    const path = `/v2/accounts/${kazoo.directory.account(name).id}`;
    return (await call(kazoo.apiUrl, { path, token })).status;
  };

  expect([await ask('demo'), await ask('demo'), await ask('other')]).toEqual([200, 429, 200]);
});

test('the whole X-Forwarded-For is the address', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });

  await call(kazoo.apiUrl, { path: '/v2/websockets', headers: { 'X-Forwarded-For': '203.0.113.2, 10.0.0.1' } });

  expect(kazoo.crossbar.requests.map(({ ip }) => ip)).toEqual(['203.0.113.2, 10.0.0.1']);
});

test('the binding catalog puts the conference event first, and knows streams', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const recorded = readRecorded('websockets.offered');

  const { body } = await call(kazoo.apiUrl, { path: '/v2/websockets' });

  expect(Object.keys(Object(body.data))).toEqual(Object.keys(Object(recorded.body['data'])));
  for (const [family, rows] of Object.entries(Object(recorded.body['data']))) {
    expect(body.data, family).toMatchObject({ [family]: expect.arrayContaining(Array.isArray(rows) ? rows : []) });
  }
});

test('nobody knows queues, and a browser may send Authorization', async () => {
  await using kazoo = await KazooSimulator.start({ version: '5' });
  const path = `/v2/accounts/${kazoo.directory.account('demo').id}/queues`;

  const { status, headers } = await call(kazoo.apiUrl, { path, token: demoToken(kazoo) });

  expect(status).toBe(404);
  expect(headers.get('access-control-allow-headers')).toContain('authorization');
});

function refresh(token: string) {
  return { method: 'PUT', path: '/v2/auth', token, body: { action: 'refresh_token', data: {} } };
}

function wordsOf(body: object): object {
  const { status, data, error, message } = Object.assign({ status: '', data: '', error: '', message: '' }, body);
  return { status, data, error, message };
}

function readRecorded(fixture: string): Recorded {
  const url = new URL(`../../fixtures/kazoo-5/k5.rest.${fixture}.json`, import.meta.url);
  const { response }: { response: Recorded } = JSON.parse(readFileSync(url, 'utf8'));
  return response;
}
