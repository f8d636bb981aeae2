import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { apiKeyOf, idOf } from '../../../src/simulator/directory/account.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { type Stage, startStage, until } from '../../harness/stage.ts';

const calls = 'subscription { callEvents { callId } }';
const callsOf = 'subscription ($id: ID) { callEvents(accountId: $id) { callId } }';
const apiKey = apiKeyOf(idOf('account', 'master'));

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

/** Whose tokens came with the commands that blackhole got, by account; no account where the token is no JWT. */
function openers({ kazoo }: Stage): readonly unknown[] {
  return kazoo.blackhole.log.commands
    .filter(({ action }) => action === 'subscribe')
    .map(({ authToken = '' }) => decodeJwt(authToken)['account_id']);
}

function revoke({ kazoo }: Stage, name: string): void {
  const account = kazoo.directory.account(name);
  kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
}

function logins({ kazoo }: Stage): number {
  return kazoo.crossbar.requests.filter(({ path }) => path === '/v2/api_auth').length;
}

test("the service identity's token opens an account's socket", async () => {
  await using stage = await startStage({ settings: { KAZOO_API_KEY: apiKey } });

  const reader = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
  expect(openers(stage)).toEqual([stage.accountId('master')]);
});

test('where the service identity is not entitled, a client opens the socket', async () => {
  await using stage = await startStage({ settings: { KAZOO_API_KEY: apiKeyOf(idOf('account', 'other')) } });

  stage.subscribe(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);

  expect(openers(stage)).toEqual([stage.accountId('demo')]);
});

test('an API key that Kazoo does not know is tried again, and keeps nobody from anything', async () => {
  await using stage = await startStage({ settings: { KAZOO_API_KEY: 'f'.repeat(64) } });
  await until(() => expect(logins(stage)).toBeGreaterThan(1));

  stage.subscribe(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);

  expect(openers(stage)).toEqual([stage.accountId('demo')]);
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

test('a service identity that Kazoo forgot logs in again, and nobody notices', async () => {
  await using stage = await startStage({ settings: { KAZOO_API_KEY: apiKey } });
  const reader = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);

  stage.kazoo.revokeTokens({ accountId: stage.accountId('master') });
  stage.kazoo.blackhole.dropSockets();
  await until(() => expect(logins(stage)).toBe(2));
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('the service identity is renewed before it expires', async () => {
  await using stage = await startStage({ kazoo: { tokenLifetimeSeconds: 2 }, settings: { KAZOO_API_KEY: apiKey } });

  await until(() => expect(logins(stage)).toBeGreaterThanOrEqual(3));
});

test('the opener is revoked: it ends with 4403, and the others go on', async () => {
  await using stage = await startStage();
  const closes: unknown[] = [];
  const accountId = stage.accountId('demo');
  const { id: ownerId } = stage.kazoo.directory.user('demo', 'taro');
  const opener = stage.client({
    connectionParams: { authToken: stage.kazoo.issueToken({ accountId, ownerId, lifetimeSeconds: 7200 }) },
    on: { closed: (event) => closes.push(event) },
  });
  const first = stage.subscribe(opener, calls);
  await stage.untilSeats(1);
  const second = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(2);

  stage.kazoo.revokeTokens({ accountId, ownerId });
  stage.kazoo.blackhole.dropSockets();

  await expect(first.next()).rejects.toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  await stage.untilSeats(1);
  stage.kazoo.publishCall(accountId, 'CHANNEL_CREATE', { call_id: 'c1' });
  expect((await second.next()).data?.callEvents.callId).toBe('c1');
  expect(closes).toMatchObject([{ code: 4403 }]);
});

test('with no token left that blackhole accepts all who listen end with 4403, an SSE stream with the error', async () => {
  await using stage = await startStage();
  const overWebSocket = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
  overWebSocket.subscribe('1', calls);
  const overSse = await stage.sse({ query: calls }, { 'X-Auth-Token': stage.token('demo', 1800) });
  await stage.untilSeats(2);

  revoke(stage, 'demo');
  stage.kazoo.blackhole.dropSockets();

  expect(await overWebSocket.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  expect(await overSse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
});

test('a revoked token is found by the check at an interval, on WebSocket without an operation error, on SSE with one', async () => {
  await using stage = await startStage({ settings: { RECHECK_INTERVAL_MS: '200' } });
  const overWebSocket = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
  overWebSocket.subscribe('1', calls);
  const overSse = await stage.sse({ query: calls }, { 'X-Auth-Token': stage.token('demo') });
  await stage.untilSeats(2);

  revoke(stage, 'demo');

  expect(await overWebSocket.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  expect(await overSse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
  await until(() => expect(stage.gateway.sizes.sessions()).toBe(0));
});

test('lost authority ends the streams on that account with FORBIDDEN, and the others go on', async () => {
  await using stage = await startStage({ settings: { RECHECK_INTERVAL_MS: '200' } });
  const [resellerId, demoId] = [stage.accountId('reseller'), stage.accountId('demo')];
  const client = stage.clientOf('reseller');
  const own = stage.subscribe<CallEvents>(client, calls);
  const ofDemo = stage.subscribe(client, callsOf, { id: demoId });
  await stage.untilSeats(2);

  stage.kazoo.directory.takeAwayAuthority(resellerId, demoId);

  await expect(ofDemo.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  stage.kazoo.publishCall(resellerId, 'CHANNEL_CREATE', { call_id: 'c1' });
  expect((await own.next()).data?.callEvents.callId).toBe('c1');
});

test('a Kazoo that cannot be asked ends nothing', async () => {
  await using stage = await startStage({ settings: { RECHECK_INTERVAL_MS: '100' } });
  const reader = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);

  const undo = stage.kazoo.crossbar.faults.failWith(503);
  const before = stage.kazoo.crossbar.requests.length;
  await until(() => expect(stage.kazoo.crossbar.requests.length).toBeGreaterThan(before + 2));
  undo();
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('neither the API key nor a token ever stands in a log', async () => {
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
  await until(() => expect(gateway.sizes.liveTopics()).toBe(1));

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

test('an opener that lost the account disturbs nobody: the next socket begins with another token', async () => {
  await using stage = await startStage();
  const demoId = stage.accountId('demo');
  // Of those who listen, the one whose token lasts longest opens the socket.
  const openers = stage.subscribe(
    stage.client({ connectionParams: { authToken: stage.token('reseller', 1_000_000) } }),
    'subscription ($id: ID) { callEvents(accountId: $id) { callId } }',
    { id: demoId },
  );
  await stage.untilSeats(1);
  const own = stage.subscribe<{ callEvents: { callId: string } }>(
    stage.clientOf('demo'),
    'subscription { callEvents { callId } }',
  );
  await stage.untilSeats(2);

  stage.kazoo.directory.takeAwayAuthority(stage.accountId('reseller'), demoId);
  stage.kazoo.blackhole.dropSockets();
  await expect(openers.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(demoId, 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await own.next()).data?.callEvents.callId).toBe('c1');
});
