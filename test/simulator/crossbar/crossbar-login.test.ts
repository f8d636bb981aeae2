import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { call, credentialsOf, login } from '../harness/crossbar-client.ts';

const demoLogin = { credentials: credentialsOf('demo', 'demo'), account_name: 'demo' };

test('a login answers 201 with the token in the envelope and the account in the data', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');

  const { status, body } = await login(kazoo.apiUrl, { ...demoLogin, method: 'md5' });

  expect(status).toBe(201);
  expect(body.data).toMatchObject({
    account_id: demo.id,
    owner_id: kazoo.directory.user('demo', 'demo').id,
    account_name: 'demo',
    language: 'en-us',
    reseller_id: kazoo.directory.account('reseller').id,
    is_reseller: false,
    is_master_account: false,
    ui_config: { api: { kazoo_websocket: { url: kazoo.blackholeUrl } } },
  });
});

test('the token is a signed JWT with the claims of Kazoo', async () => {
  const clock = new ManualClock(Date.UTC(2024, 2, 12, 18, 4, 5));
  await using kazoo = await KazooSimulator.start({ now: clock.now });
  const demo = kazoo.directory.account('demo');

  const { body } = await login(kazoo.apiUrl, demoLogin);

  const [header = '', payload = '', signature = ''] = (body.auth_token ?? '').split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  const key = createPublicKey(kazoo.tokens.publicPem);
  expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    alg: 'RS256',
    typ: 'JWT',
    kid: kazoo.tokens.keyId,
  });
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({
    iss: 'kazoo',
    account_id: demo.id,
    owner_id: kazoo.directory.user('demo', 'demo').id,
    method: 'cb_user_auth',
    identity_sig: expect.any(String),
    exp: 1_710_266_645 + 3_600,
  });
});

test('md5 is the default method, sha means SHA-1', async () => {
  await using kazoo = await KazooSimulator.start();

  const byDefault = await login(kazoo.apiUrl, demoLogin);
  const bySha = await login(kazoo.apiUrl, {
    account_name: 'demo',
    method: 'sha',
    credentials: credentialsOf('demo', 'demo', 'sha1'),
  });
  const mixed = await login(kazoo.apiUrl, { ...demoLogin, method: 'sha' });

  expect([byDefault.status, bySha.status, mixed.status]).toEqual([201, 201, 401]);
});

test('the user name is compared in lower case, the password exactly', async () => {
  await using kazoo = await KazooSimulator.start();
  kazoo.directory.addAccount({ name: 'mixed', users: [{ username: 'Zoe', password: 'SecreT' }] });

  const asKept = await login(kazoo.apiUrl, { account_name: 'mixed', credentials: credentialsOf('zoe', 'SecreT') });
  const mixedName = await login(kazoo.apiUrl, { account_name: 'mixed', credentials: credentialsOf('Zoe', 'SecreT') });
  const lowered = await login(kazoo.apiUrl, { account_name: 'mixed', credentials: credentialsOf('zoe', 'secret') });

  expect([asKept.status, mixedName.status, lowered.status]).toEqual([201, 401, 401]);
});

test.each([
  ['its name, whatever its case and punctuation', { account_name: 'D-e.M o' }],
  ['its realm', { account_realm: 'demo.sip.example.net' }],
  ['its realm by the other name', { realm: 'demo.sip.example.net' }],
  ['one of its phone numbers', { phone_number: '+14155550142' }],
  ['its realm, though the name is wrong', { account_realm: 'demo.sip.example.net', account_name: 'nosuch' }],
  ['its number, though realm and name are wrong', { phone_number: '+14155550142', realm: 'x', account_name: 'y' }],
])('an account is found by %s', async (_how, selector) => {
  await using kazoo = await KazooSimulator.start();

  const { status } = await login(kazoo.apiUrl, { ...selector, credentials: demoLogin.credentials });

  expect(status).toBe(201);
});

test.each([
  ['a wrong phone number is not replaced by the name', { phone_number: '+1', account_name: 'demo' }],
  ['a wrong realm is not replaced by the name', { realm: 'x', account_name: 'demo' }],
  ['without any selector nobody is found', {}],
])('%s', async (_what, selector) => {
  await using kazoo = await KazooSimulator.start();

  const { status, body } = await login(kazoo.apiUrl, { ...selector, credentials: demoLogin.credentials });

  expect([status, body.message]).toEqual([401, 'invalid_credentials']);
});

test('when accounts share a name, each is tried', async () => {
  await using kazoo = await KazooSimulator.start();
  const twin = kazoo.directory.addAccount({ name: 'De Mo', users: [{ username: 'twin', password: 'twin' }] });

  const { body } = await login(kazoo.apiUrl, { account_name: 'demo', credentials: credentialsOf('twin', 'twin') });

  expect(body.data).toMatchObject({ account_id: twin.id });
});

test('an unknown method is refused with the allowed ones', async () => {
  await using kazoo = await KazooSimulator.start();

  const { status, body } = await login(kazoo.apiUrl, { ...demoLogin, method: 'sha1' });

  expect(status).toBe(400);
  expect(body.data).toMatchObject({ method: { enum: { target: ['md5', 'sha'], value: 'sha1' } } });
});

test('a body that is not JSON is a parse error', async () => {
  await using kazoo = await KazooSimulator.start();

  const { status, body } = await call(kazoo.apiUrl, { method: 'PUT', path: '/v2/user_auth', body: '{"data":' });

  expect([status, body.message]).toEqual([400, 'parse_error']);
});

test('a disabled account answers 400, but only to the right credentials', async () => {
  await using kazoo = await KazooSimulator.start();
  kazoo.directory.account('demo').enabled = false;

  const right = await login(kazoo.apiUrl, demoLogin);
  const wrong = await login(kazoo.apiUrl, { ...demoLogin, credentials: 'x' });

  expect([right.status, wrong.status]).toEqual([400, 401]);
  expect(right.body.data).toEqual({ account: { disabled: { message: 'account disabled' } } });
});

test('an expired account answers 400, and the tokens it had are refused', async () => {
  const clock = new ManualClock(Date.UTC(2024, 2, 12, 18, 4, 5));
  await using kazoo = await KazooSimulator.start({ now: clock.now });
  const demo = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: demo.id });
  demo.expiresAtMs = clock.now() + 1_000;
  const before = await call(kazoo.apiUrl, { path: '/v2/token_auth', token });

  clock.advance(1_000);
  const refused = await login(kazoo.apiUrl, demoLogin);
  const after = await call(kazoo.apiUrl, { path: '/v2/token_auth', token });

  expect([before.status, refused.status, after.status]).toEqual([200, 400, 401]);
  expect(refused.body.data).toEqual({ account: { expired: { message: 'account expired', cause: 63_877_485_846 } } });
});

test('a second factor is requested, and accepted or refused', async () => {
  await using kazoo = await KazooSimulator.start({ acceptsMultiFactor: (response) => response === 'AUTH|right' });
  kazoo.directory.addAccount({
    name: 'careful',
    users: [{ username: 'careful', password: 'careful', requiresMultiFactor: true }],
  });
  const data = { account_name: 'careful', credentials: credentialsOf('careful', 'careful') };

  const first = await login(kazoo.apiUrl, data);
  const wrong = await login(kazoo.apiUrl, { ...data, multi_factor_response: 'AUTH|wrong' });
  const right = await login(kazoo.apiUrl, { ...data, multi_factor_response: 'AUTH|right' });

  expect([first.status, wrong.status, right.status]).toEqual([401, 401, 201]);
  expect(first.body.data).toMatchObject({ multi_factor_request: { provider_name: 'duo' } });
  expect(wrong.body.data).toEqual({ message: 'invalid credentials' });
});

test('an API key logs the account in without an owner', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  const path = '/v2/api_auth';

  const good = await call(kazoo.apiUrl, { method: 'PUT', path, body: { data: { api_key: demo.apiKey } } });
  const unknown = await call(kazoo.apiUrl, { method: 'PUT', path, body: { data: { api_key: 'f'.repeat(64) } } });
  const short = await call(kazoo.apiUrl, { method: 'PUT', path, body: { data: { api_key: 'f' } } });
  const tooMuch = await call(kazoo.apiUrl, { method: 'PUT', path, body: { data: { api_key: demo.apiKey, x: 1 } } });

  expect([good.status, unknown.status, short.status, tooMuch.status]).toEqual([201, 404, 400, 400]);
  expect(good.body.data).toMatchObject({ account_id: demo.id });
  expect(good.body.data).not.toHaveProperty('owner_id');
  expect(unknown.body.data).toEqual(['f'.repeat(64)]);
});

test('a refresh issues a new token for the same user, given a valid token', async () => {
  const clock = new ManualClock(0);
  await using kazoo = await KazooSimulator.start({ now: clock.now });
  const old = (await login(kazoo.apiUrl, demoLogin)).body.auth_token ?? '';
  const refresh = { method: 'PUT', path: '/v2/auth', body: { action: 'refresh_token', data: {} } };

  clock.advance(3_599_000);
  const refreshed = await call(kazoo.apiUrl, { ...refresh, token: old });
  clock.advance(1_000);
  const late = await call(kazoo.apiUrl, { ...refresh, token: old });
  const still = await call(kazoo.apiUrl, { path: '/v2/token_auth', token: refreshed.body.auth_token ?? '' });

  expect([refreshed.status, late.status, still.status]).toEqual([201, 401, 200]);
  expect(still.body.data).toMatchObject({ method: 'cb_auth', owner_id: kazoo.directory.user('demo', 'demo').id });
});
