import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { startStage, until } from '../../harness/stage.ts';

async function dial(url: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/** All that the server says until it hangs up. */
async function lastWords(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (data) => {
    text += data;
  });
  await once(socket, 'close');
  return text;
}

const viewer = JSON.stringify({ query: '{ viewer { accountId } }' });

test('a body above MAX_BODY_BYTES gets 413, also when its length was not told', async () => {
  await using stage = await startStage({ settings: { MAX_BODY_BYTES: '1000' } });
  const body = JSON.stringify({ query: '{ viewer { accountId } }', variables: { filler: 'x'.repeat(2000) } });

  const told = await stage.post(JSON.parse(body));
  const untold = await dial(stage.url);
  untold.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  untold.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);

  expect(told.status).toBe(413);
  expect(await lastWords(untold)).toMatch(/^HTTP\/1\.1 413 /);
  expect(await limitedCount(stage, 'max_body_bytes')).toBe(2);
});

describe('more requests than MAX_PENDING_REQUESTS_PER_IP that wait for their answer get 429', () => {
  const settings = { MAX_PENDING_REQUESTS_PER_IP: '1' };
  const bindings = { query: '{ bindings }' };

  test('until those before are answered', async () => {
    await using stage = await startStage({ settings });
    const release = stage.kazoo.crossbar.faults.hold();
    const first = stage.post(bindings);
    await until(() => expect(stage.gateway.sizes.sessions()).toBe(1));

    const second = await fetch(stage.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(bindings),
    });

    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('5');
    expect(await second.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 5 } }] });
    expect(await limitedCount(stage, 'max_pending_requests_per_ip')).toBe(1);
    release();
    expect((await first).body).toEqual({ data: { bindings: expect.anything() } });
    expect((await stage.post(bindings)).body).toEqual({ data: { bindings: expect.anything() } });
  });

  test('until whoever waits hangs up', async () => {
    await using stage = await startStage({ settings });
    const release = stage.kazoo.crossbar.faults.hold();
    const impatient = await dial(stage.url);
    impatient.write(`GET /graphql?query={bindings} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await until(() => expect(stage.gateway.sizes.sessions()).toBe(1));

    impatient.destroy();
    await until(() => expect(stage.gateway.sizes.sessions()).toBe(0));

    release();
    expect((await stage.post(bindings)).status).toBe(200);
  });

  test('where streams do not count, which count as connections', async () => {
    await using stage = await startStage({ settings });
    const query = 'subscription { callEvents { name } }';
    const release = stage.kazoo.crossbar.faults.hold();

    const streams = ['demo', 'other'].map((name) => stage.sse({ query }, { 'X-Auth-Token': stage.token(name) }));
    await until(() => expect(stage.gateway.sizes.streams()).toBe(2));

    release();
    for (const stream of streams) expect((await stream).response.status).toBe(200);
    await stage.untilSeats(2);
  });
});

test('a header above MAX_HEADER_BYTES gets 431', async () => {
  await using stage = await startStage({ settings: { MAX_HEADER_BYTES: '2000' } });
  const socket = await dial(stage.url);

  socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\nX-Filler: ${'x'.repeat(3000)}\r\n\r\n`);

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await limitedCount(stage, 'max_header_bytes')).toBe(1);
});

test.each([
  ['says nothing at all', ''],
  ['never ends its header', 'GET /health/live HTTP/1.1\r\nHost: x\r\n'],
])('a client that %s is cut after HEADERS_TIMEOUT_MS', async (_what, text) => {
  await using stage = await startStage({ settings: { HEADERS_TIMEOUT_MS: '100' } });
  const socket = await dial(stage.url);

  socket.write(text);

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 408 /);
  expect(await limitedCount(stage, 'headers_timeout_ms')).toBe(1);
});

test('a client that never ends its body is cut after REQUEST_TIMEOUT_MS', async () => {
  await using stage = await startStage({ settings: { HEADERS_TIMEOUT_MS: '100', REQUEST_TIMEOUT_MS: '200' } });
  const socket = await dial(stage.url);

  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n${viewer}`,
  );

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 408 /);
  expect(await limitedCount(stage, 'request_timeout_ms')).toBe(1);
});

function posted(body: object, headers: Readonly<Record<string, string>> = {}): string {
  const text = JSON.stringify(body);
  const lines = Object.entries({ ...headers, 'Content-Length': text.length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return ['POST /graphql HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...lines, '', text].join('\r\n');
}

test('requests that a client sends ahead leave nothing behind when it goes', async () => {
  await using stage = await startStage();
  const headers = { Accept: 'text/event-stream', 'X-Auth-Token': stage.token('demo') };
  const stream = posted({ query: 'subscription { callEvents { id } }' }, headers);
  const { sizes } = stage.gateway;
  const socket = await dial(stage.url);

  socket.write(stream + stream + posted({ query: '{ viewer { accountId } }' }));
  await stage.untilSeats(1);
  await stage.post({ query: '{ viewer { accountId } }' });
  socket.destroy();

  await until(() => expect([sizes.seats(), sizes.streams(), sizes.sessions()]).toEqual([0, 0, 0]));
});

test('requests that a client sends ahead are answered one after another', async () => {
  await using stage = await startStage();
  const socket = await dial(stage.url);

  socket.write(posted({ query: '{ first: __typename }' }) + posted({ query: '{ second: __typename }' }));
  socket.write(posted({ query: '{ third: __typename }' }, { Connection: 'close' }));

  expect((await lastWords(socket)).match(/first|second|third/g)).toEqual(['first', 'second', 'third']);
});

test('a client that sends more than 16 requests ahead is cut', async () => {
  await using stage = await startStage();
  const headers = { Accept: 'text/event-stream', 'X-Auth-Token': stage.token('demo') };
  const socket = await dial(stage.url);

  socket.write(posted({ query: 'subscription { callEvents { id } }' }, headers));
  await stage.untilSeats(1);
  socket.write(posted({ query: '{ viewer { accountId } }' }).repeat(17));

  await lastWords(socket);
  await stage.untilSeats(0);
});

test('what is no HTTP gets 400, and counts as no limit', async () => {
  await using stage = await startStage();
  const socket = await dial(stage.url);

  socket.write('hello\r\n\r\n');

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await (await fetch(stage.url.replace('/graphql', '/metrics'))).text()).not.toMatch(/limited_total\{/);
});

test('a WebSocket message above MAX_MESSAGE_BYTES closes its connection and is counted', async () => {
  await using stage = await startStage({ settings: { MAX_MESSAGE_BYTES: '1000' } });
  await using client = await RawClient.ready(stage.webSocketUrl);

  client.sendText('x'.repeat(1001));

  expect(await client.closed()).toMatchObject({ code: 1009 });
  expect(await limitedCount(stage, 'max_message_bytes')).toBe(1);
});

describe('more than MAX_IDLE_CONNECTIONS_PER_IP connections without a request', () => {
  const request = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';

  /** Whether a connection answers a request. */
  async function answers(socket: Socket): Promise<void> {
    socket.write(request);
    const [data] = await once(socket, 'data');
    expect(String(data)).toMatch(/^HTTP\/1\.1 200 /);
  }

  test('cost the one that has been idle longest its place', async () => {
    await using stage = await startStage({ settings: { MAX_IDLE_CONNECTIONS_PER_IP: '2' } });
    const silent = await dial(stage.url);
    const used = await dial(stage.url);
    await answers(used);

    const halfHeader = await dial(stage.url);
    halfHeader.write(request.slice(0, 20));
    await once(silent.resume(), 'close');
    await answers(used);
    const late = await dial(stage.url);
    await once(halfHeader.resume(), 'close');

    await answers(used);
    await answers(late);
    // The connection that asks is the third.
    expect(await limitedCount(stage, 'max_idle_connections_per_ip')).toBe(3);
    for (const socket of [used, late]) socket.destroy();
  });

  test('do not count any more once they are gone', async () => {
    await using stage = await startStage({ settings: { MAX_IDLE_CONNECTIONS_PER_IP: '3' } });
    const first = await dial(stage.url);
    const gone = await dial(stage.url);

    gone.destroy();
    for (let times = 0; times < 2; times += 1) await answers(first);
    const second = await dial(stage.url);

    // The connection that asks is the third.
    expect(await limitedCount(stage, 'max_idle_connections_per_ip')).toBe(0);
    for (const socket of [first, second]) socket.destroy();
  });

  test('are no matter for those with a request, a stream or a WebSocket', async () => {
    await using stage = await startStage({ settings: { MAX_IDLE_CONNECTIONS_PER_IP: '1' } });
    const query = 'subscription { callEvents { name } }';
    await using client = await RawClient.ready(stage.webSocketUrl);
    const stream = await stage.sse({ query }, { 'X-Auth-Token': stage.token('demo') });
    await stage.untilSeats(1);

    for (let count = 0; count < 5; count += 1) (await dial(stage.url)).unref();
    await until(() => expect(stage.gateway.sizes.seats()).toBe(1));

    stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
    expect(await stream.next()).toMatchObject({ event: 'next' });
    expect(await client.settled()).toEqual([]);
    expect(await limitedCount(stage, 'max_idle_connections_per_ip')).toBeGreaterThanOrEqual(4);
  });

  test('do not count where a trusted proxy holds them', async () => {
    await using stage = await startStage({
      settings: { MAX_IDLE_CONNECTIONS_PER_IP: '1', TRUSTED_PROXIES: '127.0.0.1' },
    });

    const sockets = [await dial(stage.url), await dial(stage.url), await dial(stage.url)];

    for (const socket of sockets) await answers(socket);
    expect(await limitedCount(stage, 'max_idle_connections_per_ip')).toBe(0);
    for (const socket of sockets) socket.destroy();
  });
});

test('a connection without a request is closed after HTTP_IDLE_TIMEOUT_MS', async () => {
  await using stage = await startStage({ settings: { HTTP_IDLE_TIMEOUT_MS: '50' } });
  const socket = await dial(stage.url);

  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 200 /);
});
