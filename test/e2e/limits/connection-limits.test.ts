import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { type Stage, startStage, until } from '../../harness/stage.ts';

const calls = 'subscription { callEvents { name } }';
const proxy = { TRUSTED_PROXIES: '127.0.0.1' };

function from(client: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { 'X-Forwarded-For': client } };
}

async function stream(stage: Stage, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(stage.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'text/event-stream',
      'X-Auth-Token': stage.token('demo'),
      ...headers,
    },
    body: JSON.stringify({ query: calls }),
  });
}

function logIn(account: string): string {
  return `mutation { login(input: { accountName: "${account}", username: "${account}", password: "${account}" }) { accountId } }`;
}

const overloaded = { type: 'close', code: 1013, reason: 'RATE_LIMITED' };

describe('a WebSocket over a limit is accepted, then closed with 1013', () => {
  test('MAX_CONNECTIONS', async () => {
    await using stage = await startStage({ settings: { MAX_CONNECTIONS: '1' } });
    await using first = await RawClient.ready(stage.webSocketUrl);

    await using second = await RawClient.open(stage.webSocketUrl);

    expect(await second.next()).toEqual(overloaded);
    expect(await first.settled()).toEqual([]);
    expect(await limitedCount(stage, 'max_connections')).toBe(1);
  });

  test('MAX_CONNECTIONS_PER_IP, which leaves other addresses alone', async () => {
    await using stage = await startStage({ settings: { ...proxy, MAX_CONNECTIONS_PER_IP: '1' } });
    await using first = await RawClient.ready(stage.webSocketUrl, {}, from('192.0.2.1'));

    await using second = await RawClient.open(stage.webSocketUrl, from('192.0.2.1'));
    await using other = await RawClient.ready(stage.webSocketUrl, {}, from('192.0.2.2'));

    expect(await second.next()).toEqual(overloaded);
    expect(await first.settled()).toEqual([]);
    expect(await other.settled()).toEqual([]);
    expect(await limitedCount(stage, 'max_connections_per_ip')).toBe(1);
  });

  test('MAX_CONNECTIONS_PER_TOKEN, as soon as it says whose it is; others and nobody are left alone', async () => {
    await using stage = await startStage({ settings: { MAX_CONNECTIONS_PER_TOKEN: '1' } });
    const authToken = stage.token('demo');
    await using first = await RawClient.ready(stage.webSocketUrl, { authToken });

    await using second = await RawClient.open(stage.webSocketUrl);
    second.init({ authToken });
    await using other = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('other') });
    await using nobody = await RawClient.ready(stage.webSocketUrl);

    expect(await second.next()).toEqual(overloaded);
    for (const client of [first, other, nobody]) expect(await client.settled()).toEqual([]);
    expect(await limitedCount(stage, 'max_connections_per_token')).toBe(1);
  });

  test('MAX_CONNECTS_PER_IP, also when the ones before are gone', async () => {
    await using stage = await startStage({ settings: { MAX_CONNECTS_PER_IP: '2' } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await using _client = await RawClient.ready(stage.webSocketUrl);
    }

    await using third = await RawClient.open(stage.webSocketUrl);

    expect(await third.next()).toEqual(overloaded);
    expect(await limitedCount(stage, 'max_connects_per_ip')).toBe(1);
  });
});

test('an SSE stream over a limit is told 429 and when to come back', async () => {
  await using stage = await startStage({ settings: { MAX_CONNECTIONS: '1' } });
  await using _first = await RawClient.ready(stage.webSocketUrl);

  const response = await stream(stage);

  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.text()).toContain('"code":"RATE_LIMITED"');
  expect(await limitedCount(stage, 'max_connections')).toBe(1);
});

test('an SSE stream counts as a connection until it ends; a query does not', async () => {
  await using stage = await startStage({ settings: { MAX_CONNECTIONS: '1' } });
  const sse = await stage.sse({ query: calls }, { 'X-Auth-Token': stage.token('demo') });

  const refused = await stream(stage);
  const query = await stage.post({ query: '{ viewer { accountId } }' });
  sse.abort();
  await stage.untilSeats(0);
  await using webSocket = await RawClient.ready(stage.webSocketUrl);

  expect(refused.status).toBe(429);
  expect(query.status).toBe(200);
  expect(await webSocket.settled()).toEqual([]);
});

describe('MAX_CONNECTIONS_PER_TOKEN', () => {
  const setUp = () => startStage({ settings: { MAX_CONNECTIONS_PER_TOKEN: '1' } });

  test('counts SSE streams, too, and says 429 there', async () => {
    await using stage = await setUp();
    const token = stage.token('demo');
    await using _first = await RawClient.ready(stage.webSocketUrl, { authToken: token });

    const refused = await stream(stage, { 'X-Auth-Token': token });
    const other = await stage.sse({ query: calls }, { 'X-Auth-Token': stage.token('other') });

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(other.response.status).toBe(200);
  });

  test('counts a refreshed token with the one that it replaced', async () => {
    await using stage = await setUp();
    await using first = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
    first.subscribe('1', 'mutation { refreshToken { authToken } }');
    const [{ payload }] = (await first.take(2)) as readonly [{ payload: { data: { refreshToken: object } } }];

    await using second = await RawClient.open(stage.webSocketUrl);
    second.init({ ...payload.data.refreshToken });

    expect(await second.next()).toEqual(overloaded);
    expect(await first.settled()).toEqual([]);
  });

  test('refuses a login on a connection, which stays what it was', async () => {
    await using stage = await setUp();
    await using _first = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
    await using second = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('other') });

    second.subscribe('1', logIn('demo'));
    const [answer] = await second.take(2);
    second.subscribe('2', '{ viewer { accountId } }');
    const [viewer] = await second.take(2);

    expect(answer).toMatchObject({ payload: { errors: [{ extensions: { code: 'RATE_LIMITED' } }] } });
    expect(viewer).toMatchObject({ payload: { data: { viewer: { accountId: stage.accountId('other') } } } });
  });

  test('counts a connection for whoever logged in last, and for nobody once it is closed', async () => {
    await using stage = await setUp();
    const first = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
    first.subscribe('1', logIn('other'));
    await first.take(2);

    await using second = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('demo') });
    first.webSocket.close(1000);
    await first.closed();
    await until(() => expect(stage.gateway.sizes.connections()).toBe(1));
    await using third = await RawClient.ready(stage.webSocketUrl, { authToken: stage.token('other') });

    for (const client of [second, third]) expect(await client.settled()).toEqual([]);
  });
});

test('a place is free again when its client has left, also without a word', async () => {
  await using stage = await startStage({ settings: { MAX_CONNECTIONS: '1' } });
  const first = await RawClient.ready(stage.webSocketUrl);

  first.socket.resetAndDestroy();
  await until(() => expect(stage.gateway.sizes.connections()).toBe(0));

  await using second = await RawClient.ready(stage.webSocketUrl);
  expect(await second.settled()).toEqual([]);
});

test('a client that is turned away and does not answer is cut after a while', async () => {
  await using stage = await startStage({ settings: { MAX_CONNECTIONS: '1', CLOSE_TIMEOUT_MS: '50' } });
  await using _first = await RawClient.ready(stage.webSocketUrl);
  const { port, pathname } = new URL(stage.webSocketUrl);
  // Reads, and says nothing any more once it has asked for its WebSocket.
  const second = connect(Number(port), '127.0.0.1').resume();
  second.write(
    `GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );

  await once(second, 'close');
});

test('bytes that wait for all slow clients together cost the slowest its connection, and nobody else', async () => {
  await using stage = await startStage({
    settings: { MAX_TOTAL_BUFFERED_BYTES: '1000000', MAX_BUFFERED_BYTES: '100000000' },
  });
  const params = { authToken: stage.token('demo') };
  await using slow = await RawClient.ready(stage.webSocketUrl, params);
  await using quick = await RawClient.ready(stage.webSocketUrl, params);
  slow.subscribe('1', 'subscription { callEvents { data } }');
  quick.subscribe('1', calls);
  await stage.untilSeats(2);
  slow.socket.pause();

  const filler = 'x'.repeat(50_000);
  for (let sent = 0; sent < 400; sent += 1) {
    stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: `c${sent}`, filler });
  }
  await stage.untilSeats(1);

  expect(await limitedCount(stage, 'max_total_buffered_bytes')).toBe(1);
  expect(await quick.next()).toMatchObject({ type: 'next' });
});
