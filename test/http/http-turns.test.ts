import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GraphQLHandler, type GraphQLHandlerOptions } from '../../src/http/graphql-handler.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import { OpenResponses } from '../../src/http/open-responses.ts';
import { IdleConnections } from '../../src/limits/connections/idle-connections.ts';
import { UnfinishedMessages } from '../../src/limits/connections/unfinished-messages.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';

/** Longer than a slice: a request that takes so long is alone in its turn of the event loop. */
const longMs = 11;
const aheadAtMost = 16;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const ignore = (): void => undefined;

async function listening(answered: string[], onAnswered = ignore, answer = end) {
  const limited: string[] = [];
  const unfinished = new UnfinishedMessages({ maxBytesPerIp: 2e6, timeoutMs: 1e6, onLimited: ignore });
  const server = createHttpServer({
    graphql: new GraphQLHandler({ path: '/graphql' } as GraphQLHandlerOptions),
    handlers: [
      (request, response) => {
        answered.push(String(request.headers['x-client']));
        vi.advanceTimersByTime(longMs);
        answer(request, response);
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
    unfinished,
    clientOf: (request) => String(request.headers['x-client']),
    clientOfSocket: (socket) => ({ client: `${socket.remotePort}`, isNewcomer: true }),
    limits: { maxHeaderBytes: 1_000, headersTimeoutMs: 60_000, requestTimeoutMs: 60_000, idleTimeoutMs: 60_000 },
    tls: undefined,
    onLimited: (limit) => limited.push(limit),
    onError: ignore,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  return {
    server,
    limited,
    /** Resolves when the server has the connection: it takes one per turn of the event loop. */
    async connect(): Promise<Socket> {
      const accepted = once(server, 'connection');
      const socket = this.connectSoon();
      await accepted;
      return socket;
    },
    connectSoon(): Socket {
      const socket = connect(port, '127.0.0.1').on('error', ignore).resume();
      sockets.push(socket);
      return socket;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      unfinished.close();
      // Node's server does not know those whose turn has not come.
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function end(_request: IncomingMessage, response: ServerResponse): void {
  response.end();
}

/** A busy machine may take its time. */
const patiently = { interval: 1, timeout: 30_000 };

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
  await vi.waitFor(() => expect(answered).toHaveLength(121), patiently);

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
  await vi.waitFor(() => expect(answered).toHaveLength(1), patiently);
  staying.write(request('client'));
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(1), patiently);

  expect(answered).toHaveLength(2);
});

test('requests whose clients closed their connections in order are not answered, either', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const answered: string[] = [];
  await using server = await listening(answered);
  const gone: Socket[] = [];
  while (gone.length < 150) gone.push(await server.connect());
  const staying = await server.connect();

  // The gateway sees no more of it than of one that waits for its answer.
  for (const socket of gone) socket.write(request('client'), () => socket.destroy());
  staying.write(request('client'));
  await once(staying, 'data');

  expect(answered.length).toBeLessThan(100);
});

test('many requests that one connection sends at once are read in turns with those of others', async () => {
  const arrived: string[] = [];
  await using server = await listening([]);
  server.server.on('request', ({ headers }) => {
    arrived.push(String(headers['x-client']));
    vi.advanceTimersByTime(longMs);
  });
  const many = await server.connect();
  const innocent = await server.connect();
  const long = request('many').replace('\r\n\r\n', `\r\nX-Long: ${'x'.repeat(900)}\r\n\r\n`);

  many.write(long.repeat(16));
  innocent.write(request('innocent'));
  await vi.waitFor(() => expect(arrived).toHaveLength(17), patiently);

  expect(arrived.indexOf('innocent')).toBeLessThan(5);
});

test('connections of one client of a proxy are read in one turn, once it is known whose they are', async () => {
  const arrived: string[] = [];
  await using server = await listening([]);
  const many: Socket[] = [];
  while (many.length < 40) many.push(await server.connect());
  const innocent = await server.connect();
  const known = many.map((socket) => once(socket, 'data'));
  for (const socket of many) socket.write(request('many'));
  await Promise.all(known);
  server.server.on('request', ({ headers }) => {
    arrived.push(String(headers['x-client']));
    vi.advanceTimersByTime(longMs);
  });

  for (const socket of many) socket.write(request('many'));
  innocent.write(request('innocent'));
  await vi.waitFor(() => expect(arrived).toHaveLength(41), patiently);

  expect(arrived.indexOf('innocent')).toBeLessThan(5);
});

test('a body that nobody reads is left to the kernel, and goes on when somebody does', async () => {
  const body = 'x'.repeat(1_000_000);
  let reading: IncomingMessage | undefined;
  await using server = await listening([], ignore, (incoming) => {
    reading = incoming;
  });
  const client = await server.connect();

  client.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  const incoming = await vi.waitUntil(() => reading, patiently);
  await vi.waitFor(
    () => expect(incoming.readableLength).toBeGreaterThanOrEqual(incoming.readableHighWaterMark),
    patiently,
  );
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));

  expect(incoming.readableLength).toBeLessThan(incoming.readableHighWaterMark + 1_024);
  let bytes = 0;
  for await (const piece of incoming) bytes += piece.length;
  expect(bytes).toBe(body.length);
});

test.each([
  ['one byte', 1, ['max_body_bytes'], true],
  ['a hundred bytes', 100, [], false],
])('a body in thousands of chunks of %s', async (_what, size, limited, isClosed) => {
  let bytes = 0;
  await using server = await listening([], ignore, (incoming, response) => {
    incoming.on('data', (piece: Buffer) => {
      bytes += piece.length;
    });
    incoming.on('end', () => response.end());
  });
  const client = await server.connect();
  const ended = Promise.race([once(client, 'data').then(() => false), once(client, 'close').then(() => true)]);

  const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
  client.write(`POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`);
  client.write(`${chunk.repeat(3_000)}0\r\n\r\n`);

  expect(await ended).toBe(isClosed);
  expect(server.limited).toEqual(limited);
  expect(bytes).toBe(isClosed ? 1_000 : size * 3_000);
});

test('a connection is accepted before the work of others goes on, however many came before it', async () => {
  const answered: string[] = [];
  await using harness = await listening(answered);
  for (const _ of [1, 2]) (await harness.connect()).write(request('flood').repeat(aheadAtMost));
  await vi.waitUntil(() => answered.length > 0, patiently);
  const answeredBefore: number[] = [];
  harness.server.on('connection', () => answeredBefore.push(answered.length));

  for (let sockets = 0; sockets < 2 * aheadAtMost; sockets += 1) harness.connectSoon();
  await vi.waitUntil(() => answeredBefore.length === 2 * aheadAtMost, patiently);

  // Each answer is alone in its turn of the event loop, and so would each connection be.
  const [first = 0] = answeredBefore;
  expect(Math.max(...answeredBefore) - first).toBeLessThanOrEqual(aheadAtMost / 4);
});

test('thousands of requests that are too slow, which Node finds together, are refused in turns', async () => {
  const answered: string[] = [];
  await using harness = await listening(answered);
  const slow: Socket[] = [];
  const answeredBefore: number[] = [];
  const refuse = (socket: Socket): void => {
    const { end } = socket;
    vi.spyOn(socket, 'end').mockImplementation((...refusal: unknown[]) => {
      answeredBefore.push(answered.length);
      vi.advanceTimersByTime(longMs);
      return Reflect.apply(end, socket, refusal);
    });
    slow.push(socket);
  };
  harness.server.on('connection', refuse);
  for (let sockets = 0; sockets < 40; sockets += 1) await harness.connect();
  harness.server.off('connection', refuse);
  const innocent = await harness.connect();
  innocent.write(request('innocent'));
  await once(innocent, 'data');

  for (const socket of slow)
    harness.server.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  innocent.write(request('innocent'));
  await vi.waitUntil(() => answeredBefore.length === 40, patiently);

  // It takes a few turns of the event loop to arrive.
  expect(answeredBefore[0]).toBe(1);
  expect(answeredBefore.filter((before) => before === 1).length).toBeLessThan(20);
});
