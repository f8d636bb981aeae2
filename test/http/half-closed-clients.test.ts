import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';

let harness: Harness;
beforeAll(async () => {
  // Nothing is written to a quiet stream within the time of the test.
  harness = await startHarness({ settings: { KEEP_ALIVE_MS: '600000' } });
});
afterAll(() => harness[Symbol.asyncDispose]());

function requestOf(body: object, headers: Readonly<Record<string, string>> = {}): string {
  const json = JSON.stringify(body);
  const all = { Host: 'x', 'Content-Type': 'application/json', 'Content-Length': String(json.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${json}`;
}

/** Sends all of it, and then closes its own half of the connection. */
function send(...requests: readonly string[]) {
  const socket = connect({ port: Number(new URL(harness.url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.end(requests.join(''));
  return socket;
}

test('a client that closes its half of the connection gets its answer, and then the other half closes', async () => {
  const users = { query: '{ users { nodes { id } } }' };

  const answer = await text(send(requestOf(users, { 'X-Auth-Token': harness.token('demo') })));

  expect(answer).toContain('HTTP/1.1 200 OK');
  expect(answer).toContain('{"data":{"users":{"nodes":[');
});

test('one that has to wait is told so before its answer, and one that is gone is not worked for', async () => {
  const users = requestOf({ query: '{ users { nodes { id } } }' }, { 'X-Auth-Token': harness.token('demo') });
  const release = harness.kazoo.crossbar.faults.hold({ path: /\/users/ });
  const staying = send(users);
  const answer = text(staying);
  const gone = connect({ port: Number(new URL(harness.url).port), host: '127.0.0.1' });
  gone.write(users);
  const { sessions } = harness.gateway.gauges;
  await until(() => expect(sessions()).toBe(2));

  gone.destroy(); // All that the gateway sees of it is the end of what it sends.
  await until(() => expect(sessions()).toBe(1));

  release();
  expect(await answer).toMatch(/^(HTTP\/1\.1 102 Processing\r\n\r\n)+HTTP\/1\.1 200 OK\r\n/);
  await until(() => expect(sessions()).toBe(0));
});

test('it gets the answers of all requests that it has sent', async () => {
  const answers = await text(
    send(requestOf({ query: '{ a: __typename }' }), requestOf({ query: '{ b: __typename }' })),
  );

  expect(answers).toContain('{"data":{"a":"Query"}}');
  expect(answers).toContain('{"data":{"b":"Query"}}');
});

test('a stream ends when its client closes one half: it has gone', async () => {
  const stream = requestOf(
    { query: 'subscription { callEvents { callId } }' },
    { 'X-Auth-Token': harness.token('demo'), Accept: 'text/event-stream' },
  );
  const socket = connect({ port: Number(new URL(harness.url).port), host: '127.0.0.1', allowHalfOpen: true }).resume();
  socket.write(stream);
  await harness.untilSubscribers(1);

  socket.end();

  await harness.untilSubscribers(0);
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));
});

test('streams one after another on one connection leave nothing behind on it', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);

  const socket = connect({ port: Number(new URL(harness.url).port), host: '127.0.0.1' }).setEncoding('utf8');
  let received = '';
  socket.on('data', (part) => {
    received += part;
  });
  for (let stream = 1; stream <= 15; stream += 1) {
    const query = 'subscription { callEvents { callId } }';
    socket.write(requestOf({ query }, { Accept: 'text/event-stream' }));
    // The last chunk of the answer.
    await until(() => expect(received.match(/\r\n0\r\n\r\n/g)).toHaveLength(stream));
  }
  socket.destroy();
  process.off('warning', onWarning);

  expect(warnings).toEqual([]);
});
