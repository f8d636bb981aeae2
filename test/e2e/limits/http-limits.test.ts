import { describe, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { dial, lastWords } from './dial.ts';

const viewer = JSON.stringify({ query: '{ viewer { accountId } }' });

test('a body above MAX_BODY_BYTES gets 413, even when its length was not declared', async () => {
  await using harness = await startHarness({ settings: { MAX_BODY_BYTES: '1000' } });
  const body = JSON.stringify({ query: '{ viewer { accountId } }', variables: { filler: 'x'.repeat(2000) } });

  const declared = await harness.post(JSON.parse(body));
  const pendingNotice = await dial(harness.url);
  pendingNotice.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n',
  );
  pendingNotice.write(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);

  expect(declared.status).toBe(413);
  expect(await lastWords(pendingNotice)).toMatch(/^HTTP\/1\.1 413 /);
  expect(await limitedCount(harness, 'max_body_bytes')).toBe(2);
});

describe('more requests than MAX_PENDING_REQUESTS_PER_IP that wait for their answer get 429', () => {
  const settings = { MAX_PENDING_REQUESTS_PER_IP: '1' };
  const bindings = { query: '{ bindings }' };

  test('until those before are answered', async () => {
    await using harness = await startHarness({ settings });
    const release = harness.kazoo.crossbar.faults.hold();
    const first = harness.post(bindings);
    await until(() => expect(harness.gateway.gauges.sessions()).toBe(1));

    const second = await fetch(harness.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(bindings),
    });

    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('5');
    expect(await second.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 5 } }] });
    expect(await limitedCount(harness, 'max_pending_requests_per_ip')).toBe(1);
    release();
    expect((await first).body).toEqual({ data: { bindings: expect.anything() } });
    expect((await harness.post(bindings)).body).toEqual({ data: { bindings: expect.anything() } });
  });

  test('until a waiting client disconnects', async () => {
    await using harness = await startHarness({ settings: { ...settings, REST_TIMEOUT_MS: '600000' } });
    const release = harness.kazoo.crossbar.faults.hold();
    const impatient = await dial(harness.url);
    impatient.write(`GET /graphql?query={bindings} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await until(() => expect(harness.gateway.gauges.sessions()).toBe(1));

    // A client that closes its half only is still to be answered.
    impatient.resetAndDestroy();
    await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));

    release();
    expect((await harness.post(bindings)).status).toBe(200);
  });

  test('and streams, which count as connections, are not among them', async () => {
    await using harness = await startHarness({ settings });
    const query = 'subscription { callEvents { name } }';
    const release = harness.kazoo.crossbar.faults.hold();

    const first = harness.sse({ query }, { 'X-Auth-Token': harness.token('demo') });
    await until(() => expect(harness.gateway.gauges.streams()).toBe(1));
    const second = harness.sse({ query }, { 'X-Auth-Token': harness.token('other') });
    await until(() => expect(harness.gateway.gauges.streams()).toBe(2));

    release();
    for (const stream of [first, second]) expect((await stream).response.status).toBe(200);
    await harness.untilSubscribers(2);
  });
});

test('a header above MAX_HEADER_BYTES gets 431', async () => {
  await using harness = await startHarness({ settings: { MAX_HEADER_BYTES: '2000' } });
  const socket = await dial(harness.url);

  socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\nX-Filler: ${'x'.repeat(3000)}\r\n\r\n`);

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await limitedCount(harness, 'max_header_bytes')).toBe(1);
});

test.each([
  ['says nothing at all', ''],
  ['never ends its header', 'GET /health/live HTTP/1.1\r\nHost: x\r\n'],
])('a client that %s is cut after HEADERS_TIMEOUT_MS', async (_what, text) => {
  await using harness = await startHarness({ settings: { HEADERS_TIMEOUT_MS: '100' } });
  const socket = await dial(harness.url);

  socket.write(text);

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 408 /);
  expect(await limitedCount(harness, 'headers_timeout_ms')).toBe(1);
});

test.each([
  ['never ends its body', '', viewer, /^HTTP\/1\.1 408 /],
  [
    'is told to send its body, and does not,',
    'Expect: 100-continue\r\n',
    '',
    /^HTTP\/1\.1 100 .*\r\n\r\nHTTP\/1\.1 408 /,
  ],
])('a client that %s is disconnected after REQUEST_TIMEOUT_MS', async (_what, header, body, answer) => {
  await using harness = await startHarness({ settings: { HEADERS_TIMEOUT_MS: '100', REQUEST_TIMEOUT_MS: '200' } });
  const socket = await dial(harness.url);

  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
      `${header}Content-Length: 1000\r\n\r\n${body}`,
  );

  expect(await lastWords(socket)).toMatch(answer);
  expect(await limitedCount(harness, 'request_timeout_ms')).toBe(1);
});

test('nothing is begun for a request until all of its body has come', async () => {
  await using harness = await startHarness();
  const socket = await dial(harness.url);
  const answers: string[] = [];
  socket.setEncoding('utf8').on('data', (data) => answers.push(String(data)));

  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n' +
      `Content-Length: ${viewer.length}\r\n\r\n${viewer.slice(0, 9)}`,
  );
  await until(() => expect(answers.join('')).toContain('100 Continue'));
  // It takes its turn after the other one, which has the address.
  await harness.post({ query: '{ __typename }' });
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));
  socket.write(viewer.slice(9));

  await until(() => expect(answers.join('')).toContain('"viewer":null'));
  socket.destroy();
});

function posted(body: object, headers: Readonly<Record<string, string>> = {}): string {
  const text = JSON.stringify(body);
  const lines = Object.entries({ ...headers, 'Content-Length': text.length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return ['POST /graphql HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...lines, '', text].join('\r\n');
}

test('pipelined requests leave nothing behind when their client disconnects', async () => {
  await using harness = await startHarness();
  const headers = { Accept: 'text/event-stream', 'X-Auth-Token': harness.token('demo') };
  const stream = posted({ query: 'subscription { callEvents { id } }' }, headers);
  const { gauges } = harness.gateway;
  const socket = await dial(harness.url);

  socket.write(stream + stream + posted({ query: '{ viewer { accountId } }' }));
  await harness.untilSubscribers(1);
  await harness.post({ query: '{ viewer { accountId } }' });
  socket.destroy();

  await until(() => expect([gauges.subscribers(), gauges.streams(), gauges.sessions()]).toEqual([0, 0, 0]));
});

test('pipelined requests are answered one after another', async () => {
  await using harness = await startHarness();
  const socket = await dial(harness.url);

  socket.write(posted({ query: '{ first: __typename }' }) + posted({ query: '{ second: __typename }' }));
  socket.write(posted({ query: '{ third: __typename }' }, { Connection: 'close' }));

  expect((await lastWords(socket)).match(/first|second|third/g)).toEqual(['first', 'second', 'third']);
});

test('a client that pipelines more than 16 requests is disconnected', async () => {
  await using harness = await startHarness();
  const headers = { Accept: 'text/event-stream', 'X-Auth-Token': harness.token('demo') };
  const socket = await dial(harness.url);

  socket.write(posted({ query: 'subscription { callEvents { id } }' }, headers));
  await harness.untilSubscribers(1);
  socket.write(posted({ query: '{ viewer { accountId } }' }).repeat(17));

  await lastWords(socket);
  await harness.untilSubscribers(0);
});

test('a request that is not HTTP gets 400 and counts against no limit', async () => {
  await using harness = await startHarness();
  const socket = await dial(harness.url);

  socket.write('hello\r\n\r\n');

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await (await fetch(harness.url.replace('/graphql', '/metrics'))).text()).not.toMatch(/limited_total\{/);
});

test('a WebSocket message above MAX_MESSAGE_BYTES closes its connection and is counted', async () => {
  await using harness = await startHarness({ settings: { MAX_MESSAGE_BYTES: '1000' } });
  await using client = await RawClient.ready(harness.webSocketUrl);

  client.sendText('x'.repeat(1001));

  expect(await client.closed()).toMatchObject({ code: 1009 });
  expect(await limitedCount(harness, 'max_message_bytes')).toBe(1);
});
