import { expect, test } from 'vitest';
import { apiKeyOf, idOf } from '../../../src/simulator/directory/account.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { type Stage, startStage, until } from '../../harness/stage.ts';
import { keyFolder } from './key-folder.ts';

const calls = 'subscription { callEvents { callId } }';
const users = 300;
/** 300 checks in a bucket of 100 that gets 10 a second. */
const patienceMs = 60_000;

interface User {
  readonly ownerId: string;
  readonly token: string;
}

function usersOfDemo(stage: Stage): readonly User[] {
  const accountId = stage.accountId('demo');
  return Array.from({ length: users }, (_, index) => {
    const user = stage.kazoo.directory.addUser(accountId, { username: `user-${index}`, password: 'secret' });
    return { ownerId: user.id, token: stage.kazoo.issueToken({ accountId, ownerId: user.id }) };
  });
}

/** Everybody at once; resolves when all are acknowledged. */
function connect(stage: Stage, all: readonly User[]): Promise<readonly RawClient[]> {
  return Promise.all(all.map(({ token }) => RawClient.ready(stage.webSocketUrl, { authToken: token })));
}

async function metric(stage: Stage, name: string): Promise<number> {
  const response = await fetch(new URL('/metrics', stage.url));
  const value = new RegExp(`^kazoo_gateway_${name} (\\d+)$`, 'm').exec(await response.text())?.[1];
  return Number(value);
}

async function closeAll(clients: readonly RawClient[]): Promise<void> {
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
}

test(
  'users of one account who all connect at once are all admitted, however busy Kazoo is',
  async () => {
    await using stage = await startStage({ kazoo: { version: '4.3.142' } });
    const connecting = connect(stage, usersOfDemo(stage));

    await until(() => expect(stage.gateway.sizes.limitedAccounts()).toBe(1));
    expect(await metric(stage, 'waiting_checks')).toBeGreaterThan(100);
    const clients = await connecting;

    expect(clients).toHaveLength(users);
    expect(stage.gateway.sizes.waitingChecks()).toBe(0);
    // Those that Kazoo was too busy for were asked again, though not in a hurry.
    expect(stage.kazoo.crossbar.requests.length).toBeLessThan(users + 100);
    await closeAll(clients);
  },
  patienceMs,
);

test('where the key is known all are admitted without asking, and the revoked one is closed soon after', async () => {
  using keys = keyFolder();
  await using stage = await startStage({
    kazoo: { version: '4.3.142' },
    settings: { KAZOO_PUBLIC_KEYS: keys.path },
  });
  const all = usersOfDemo(stage);
  const { ownerId } = all[20] ?? { ownerId: '' };
  stage.kazoo.revokeTokens({ accountId: stage.accountId('demo'), ownerId });
  const release = stage.kazoo.crossbar.faults.hold();

  const clients = await connect(stage, all);
  for (const client of clients) client.subscribe('1', calls);
  await until(() => expect(stage.gateway.sizes.seats()).toBe(users));
  release();

  expect(await clients[20]?.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  await stage.untilSeats(users - 1);
  expect(stage.gateway.sizes.connections()).toBe(users - 1);
  // At the rate of the refill: whoever logs in meanwhile finds the bucket full.
  expect(stage.gateway.sizes.limitedAccounts()).toBe(0);
  await closeAll(clients);
});

test('a token that was closed as revoked is not admitted by its signature again', async () => {
  using keys = keyFolder();
  await using stage = await startStage({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  const token = stage.token('demo');
  const account = stage.kazoo.directory.account('demo');
  stage.kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
  const first = await RawClient.ready(stage.webSocketUrl, { authToken: token });
  await first.closed();

  await using second = await RawClient.open(stage.webSocketUrl);
  second.init({ authToken: token });

  expect(await second.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
});

test('a token with a known key and a bad signature is refused without a request', async () => {
  using keys = keyFolder();
  await using stage = await startStage({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  const [header, payload] = stage.token('demo').split('.');
  const [, , signature] = stage.token('other').split('.');
  await using client = await RawClient.open(stage.webSocketUrl);

  client.init({ authToken: `${header}.${payload}.${signature}` });

  expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  expect(stage.kazoo.crossbar.requests).toHaveLength(0);
});

test('another account is never admitted by a signature', async () => {
  using keys = keyFolder();
  await using stage = await startStage({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  await using client = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('other') });

  client.subscribe('1', `subscription { callEvents(accountId: "${stage.accountId('demo')}") { callId } }`);

  expect(await client.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] });
});

test('with a service identity the key is read from Kazoo', async () => {
  await using stage = await startStage({ settings: { KAZOO_API_KEY: apiKeyOf(idOf('account', 'master')) } });
  const release = stage.kazoo.crossbar.faults.hold();

  await using client = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });

  expect(await client.settled()).toEqual([]);
  release();
});
