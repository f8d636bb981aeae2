import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { call } from '../harness/crossbar-client.ts';
import { RawClient } from '../harness/raw-client.ts';

const unknownAccount = '0'.repeat(32);

test.each([
  ['demo', 'demo', 200],
  ['demo', 'other', 403],
  ['other', 'demo', 403],
  ['demo', 'reseller', 403],
  ['reseller', 'demo', 200],
  ['reseller', 'other', 200],
  ['reseller', 'master', 403],
  ['master', 'other', 200],
])('a token of %s asks for %s and gets %i', async (actor, target, expected) => {
  await using kazoo = await KazooSimulator.start();
  const token = kazoo.issueToken({ accountId: kazoo.directory.account(actor).id });

  const { status } = await call(kazoo.apiUrl, {
    path: `/v2/accounts/${kazoo.directory.account(target).id}`,
    token,
  });

  expect(status).toBe(expected);
});

test('a superduper admin may act for an account outside its tree, a reseller may not', async () => {
  await using kazoo = await KazooSimulator.start();
  const apart = kazoo.directory.addAccount({ name: 'apart', parentId: null });
  const ask = async (name: string) => {
    const token = kazoo.issueToken({ accountId: kazoo.directory.account(name).id });
    return (await call(kazoo.apiUrl, { path: `/v2/accounts/${apart.id}`, token })).status;
  };

  expect([await ask('master'), await ask('reseller')]).toEqual([200, 403]);
});

test('a conference that is added is listed', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: demo.id });
  const added = kazoo.directory.addConference(demo.id, { name: 'Hall', number: '3002' });

  const { status, body } = await call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}/conferences/${added.id}`, token });

  expect(status).toBe(200);
  expect(body.data).toMatchObject({ name: 'Hall', conference_numbers: ['3002'], _read_only: { participants: [] } });
});

test('a list is handed out page by page', async () => {
  await using kazoo = await KazooSimulator.start();
  const reseller = kazoo.directory.account('reseller');
  const token = kazoo.issueToken({ accountId: reseller.id });
  for (const name of ['a', 'b']) kazoo.directory.addAccount({ name, parentId: reseller.id });
  const ask = async (query: string): Promise<{ next_start_key?: string; data: readonly { name: string }[] }> =>
    JSON.parse((await call(kazoo.apiUrl, { path: `/v2/accounts/${reseller.id}/children?${query}`, token })).text);

  const first = await ask('page_size=2');
  const second = await ask(`page_size=2&start_key=${first.next_start_key}`);
  const whole = await ask('page_size=2&paginate=false');

  expect([first, second, whole].map(({ data }) => data.map(({ name }) => name))).toEqual([
    ['demo', 'other'],
    ['a', 'b'],
    ['demo', 'other', 'a', 'b'],
  ]);
  expect(second.next_start_key).toBeUndefined();
});

test('the expiry of the token is checked first, then the account, then the token, then the authority', async () => {
  await using kazoo = await KazooSimulator.start();
  const [demo, other] = [kazoo.directory.account('demo'), kazoo.directory.account('other')];
  const expired = kazoo.issueToken({ accountId: demo.id, lifetimeSeconds: -1 });
  const good = kazoo.issueToken({ accountId: demo.id });
  const ask = (id: string, token?: string) =>
    call(kazoo.apiUrl, { path: `/v2/accounts/${id}`, ...(token === undefined ? {} : { token }) });

  const answers = [
    await ask(unknownAccount, expired),
    await ask(unknownAccount),
    await ask('nonsense'),
    await ask(demo.id),
    await ask(demo.id, 'garbled'),
    await ask(other.id, good),
    await ask(demo.id, good),
  ];

  expect(answers.map(({ status, body }) => [status, body.message])).toEqual([
    [401, 'invalid credentials'],
    [404, 'bad_identifier'],
    [404, 'bad identifier'],
    [401, 'invalid_credentials'],
    [401, 'invalid credentials'],
    [403, 'forbidden'],
    [200, undefined],
  ]);
});

test('authority can be removed and restored', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  const reseller = kazoo.directory.account('reseller');
  const token = kazoo.issueToken({ accountId: reseller.id });
  const ask = async () => (await call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}`, token })).status;

  const before = await ask();
  const giveBack = kazoo.directory.takeAwayAuthority(reseller.id, demo.id);
  const without = await ask();
  giveBack();

  expect([before, without, await ask()]).toEqual([200, 403, 200]);
});

test('revoked tokens of a user are refused, those of another are not', async () => {
  await using kazoo = await KazooSimulator.start();
  const accountId = kazoo.directory.account('demo').id;
  const zoe = kazoo.issueToken({ accountId, ownerId: kazoo.directory.user('demo', 'demo').id });
  const taro = kazoo.issueToken({ accountId, ownerId: kazoo.directory.user('demo', 'taro').id });

  kazoo.revokeTokens({ accountId, ownerId: kazoo.directory.user('demo', 'demo').id });

  const answers = [
    await call(kazoo.apiUrl, { path: '/v2/token_auth', token: zoe }),
    await call(kazoo.apiUrl, { path: '/v2/token_auth', token: taro }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 200]);
});

test('reset_signature_secret revokes, DELETE token_auth does not', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  const ownerId = kazoo.directory.user('demo', 'demo').id;
  const token = kazoo.issueToken({ accountId: demo.id, ownerId });
  const check = async () => (await call(kazoo.apiUrl, { path: '/v2/token_auth', token })).status;

  const deleted = await call(kazoo.apiUrl, { method: 'DELETE', path: '/v2/token_auth', token });
  const afterDelete = await check();
  await call(kazoo.apiUrl, {
    method: 'PUT',
    path: `/v2/accounts/${demo.id}/users/${ownerId}/auth`,
    token,
    body: { action: 'reset_signature_secret' },
  });

  expect([deleted.status, afterDelete, await check()]).toEqual([200, 200, 401]);
});

test('a bearer token is read on master and not on 4.3', async () => {
  const statuses = await Promise.all(
    (['master', '4.3.142'] as const).map(async (version) => {
      await using kazoo = await KazooSimulator.start({ version });
      const token = kazoo.issueToken({ accountId: kazoo.directory.account('demo').id });
      const headers = { Authorization: `Bearer ${token}` };
      return (await call(kazoo.apiUrl, { path: '/v2/token_auth', headers })).status;
    }),
  );

  expect(statuses).toEqual([200, 401]);
});

test('X-Auth-Account-ID has to be the account of the token', async () => {
  await using kazoo = await KazooSimulator.start();
  const [demo, other] = [kazoo.directory.account('demo'), kazoo.directory.account('other')];
  const token = kazoo.issueToken({ accountId: demo.id });
  const ask = (id: string) =>
    call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}`, token, headers: { 'X-Auth-Account-ID': id } });

  expect([(await ask(demo.id)).status, (await ask(other.id)).status]).toEqual([200, 401]);
});

test('X-Request-ID is echoed in header and envelope, and generated when it is missing', async () => {
  await using kazoo = await KazooSimulator.start();

  const named = await call(kazoo.apiUrl, { path: '/v2/websockets', headers: { 'X-Request-ID': 'my-id' } });
  const unnamed = await call(kazoo.apiUrl, { path: '/v2/websockets' });

  expect([named.headers.get('x-request-id'), named.body.request_id]).toEqual(['my-id', 'my-id']);
  expect(unnamed.body.request_id).toMatch(/^[0-9a-f]{32}$/);
});

test('the account lists its sockets with their labels', async () => {
  await using kazoo = await KazooSimulator.start({ now: () => Date.UTC(2024, 2, 12, 18, 4, 5) });
  const demo = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  await using anonymous = await RawClient.open(kazoo.blackholeUrl);
  const data = { account_id: demo.id, binding: 'object.*.*' };
  await client.ask({ action: 'subscribe', auth_token: token, name: 'gateway', metadata: { a: 1 }, data });

  const { body } = await call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}/websockets`, token });

  expect(anonymous.isOpen).toBe(true);
  expect(body.data).toEqual([
    {
      websocket_session_id: client.localAddress,
      bindings: ['object.*.*'],
      timestamp: 63_877_485_845,
      name: 'gateway',
      metadata: { a: 1 },
      destination: 'apps1.zone1.example.net',
      source: '127.0.0.1',
    },
  ]);
});

test('the content of a request can be inspected', async () => {
  await using kazoo = await KazooSimulator.start();
  const next = kazoo.crossbar.nextRequest(({ path }) => path === '/v2/token_auth');

  await call(kazoo.apiUrl, { path: '/v2/token_auth?x=1', token: 't', headers: { 'X-Request-ID': 'my-id' } });

  expect(await next).toMatchObject({ method: 'GET', headers: { 'x-auth-token': 't', 'x-request-id': 'my-id' } });
  expect(kazoo.crossbar.requests).toHaveLength(1);
});
