import { describe, expect, test, vi } from 'vitest';
import { OperationRegistry } from '../../../src/http/websocket/operation-registry.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { RawClient, subscribe } from '../../harness/raw-client.ts';
import { startWebSocketHarness } from './harness/websocket-harness.ts';

describe('the protocol closes a connection', () => {
  test('without the subprotocol with 4406', async () => {
    await using harness = await startWebSocketHarness();

    await using client = await RawClient.open(harness.url, { protocols: [] });

    expect(await client.next()).toMatchObject({ type: 'close', code: 4406 });
  });

  test('that is initialised twice with 4429', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.init();

    expect(await client.next()).toMatchObject({ type: 'close', code: 4429 });
  });

  test('that is never initialised with 4408', async () => {
    await using harness = await startHarness({ settings: { INIT_TIMEOUT_MS: '20' } });

    await using client = await RawClient.open(harness.webSocketUrl);

    expect(await client.next()).toMatchObject({ type: 'close', code: 4408 });
  });

  test('that subscribes before it is acknowledged with 4401', async () => {
    await using harness = await startWebSocketHarness();
    harness.gates.accountAccess.shut();
    await using client = await RawClient.open(harness.url);

    client.sendTogether({ type: 'connection_init', payload: { authToken: 'a' } }, subscribe('1', '{ ok }'));

    expect(await client.next()).toMatchObject({ type: 'close', code: 4401 });
  });

  test.each([
    'no JSON',
    '[]',
    '{"type":"nothing"}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","id":"","payload":{"query":"{ ok }"}}',
    '{"type":"subscribe","id":"1","payload":{"query":1}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ ok }","variables":"x"}}',
    '{"type":"connection_ack"}',
    '{"type":"next","id":"1","payload":{}}',
  ])('that sends %s with 4400', async (text) => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.sendText(text);

    expect(await client.next()).toMatchObject({ type: 'close', code: 4400 });
    expect(harness.unexpected).toEqual([]);
  });

  test.each(['before', 'after'])('that wants a very deep payload back with 4400, %s its handshake', async (when) => {
    await using harness = await startWebSocketHarness();
    await using client = when === 'before' ? await RawClient.open(harness.url) : await RawClient.ready(harness.url);
    const other = await harness.client();
    const depth = 40_000;

    client.sendText(`{"type":"ping","payload":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`);

    expect(await client.next()).toMatchObject({ type: 'close', code: 4400 });
    expect(await other.settled()).toEqual([]);
  });

  test('on which something fails that nobody foresaw with 1013, and no other', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const other = await harness.client();
    const mistake = new Error('unforeseen');
    vi.spyOn(OperationRegistry.prototype, 'has').mockImplementationOnce(() => {
      throw mistake;
    });

    client.subscribe('1', '{ ok }');

    expect(await client.next()).toMatchObject({ type: 'close', code: 1013, reason: 'INTERNAL_SERVER_ERROR' });
    expect(harness.unexpected).toEqual([mistake]);
    expect(await other.settled()).toEqual([]);
  });

  test('that sends a message above the limit with 1009', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('1', `{ ok } #${'x'.repeat(100_000)}`);

    expect(await client.next()).toMatchObject({ type: 'close', code: 1009 });
  });
});

describe('a token in connection_init', () => {
  test('that is good is acknowledged', async () => {
    await using harness = await startHarness();
    const authToken = harness.token('demo');

    await using client = await RawClient.ready(harness.webSocketUrl, { authToken });
    client.subscribe('1', '{ viewer { accountId } }');

    expect(await client.next()).toMatchObject({
      payload: { data: { viewer: { accountId: harness.accountId('demo') } } },
    });
  });

  test.each(['expired', 'garbage', 'revoked'] as const)('that is %s closes with 4403 before the ack', async (kind) => {
    await using harness = await startHarness();
    const authToken = { expired: harness.token('demo', -1), garbage: 'garbage', revoked: harness.token('demo') }[kind];
    const account = harness.kazoo.directory.account('demo');
    harness.kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
    await using client = await RawClient.open(harness.webSocketUrl);

    client.init({ authToken });

    expect(await client.next()).toEqual({
      type: 'close',
      code: 4403,
      reason: kind === 'expired' ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED',
    });
  });

  test.each(['refuses connections', 'fails'] as const)(
    'closes with 1013 while Kazoo %s: the client shall try again',
    async (kind) => {
      await using harness = await startHarness({ settings: { MAX_CHECK_WAIT_MS: '100' } });
      const authToken = harness.token('demo');
      if (kind === 'refuses connections') harness.kazoo.crossbar.stop();
      else harness.kazoo.crossbar.faults.failWith(500);
      await using client = await RawClient.open(harness.webSocketUrl);

      client.init({ authToken });

      expect(await client.next()).toMatchObject({ type: 'close', code: 1013 });
    },
  );
});

test.each([[{ authToken: 5 }], [{ authToken: {} }], [{ 'X-Auth-Token': ['x'] }], [{ Authorization: true }]])(
  'a token in connection_init that is no text, as in %j, closes with 4403 before the ack',
  async (params) => {
    await using harness = await startHarness();
    await using client = await RawClient.open(harness.webSocketUrl);

    client.init(params);

    expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  },
);

test('a message in fragments is one message', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  const text = JSON.stringify(subscribe('é', '{ ok }'));

  for (const part of text.slice(0, -1)) client.webSocket.send(part, { fin: false });
  client.webSocket.send(text.slice(-1), { fin: true });

  expect(await client.next()).toEqual({ type: 'next', id: 'é', payload: { data: { ok: 'ok' } } });
});

test('a closing gateway says goodbye with 1001, without ending the operations', async () => {
  await using harness = await startHarness();
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', 'subscription { callEvents { name } }');
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 1);

  await harness.gateway.close();

  expect(await client.take(2)).toEqual([
    { type: 'ping', payload: { cursor: null } },
    { type: 'close', code: 1001, reason: 'SHUTTING_DOWN' },
  ]);
});

test('a server that closes waits for its clients, also for one whose last words are malformed', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  const other = await harness.client();

  const closing = harness.server.close();
  client.socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));

  await closing;
  expect(await client.closed()).toMatchObject({ code: 1002 });
  expect(await other.closed()).toMatchObject({ code: 1006 });
  expect(harness.server.connections).toBe(0);
});
