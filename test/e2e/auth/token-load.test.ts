import { expect, test } from 'vitest';
import { apiKeyOf, idOf } from '../../../src/simulator/directory/account.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/metric.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { otherSpellingsOf } from '../../harness/token-spellings.ts';
import { keyFolder } from './key-folder.ts';

const calls = 'subscription { callEvents { callId } }';
const users = 160;
/**
 * A bucket so small that a slow machine empties it, too; it fills faster than Kazoo's, for a test
 * that lasts less.
 */
const bucket = { crossbarBucketTokens: 20, crossbarBucketRefillPerSecond: 60 };
const settings = { LIMITED_CHECKS_PER_SECOND: '54' };

interface User {
  readonly ownerId: string;
  readonly token: string;
}

function usersOfDemo(harness: Harness): readonly User[] {
  const accountId = harness.accountId('demo');
  return Array.from({ length: users }, (_, index) => {
    const user = harness.kazoo.directory.addUser(accountId, { username: `user-${index}`, password: 'secret' });
    return { ownerId: user.id, token: harness.kazoo.issueToken({ accountId, ownerId: user.id }) };
  });
}

/** Connects all users at once; resolves when all are acknowledged. */
function connect(harness: Harness, all: readonly User[]): Promise<readonly RawClient[]> {
  return Promise.all(all.map(({ token }) => RawClient.ready(harness.webSocketUrl, { authToken: token })));
}

async function closeAll(clients: readonly RawClient[]): Promise<void> {
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
}

test('users of one account who connect at the same time are all admitted, however busy Kazoo is', async () => {
  await using harness = await startHarness({
    kazoo: { version: '4.3.142', ...bucket },
    settings,
  });
  // However slowly they come, they are checked at the same time.
  const release = harness.kazoo.crossbar.faults.hold();
  const connecting = connect(harness, usersOfDemo(harness));
  await until(() => expect(harness.gateway.gauges.waitingChecks()).toBeGreaterThan(users / 2));
  release();

  await until(() => expect(harness.gateway.gauges.limitedAccounts()).toBe(1));
  expect(await metric(harness, 'waiting_checks')).toBeGreaterThan(100);
  const clients = await connecting;

  expect(clients).toHaveLength(users);
  expect(harness.gateway.gauges.waitingChecks()).toBe(0);
  // Checks that Kazoo was too busy for are repeated at its pace.
  expect(harness.kazoo.crossbar.requests.length).toBeLessThan(users + 100);
  await closeAll(clients);
});

test('on Kazoo 5 all are admitted although requests with a good token cost tokens of the rate limit', async () => {
  await using harness = await startHarness({ kazoo: { ...bucket, version: '5', crossbarBucketTokens: 10 }, settings });

  const clients = await connect(harness, usersOfDemo(harness).slice(0, 30));

  expect(clients).toHaveLength(30);
  const { requests } = harness.kazoo.crossbar;
  expect(requests.length).toBeGreaterThan(30);
  expect(requests.some(({ path }) => path === '/v2/token_auth')).toBe(false);
  await closeAll(clients);
});

test('with a known key all are admitted before Kazoo is asked, and the revoked one is closed soon after', async () => {
  using keys = keyFolder();
  await using harness = await startHarness({
    kazoo: { version: '4.3.142' },
    settings: { KAZOO_PUBLIC_KEYS: keys.path },
  });
  const all = usersOfDemo(harness);
  const { ownerId } = all[20] ?? { ownerId: '' };
  harness.kazoo.revokeTokens({ accountId: harness.accountId('demo'), ownerId });
  const release = harness.kazoo.crossbar.faults.hold();

  const clients = await connect(harness, all);
  for (const client of clients) client.subscribe('1', calls);
  await until(() => expect(harness.gateway.gauges.subscribers()).toBe(users));
  release();

  expect(await clients[20]?.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  await harness.untilSubscribers(users - 1);
  expect(harness.gateway.gauges.connections()).toBe(users - 1);
  // Checks follow the rate of the refill: a login meanwhile finds the bucket full.
  expect(harness.gateway.gauges.limitedAccounts()).toBe(0);
  await closeAll(clients);
});

test('a token that was found revoked is not admitted by its signature again', async () => {
  using keys = keyFolder();
  await using harness = await startHarness({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  const token = harness.token('demo');
  const account = harness.kazoo.directory.account('demo');
  harness.kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
  const first = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  await first.closed();

  await using second = await RawClient.open(harness.webSocketUrl);
  second.init({ authToken: token });

  expect(await second.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
});

test('a token that was found revoked is not read under another spelling of its signature', async () => {
  using keys = keyFolder();
  await using harness = await startHarness({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  const accountId = harness.accountId('demo');
  const token = harness.token('demo');
  harness.kazoo.revokeTokens({ accountId, ownerId: harness.kazoo.directory.user('demo', 'demo').id });
  const before = harness.kazoo.crossbar.requests.length;

  for (const text of otherSpellingsOf(token).values()) {
    await using client = await RawClient.open(harness.webSocketUrl);
    client.init({ authToken: text });
    expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
    if (/[^\x21-\x7e]/.test(text)) continue; // Whitespace does not get through a header.
    const { body } = await harness.post({ query: '{ account { id } }' }, { 'X-Auth-Token': text });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }

  expect(harness.kazoo.crossbar.requests.length).toBe(before);
});

test('a token with a known key and a bad signature is refused without a request', async () => {
  using keys = keyFolder();
  await using harness = await startHarness({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  const [header, payload] = harness.token('demo').split('.');
  const [, , signature] = harness.token('other').split('.');
  await using client = await RawClient.open(harness.webSocketUrl);

  client.init({ authToken: `${header}.${payload}.${signature}` });

  expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  expect(harness.kazoo.crossbar.requests).toHaveLength(0);
});

test('another account is never admitted by a signature', async () => {
  using keys = keyFolder();
  await using harness = await startHarness({ settings: { KAZOO_PUBLIC_KEYS: keys.path } });
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('other') });

  client.subscribe('1', `subscription { callEvents(accountId: "${harness.accountId('demo')}") { callId } }`);

  expect(await client.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] });
});

test('with a service identity the key is read from Kazoo', async () => {
  await using harness = await startHarness({ settings: { KAZOO_API_KEY: apiKeyOf(idOf('account', 'master')) } });
  const release = harness.kazoo.crossbar.faults.hold();

  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

  expect(await client.settled()).toEqual([]);
  release();
});

test('questions which lists a token may read wait in a queue of their own, with a gauge of its own', async () => {
  // One question each second, and four at once.
  await using harness = await startHarness({ settings: { LIMITED_CHECKS_PER_SECOND: '1' } });
  for (const lifetimeSeconds of [3_600, 3_601]) {
    const client = harness.client({ connectionParams: { authToken: harness.token('demo', lifetimeSeconds) } });
    for (const list of ['registrations', 'devices', 'queues', 'parkedCalls', 'voicemailBoxes'])
      harness.subscribe(client, `subscription { ${list} { kind } }`);
  }

  await until(() => expect(harness.gateway.gauges.waitingListChecks()).toBeGreaterThan(0));

  expect(await metric(harness, 'waiting_list_checks')).toBeGreaterThan(0);
  expect(harness.gateway.gauges.waitingChecks()).toBe(0);
});
