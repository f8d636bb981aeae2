import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { call } from '../harness/crossbar-client.ts';

async function setUp(username: string) {
  const kazoo = await KazooSimulator.start();
  const { id: accountId } = kazoo.directory.account('demo');
  const { id: ownerId } = kazoo.directory.user('demo', username);
  const get = (path: string, token?: string) =>
    call(kazoo.apiUrl, { path: `/v2/auth/${path}`, ...(token === undefined ? {} : { token }) });
  return { kazoo, get, token: kazoo.issueToken({ accountId, ownerId }), accountId };
}

test('an administrator may read the public keys', async () => {
  const { kazoo, get, token } = await setUp('demo');
  await using _ = kazoo;

  const list = await get('keys', token);
  const key = await get(`keys/${kazoo.tokens.keyId}`, token);

  expect(list.body.data).toEqual([kazoo.tokens.keyId]);
  expect(key.body.data).toEqual({ public_key_pem: kazoo.tokens.publicPem });
  expect(createPublicKey(kazoo.tokens.publicPem).asymmetricKeyType).toBe('rsa');
});

test('a client that logged in with an API key may read them, too', async () => {
  const { kazoo, get, accountId } = await setUp('demo');
  await using _ = kazoo;

  expect((await get('keys', kazoo.issueToken({ accountId }))).status).toBe(200);
});

test('no other user may read them', async () => {
  const { kazoo, get, token } = await setUp('taro');
  await using _ = kazoo;

  const statuses = [await get('keys', token), await get('keys'), await get(`keys/${kazoo.tokens.keyId}`, token)];

  expect(statuses.map(({ status }) => status)).toEqual([403, 401, 403]);
});

test('an unknown key is not found', async () => {
  const { kazoo, get, token } = await setUp('demo');
  await using _ = kazoo;

  expect((await get('keys/nobodys', token)).status).toBe(404);
});
