import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { apiKeyOf, idOf } from '../../../src/simulator/directory/account.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

const calls = 'subscription { callEvents { callId } }';
const callsOf = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';
const apiKey = apiKeyOf(idOf('account', 'master'));

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

/**
 * The accounts of the tokens in the commands that blackhole received; none where the token is not a
 * JWT.
 */
function openers({ kazoo }: Harness): readonly unknown[] {
  return kazoo.blackhole.log.commands
    .filter(({ action }) => action === 'subscribe')
    .map(({ authToken = '' }) => decodeJwt(authToken)['account_id']);
}

function revoke({ kazoo }: Harness, name: string): void {
  const account = kazoo.directory.account(name);
  kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
}

function logins({ kazoo }: Harness): number {
  return kazoo.crossbar.requests.filter(({ path }) => path === '/v2/api_auth').length;
}

test("the service identity's token opens an account's socket", async () => {
  await using harness = await startHarness({ settings: { KAZOO_API_KEY: apiKey } });

  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
  expect(openers(harness)).toEqual([harness.accountId('master')]);
});

test('a client opens the socket of an account that the service identity may not see', async () => {
  await using harness = await startHarness({ settings: { KAZOO_API_KEY: apiKeyOf(idOf('account', 'other')) } });

  harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  expect(openers(harness)).toEqual([harness.accountId('demo')]);
});

test('an API key that Kazoo does not know is retried, and keeps no client from working', async () => {
  await using harness = await startHarness({ settings: { KAZOO_API_KEY: 'f'.repeat(64) } });
  await until(() => expect(logins(harness)).toBeGreaterThan(1));

  harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  expect(openers(harness)).toEqual([harness.accountId('demo')]);
});

test('the gateway starts without Kazoo, and logs in when Kazoo is there', async () => {
  await using kazoo = await KazooSimulator.start();
  kazoo.crossbar.stop();
  const gateway = await startGateway(
    readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
      KAZOO_API_KEY: apiKey,
      RECONNECT_MAX_MS: '20',
    }),
    createLog('silent'),
  );

  const loggedIn = kazoo.crossbar.nextRequest(({ path }) => path === '/v2/auth/keys');
  await kazoo.crossbar.start();

  expect((await loggedIn).headers['x-auth-token']).toBeDefined();
  await gateway.close();
});

test('a service identity whose token Kazoo no longer accepts logs in again without disturbing clients', async () => {
  await using harness = await startHarness({ settings: { KAZOO_API_KEY: apiKey } });
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  harness.kazoo.revokeTokens({ accountId: harness.accountId('master') });
  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(logins(harness)).toBe(2));
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('the service identity is renewed before it expires', async () => {
  await using harness = await startHarness({ kazoo: { tokenLifetimeSeconds: 2 }, settings: { KAZOO_API_KEY: apiKey } });

  await until(() => expect(logins(harness)).toBeGreaterThanOrEqual(3));
});

test('when the token of the opener is revoked it ends with 4403, and the others continue', async () => {
  await using harness = await startHarness();
  const closes: unknown[] = [];
  const accountId = harness.accountId('demo');
  const { id: ownerId } = harness.kazoo.directory.user('demo', 'taro');
  const opener = harness.client({
    connectionParams: { authToken: harness.kazoo.issueToken({ accountId, ownerId, lifetimeSeconds: 7200 }) },
    on: { closed: (event) => closes.push(event) },
  });
  const first = harness.subscribe(opener, calls);
  await harness.untilSubscribers(1);
  const second = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(2);

  harness.kazoo.revokeTokens({ accountId, ownerId });
  harness.kazoo.blackhole.dropSockets();

  await expect(first.next()).rejects.toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(accountId, 'CHANNEL_CREATE', { call_id: 'c1' });
  expect((await second.next()).data?.callEvents.callId).toBe('c1');
  expect(closes).toMatchObject([{ code: 4403 }]);
});

test('when blackhole accepts no token any more, all subscribers end, with 4403 or the error over SSE', async () => {
  await using harness = await startHarness();
  const overWebSocket = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  overWebSocket.subscribe('1', calls);
  const overSse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo', 1800) });
  await harness.untilSubscribers(2);

  revoke(harness, 'demo');
  harness.kazoo.blackhole.dropSockets();

  expect(await overWebSocket.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  expect(await overSse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
});

test.each([
  ['a token', 'failed to authenticate token x'],
  ['an account', 'unauthorized account id'],
])('%s that blackhole alone refuses for a while costs its clients a gap and no more', async (_what, error) => {
  await using harness = await startHarness();
  const closes: unknown[] = [];
  const client = harness.clientOf('demo', { on: { closed: (event) => closes.push(event) } });
  const reader = harness.subscribe<CallEvents>(client, 'subscription { callEvents { callId gap { reason } } }');
  await harness.untilSubscribers(1);
  const before = openers(harness).length;

  const accept = harness.kazoo.blackhole.faults.refuseSubscribes({ matching: () => true, error });
  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(openers(harness).length).toBeGreaterThan(before));
  const late = harness.subscribe<CallEvents>(
    client,
    'subscription { callEvents(events: [CHANNEL_CREATE]) { callId } }',
  );
  await until(() => expect(harness.gateway.gauges.subscribers()).toBe(2));
  accept();
  const acceptedAtMs = performance.now();
  await harness.untilSubscribers(2);
  expect(performance.now() - acceptedAtMs).toBeLessThan(5_000);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents).toEqual({ callId: 'c1', gap: { reason: 'UPSTREAM_DISCONNECTED' } });
  expect((await late.next()).data?.callEvents).toEqual({ callId: 'c1' });
  expect(closes).toEqual([]);
});

test('the periodic check finds a revoked token, on WebSocket without an operation error, on SSE with one', async () => {
  await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '200' } });
  const overWebSocket = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  overWebSocket.subscribe('1', calls);
  const overSse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') });
  await harness.untilSubscribers(2);

  revoke(harness, 'demo');

  expect(await overWebSocket.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  expect(await overSse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));
});

test('a revoked token that a query meets ends its connections, which are not due to be checked for long', async () => {
  await using harness = await startHarness();
  const token = harness.token('demo');
  await using connection = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  connection.subscribe('1', calls);
  await harness.untilSubscribers(1);

  revoke(harness, 'demo');
  const { body } = await harness.post({ query: '{ channels { nodes { callId } } }' }, { 'X-Auth-Token': token });

  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(await connection.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
});

test('lost authority ends the streams of that account with FORBIDDEN, and the others continue', async () => {
  await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '200' } });
  const [resellerId, demoId] = [harness.accountId('reseller'), harness.accountId('demo')];
  const client = harness.clientOf('reseller');
  const own = harness.subscribe<CallEvents>(client, calls);
  const ofDemo = harness.subscribe(client, callsOf, { id: demoId });
  await harness.untilSubscribers(2);

  harness.kazoo.directory.takeAwayAuthority(resellerId, demoId);

  await expect(ofDemo.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  harness.kazoo.publishCall(resellerId, 'CHANNEL_CREATE', { call_id: 'c1' });
  expect((await own.next()).data?.callEvents.callId).toBe('c1');
});

test('nothing ends while Kazoo cannot be asked', async () => {
  await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '100' } });
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  const undo = harness.kazoo.crossbar.faults.failWith(503);
  const before = harness.kazoo.crossbar.requests.length;
  await until(() => expect(harness.kazoo.crossbar.requests.length).toBeGreaterThan(before + 2));
  undo();
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('neither the API key nor a token ever appears in a log', async () => {
  const lines: string[] = [];
  const log = createLog('trace', { write: (line) => lines.push(line) });
  await using kazoo = await KazooSimulator.start();
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    KAZOO_API_URL: kazoo.apiUrl,
    KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    KAZOO_API_KEY: 'e'.repeat(64),
    RECONNECT_MAX_MS: '20',
    RECHECK_INTERVAL_MS: '100',
  });
  const gateway = await startGateway(config, log);
  const account = kazoo.directory.account('demo');
  const ownerId = account.users[0]?.id;
  const token = kazoo.issueToken({ accountId: account.id, ownerId });
  const client = await RawClient.ready(gateway.url.replace('http', 'ws'), { authToken: token });
  client.subscribe('1', calls);
  await until(() => expect(gateway.gauges.liveTopics()).toBe(1));

  kazoo.revokeTokens({ accountId: account.id, ownerId });
  kazoo.blackhole.dropSockets();
  await client.closed();
  await gateway.close();

  const text = lines.join('');
  expect(text).toContain('cannot log in with the API key');
  expect(text).not.toContain('e'.repeat(64));
  expect(text).not.toContain(token);
  expect(text).not.toContain(token.split('.')[2]);
});

test('an opener that lost the account disturbs no other client: the next socket uses another token', async () => {
  await using harness = await startHarness();
  const demoId = harness.accountId('demo');
  // Of all subscribers, the one whose token lasts longest opens the socket.
  const openers = harness.subscribe(
    harness.client({ connectionParams: { authToken: harness.token('reseller', 1_000_000) } }),
    'subscription ($id: ID) { callEvents(accountId: $id) { callId } }',
    { id: demoId },
  );
  await harness.untilSubscribers(1);
  const own = harness.subscribe<{ callEvents: { callId: string } }>(
    harness.clientOf('demo'),
    'subscription { callEvents { callId } }',
  );
  await harness.untilSubscribers(2);

  harness.kazoo.directory.takeAwayAuthority(harness.accountId('reseller'), demoId);
  harness.kazoo.blackhole.dropSockets();
  await expect(openers.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(demoId, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await own.next()).data?.callEvents.callId).toBe('c1');
});
