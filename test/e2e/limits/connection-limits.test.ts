import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

const calls = 'subscription { callEvents { name } }';
const proxy = { TRUSTED_PROXIES: '127.0.0.1' };

function from(client: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { 'X-Forwarded-For': client } };
}

async function stream(harness: Harness, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(harness.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'text/event-stream',
      'X-Auth-Token': harness.token('demo'),
      ...headers,
    },
    body: JSON.stringify({ query: calls }),
  });
}

function logIn(account: string): string {
  return `mutation {
    login(input: { accountName: "${account}", username: "${account}", password: "${account}" }) { accountId }
  }`;
}

const overloaded = { type: 'close', code: 1013, reason: 'RATE_LIMITED' };

test.runIf(process.platform === 'linux')(
  'the kernel keeps thousands of connections until the gateway takes them',
  async () => {
    await using harness = await startHarness();
    const port = Number(new URL(harness.url).port);

    // All are sent in this turn, in which the gateway takes none.
    const sockets = Array.from({ length: 1_000 }, () => connect(port, '127.0.0.1'));
    const connected = Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await new Promise<void>((resolve) => process.nextTick(resolve));

    expect(unacceptedConnections(port)).toBe(sockets.length);
    await connected;
    for (const socket of sockets) socket.destroy();
  },
);

/** Of a listening port, as Linux tells it (`sk_ack_backlog` of `get_tcp4_sock`). */
function unacceptedConnections(port: number): number {
  const address = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, , state]) => local?.endsWith(address) === true && state === '0A');
  return Number.parseInt(listening?.[4]?.split(':')[1] ?? '', 16);
}

describe('a WebSocket over a limit is accepted, then closed with 1013', () => {
  test('MAX_CONNECTIONS', async () => {
    await using harness = await startHarness({ settings: { MAX_CONNECTIONS: '1' } });
    await using first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

    await using second = await RawClient.open(harness.webSocketUrl);

    expect(await second.next()).toEqual(overloaded);
    expect(await first.settled()).toEqual([]);
    expect(await limitedCount(harness, 'max_connections')).toBe(1);
  });

  test('MAX_CONNECTIONS_PER_IP, which does not affect other addresses', async () => {
    await using harness = await startHarness({ settings: { ...proxy, MAX_CONNECTIONS_PER_IP: '1' } });
    await using first = await RawClient.ready(harness.webSocketUrl, {}, from('192.0.2.1'));

    await using second = await RawClient.open(harness.webSocketUrl, from('192.0.2.1'));
    await using other = await RawClient.ready(harness.webSocketUrl, {}, from('192.0.2.2'));

    expect(await second.next()).toEqual(overloaded);
    expect(await first.settled()).toEqual([]);
    expect(await other.settled()).toEqual([]);
    expect(await limitedCount(harness, 'max_connections_per_ip')).toBe(1);
  });

  test('MAX_CONNECTIONS_PER_TOKEN, once it has authenticated, without affecting others', async () => {
    await using harness = await startHarness({ settings: { MAX_CONNECTIONS_PER_TOKEN: '1' } });
    const authToken = harness.token('demo');
    await using first = await RawClient.ready(harness.webSocketUrl, { authToken });

    await using second = await RawClient.open(harness.webSocketUrl);
    second.init({ authToken });
    await using other = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('other') });
    await using nobody = await RawClient.ready(harness.webSocketUrl);

    expect(await second.next()).toEqual(overloaded);
    for (const client of [first, other, nobody]) expect(await client.settled()).toEqual([]);
    expect(await limitedCount(harness, 'max_connections_per_token')).toBe(1);
  });

  test('MAX_CONNECTS_PER_IP, even when the earlier connections are closed', async () => {
    await using harness = await startHarness({ settings: { MAX_CONNECTS_PER_IP: '2' } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await using _client = await RawClient.ready(harness.webSocketUrl);
    }

    await using third = await RawClient.open(harness.webSocketUrl);

    expect(await third.next()).toEqual(overloaded);
    expect(await limitedCount(harness, 'max_connects_per_ip')).toBe(1);
  });
});

describe('a WebSocket on which nobody signs in', () => {
  test('is closed with 1013 after ANONYMOUS_TIMEOUT_MS, and one that has a token, or got one, stays', async () => {
    using clock = new TimeMachine();
    await using harness = await startHarness({ settings: { ANONYMOUS_TIMEOUT_MS: '60000' } });
    await using anonymous = await RawClient.ready(harness.webSocketUrl);
    await using holder = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    await using user = await RawClient.ready(harness.webSocketUrl);
    user.subscribe('1', logIn('other'));
    await user.take(2);
    clock.move(60_000);

    expect(await anonymous.next()).toEqual(overloaded);
    for (const client of [holder, user]) expect(await client.settled()).toEqual([]);
    expect(await limitedCount(harness, 'anonymous_timeout_ms')).toBe(1);
  });

  test('gives its place to the next client when none is left, the oldest first', async () => {
    await using harness = await startHarness({ settings: { MAX_CONNECTIONS: '3' } });
    await using holder = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    await using oldest = await RawClient.ready(harness.webSocketUrl);
    await using younger = await RawClient.ready(harness.webSocketUrl);

    await using next = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('other') });
    expect(await oldest.next()).toEqual(overloaded);
    const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('reseller') });
    expect(await younger.next()).toEqual(overloaded);

    expect(sse.response.status).toBe(200);
    for (const client of [holder, next]) expect(await client.settled()).toEqual([]);
    await using late = await RawClient.open(harness.webSocketUrl);
    expect(await late.next()).toEqual(overloaded);
  });
});

test('an SSE stream over a limit gets 429 and when to retry', async () => {
  await using harness = await startHarness({ settings: { MAX_CONNECTIONS: '1' } });
  await using _first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

  const response = await stream(harness);

  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.text()).toContain('"code":"RATE_LIMITED"');
  expect(await limitedCount(harness, 'max_connections')).toBe(1);
});

test('an SSE stream counts as a connection until it ends; a query does not', async () => {
  await using harness = await startHarness({ settings: { MAX_CONNECTIONS: '1' } });
  const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('demo') });

  const refused = await stream(harness);
  const query = await harness.post({ query: '{ viewer { accountId } }' });
  sse.abort();
  await harness.untilSubscribers(0);
  await using webSocket = await RawClient.ready(harness.webSocketUrl);

  expect(refused.status).toBe(429);
  expect(query.status).toBe(200);
  expect(await webSocket.settled()).toEqual([]);
});

describe('MAX_CONNECTIONS_PER_TOKEN', () => {
  const setUp = () => startHarness({ settings: { MAX_CONNECTIONS_PER_TOKEN: '1' } });

  test('counts SSE streams, too, and answers them with 429', async () => {
    await using harness = await setUp();
    const token = harness.token('demo');
    await using _first = await RawClient.ready(harness.webSocketUrl, { authToken: token });

    const refused = await stream(harness, { 'X-Auth-Token': token });
    const other = await harness.sse({ query: calls }, { 'X-Auth-Token': harness.token('other') });

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(other.response.status).toBe(200);
  });

  test('counts a refreshed token together with the one that it replaced', async () => {
    await using harness = await setUp();
    await using first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    first.subscribe('1', 'mutation { refreshToken { authToken } }');
    const [{ payload }] = (await first.take(2)) as readonly [{ payload: { data: { refreshToken: object } } }];

    await using second = await RawClient.open(harness.webSocketUrl);
    second.init({ ...payload.data.refreshToken });

    expect(await second.next()).toEqual(overloaded);
    expect(await first.settled()).toEqual([]);
  });

  test('refuses a login on a connection, which keeps its session', async () => {
    await using harness = await setUp();
    await using _first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    await using second = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('other') });

    second.subscribe('1', logIn('demo'));
    const [answer] = await second.take(2);
    second.subscribe('2', '{ viewer { accountId } }');
    const [viewer] = await second.take(2);

    expect(answer).toMatchObject({ payload: { errors: [{ extensions: { code: 'RATE_LIMITED' } }] } });
    expect(viewer).toMatchObject({ payload: { data: { viewer: { accountId: harness.accountId('other') } } } });
  });

  test('counts a connection for the user who logged in last, and for nobody once it is closed', async () => {
    await using harness = await setUp();
    const first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    first.subscribe('1', logIn('other'));
    await first.take(2);

    await using second = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
    first.webSocket.close(1000);
    await first.closed();
    await until(() => expect(harness.gateway.gauges.connections()).toBe(1));
    await using third = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('other') });

    for (const client of [second, third]) expect(await client.settled()).toEqual([]);
  });
});

test('a connection is released when its client has gone, even without a close frame', async () => {
  await using harness = await startHarness({ settings: { MAX_CONNECTIONS: '1' } });
  const first = await RawClient.ready(harness.webSocketUrl);

  first.socket.resetAndDestroy();
  await until(() => expect(harness.gateway.gauges.connections()).toBe(0));

  await using second = await RawClient.ready(harness.webSocketUrl);
  expect(await second.settled()).toEqual([]);
});

test('a refused client that does not answer the close is disconnected after a while', async () => {
  await using harness = await startHarness({ settings: { MAX_CONNECTIONS: '1', CLOSE_TIMEOUT_MS: '50' } });
  await using _first = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  const { port, pathname } = new URL(harness.webSocketUrl);
  // Reads, and sends nothing more after its WebSocket handshake.
  const second = connect(Number(port), '127.0.0.1').resume();
  second.write(
    `GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );

  await once(second, 'close');
});

test('when slow clients together have too many bytes waiting, only the slowest is disconnected', async () => {
  await using harness = await startHarness({
    settings: { MAX_TOTAL_BUFFERED_BYTES: '1000000', MAX_BUFFERED_BYTES: '100000000' },
  });
  const params = { authToken: harness.token('demo') };
  await using slow = await RawClient.ready(harness.webSocketUrl, params);
  await using quick = await RawClient.ready(harness.webSocketUrl, params);
  slow.subscribe('1', 'subscription { callEvents { data } }');
  quick.subscribe('1', calls);
  await harness.untilSubscribers(2);
  slow.socket.pause();

  const filler = 'x'.repeat(50_000);
  // One after the other: Kazoo drops what a busy gateway does not read in time, and how much the
  // kernel keeps for who does not read differs. It keeps less than all of them.
  for (let sent = 0; sent < 1_000 && harness.gateway.gauges.subscribers() === 2; sent += 1) {
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: `c${sent}`, filler });
    expect(await quick.next()).toMatchObject({ type: 'next' });
  }
  await harness.untilSubscribers(1);

  expect(await limitedCount(harness, 'max_total_buffered_bytes')).toBe(1);
  expect(await quick.settled()).toEqual([]);
});
