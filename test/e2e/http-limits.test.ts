import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startStage } from '../stage.ts';

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
});

test('a header above MAX_HEADER_BYTES gets 431', async () => {
  await using stage = await startStage({ settings: { MAX_HEADER_BYTES: '2000' } });
  const socket = await dial(stage.url);

  socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\nX-Filler: ${'x'.repeat(3000)}\r\n\r\n`);

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 431 /);
});

test.each([
  ['says nothing at all', ''],
  ['never ends its header', 'GET /health/live HTTP/1.1\r\nHost: x\r\n'],
])('a client that %s is cut after HEADERS_TIMEOUT_MS', async (_what, text) => {
  await using stage = await startStage({ settings: { HEADERS_TIMEOUT_MS: '100' } });
  const socket = await dial(stage.url);

  socket.write(text);

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 408 |^$/);
});

test('a client that never ends its body is cut after REQUEST_TIMEOUT_MS', async () => {
  await using stage = await startStage({ settings: { HEADERS_TIMEOUT_MS: '100', REQUEST_TIMEOUT_MS: '200' } });
  const socket = await dial(stage.url);

  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n${viewer}`,
  );

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 408 /);
});

test('a connection without a request is closed after HTTP_IDLE_TIMEOUT_MS', async () => {
  await using stage = await startStage({ settings: { HTTP_IDLE_TIMEOUT_MS: '50' } });
  const socket = await dial(stage.url);

  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');

  expect(await lastWords(socket)).toMatch(/^HTTP\/1\.1 200 /);
});
