import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Crossbar } from '../../../src/kazoo/crossbar/crossbar.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { usualLimits } from '../harness/rest-server.ts';

const body = '{"status":"success","data":{}}';
const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** What the server does with a request, by the numbers of its connection and of it on that. */
type Behaviour = (socket: Socket, connection: number, request: number) => void;

async function startServer(behave: Behaviour) {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = sockets.add(socket).size;
    let onConnection = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      onConnection += 1;
      requests.push(`${connection}: ${String(data).split(' HTTP', 1)}`);
      behave(socket, connection, onConnection);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const crossbar = new Crossbar({ ...usualLimits, maxConnections: 1, apiUrl: `http://127.0.0.1:${port}/v2` });
  return {
    crossbar,
    requests,
    async [Symbol.asyncDispose]() {
      await crossbar.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const close = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void socket.resetAndDestroy();

describe.each([
  ['closes', close],
  ['is reset', reset],
])('a kept connection that %s as a request leaves', (_how, cut) => {
  const cutSecond: Behaviour = (socket, connection, request) => {
    if (connection === 1 && request === 2) cut(socket);
    else socket.write(answer);
  };

  test.each([
    ['GET', '/websockets', {}],
    ['PUT', '/user_auth', { kind: 'authority', data: {} }],
  ] as const)('fails no %s %s: it is sent once more, on a fresh one', async (method, path, options) => {
    await using server = await startServer(cutSecond);

    await server.crossbar.request(method, path, options);
    await server.crossbar.request(method, path, options);

    const sent = `${method} /v2${path}`;
    expect(server.requests).toEqual([`1: ${sent}`, `1: ${sent}`, `2: ${sent}`]);
  });
});

test('a Kazoo that closes the fresh connection, too, is asked twice and no more', async () => {
  await using server = await startServer(close);

  expect((await rejectionOf(server.crossbar.request('GET', '/websockets'))).code).toBe('UPSTREAM_UNAVAILABLE');

  expect(server.requests).toEqual(['1: GET /v2/websockets', '2: GET /v2/websockets']);
});

test('a request that may change something is not sent again', async () => {
  await using server = await startServer(close);

  const changed = server.crossbar.request('PUT', '/accounts/a/things', { data: {} });

  expect((await rejectionOf(changed)).code).toBe('UPSTREAM_UNAVAILABLE');
  expect(server.requests).toEqual(['1: PUT /v2/accounts/a/things']);
});

test('an answer that breaks off is not asked for again', async () => {
  await using server = await startServer((socket) => socket.end(answer.slice(0, -1)));

  expect((await rejectionOf(server.crossbar.request('GET', '/websockets'))).code).toBe('UPSTREAM_UNAVAILABLE');

  expect(server.requests).toHaveLength(1);
});
