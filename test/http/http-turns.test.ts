import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GraphQLHandler, type GraphQLHandlerOptions } from '../../src/http/graphql-handler.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import { OpenResponses } from '../../src/http/open-responses.ts';
import { IdleConnections } from '../../src/limits/connections/idle-connections.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';

/** Longer than a slice: a request that takes so long is alone in its turn of the event loop. */
const longMs = 11;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function listening(answered: string[], onAnswered: () => void = () => undefined) {
  const ignore = (): void => undefined;
  const server = createHttpServer({
    graphql: new GraphQLHandler({ path: '/graphql' } as GraphQLHandlerOptions),
    handlers: [
      (request, response) => {
        answered.push(String(request.headers['x-client']));
        vi.advanceTimersByTime(longMs);
        response.end();
        onAnswered();
        return true;
      },
    ],
    idleConnections: new IdleConnections({
      maxIdlePerIp: 9,
      maxNewPerIp: 9,
      ownerOf: () => undefined,
      onLimited: ignore,
    }),
    openResponses: new OpenResponses(),
    turns: new SlicedQueue(),
    clientOf: (request) => String(request.headers['x-client']),
    limits: { maxHeaderBytes: 1_000, headersTimeoutMs: 60_000, requestTimeoutMs: 60_000, idleTimeoutMs: 60_000 },
    tls: undefined,
    onLimited: ignore,
    onError: ignore,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    /** Resolves when the server has the connection: it takes one per turn of the event loop. */
    async connect(): Promise<Socket> {
      const accepted = once(server, 'connection');
      const socket = connect(port, '127.0.0.1').on('error', ignore).resume();
      await accepted;
      return socket;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function request(client: string): string {
  return `GET / HTTP/1.1\r\nHost: localhost\r\nX-Client: ${client}\r\n\r\n`;
}

test('one client with many connections, each with requests ahead, keeps nobody waiting for all of them', async () => {
  const answered: string[] = [];
  await using server = await listening(answered);
  const many: Socket[] = [];
  while (many.length < 40) many.push(await server.connect());
  const innocent = await server.connect();

  for (const socket of many) socket.write(request('many').repeat(3));
  innocent.write(request('innocent'));
  await vi.waitFor(() => expect(answered).toHaveLength(121), { interval: 1 });

  expect(answered.indexOf('innocent')).toBeLessThan(5);
});

test('a request whose client has gone before its turn is not answered', async () => {
  const answered: string[] = [];
  let leaving: Socket | undefined;
  // Each answer takes a turn of the event loop, in which the gateway notices who has gone.
  await using server = await listening(answered, () => leaving?.resetAndDestroy());
  const staying = await server.connect();
  leaving = await server.connect();

  staying.write(request('client'));
  leaving.write(request('client'));
  await vi.waitFor(() => expect(answered).toHaveLength(1), { interval: 1 });
  staying.write(request('client'));
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(1), { interval: 1 });

  expect(answered).toHaveLength(2);
});
