import { once } from 'node:events';
import { createServer, type ServerOptions, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { earlierRequests } from '../../../src/http/earlier-requests.ts';
import { readInTurns } from '../../../src/http/reading/http-reader.ts';
import { UnfinishedMessages } from '../../../src/limits/connections/unfinished-messages.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { until } from '../../harness/until.ts';

const maxBytes = 3_000;
const filler = (bytes: number): string => 'x'.repeat(bytes);
const header = (bytes: number): string => `GET / HTTP/1.1\r\nHost: localhost\r\nX-Filler: ${filler(bytes)}`;
const post = (length: number): string => `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`;

/** All connections are one client's. */
async function listening(
  answer: (response: ServerResponse) => void = () => undefined,
  turns: SlicedQueue = new SlicedQueue(),
  options: ServerOptions = {},
) {
  const limited: string[] = [];
  const unfinished = new UnfinishedMessages({
    maxBytesPerIp: maxBytes,
    timeoutMs: Number.POSITIVE_INFINITY,
    onLimited: (limit) => limited.push(limit),
  });
  let [read, gone] = [0, 0];
  const server = createServer(options, (request, response) => {
    void earlierRequests(request, response);
    request.on('data', () => undefined);
    answer(response);
  });
  server.on('connection', (socket) => {
    socket.on('data', ({ length }) => {
      read += length;
    });
    socket.on('close', () => {
      gone += 1;
    });
  });
  readInTurns(server, {
    turns,
    unfinished,
    clientOfSocket: () => ({ client: 'client', isNewcomer: false }),
    clientOf: () => 'client',
    onError: (error) => limited.push(String(error)),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    limited,
    refusal: once(server, 'clientError'),
    gone: () => gone,
    read: () => read,
    async connect(): Promise<Socket> {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.resume();
      await once(socket, 'connect');
      return socket;
    },
    /** Resolves when it was read, or cannot be any more. */
    async say(socket: Socket, text: string): Promise<void> {
      const after = read + text.length;
      socket.write(text);
      await until(() => expect(read >= after || limited.length > 0).toBe(true));
    },
    async [Symbol.asyncDispose](): Promise<void> {
      unfinished.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([
  ['headers', header(1_600)],
  ['bodies', post(10_000) + filler(1_600)],
])('what one client leaves unfinished of its %s is bounded over its connections, oldest first', async (_of, part) => {
  await using server = await listening();
  const [oldest, other] = [await server.connect(), await server.connect()];
  const closed = once(oldest, 'close');

  await server.say(oldest, part);
  await server.say(other, part);

  await closed;
  expect(server.limited).toEqual(['max_unfinished_bytes_per_ip']);
  await server.say(other, filler(1_000));
  expect(other.closed).toBe(false);
});

test('requests that are complete, and connections that are gone, do not count', async () => {
  await using server = await listening((response) => response.end());
  const [busy, leaving, other] = [await server.connect(), await server.connect(), await server.connect()];
  const whole = `${header(500)}\r\n\r\n${post(700)}${filler(700)}`;

  for (let request = 0; request < 10; request += 1) await server.say(busy, whole);
  await server.say(leaving, header(2_000));
  leaving.resetAndDestroy();
  await until(() => expect(server.gone()).toBe(1));
  await server.say(busy, header(1_200));
  await server.say(other, header(1_200));

  expect(server.limited).toEqual([]);
});

test('the rest of a body that was refused is read and does not count', async () => {
  await using server = await listening((response) => response.writeHead(413).end());
  const socket = await server.connect();

  await server.say(socket, post(10_000));
  for (let piece = 0; piece < 5; piece += 1) await server.say(socket, filler(2_000));

  expect(server.limited).toEqual([]);
  expect(socket.closed).toBe(false);
});

test('what waits for its turn is bounded over the connections of a client, but for a usual request', async () => {
  const turns = new SlicedQueue();
  vi.spyOn(turns, 'start').mockReturnValue(undefined);
  await using server = await listening(undefined, turns);
  const [usual, oldest, other] = [await server.connect(), await server.connect(), await server.connect()];
  const closed = [oldest, other].map((socket) => once(socket, 'close'));

  usual.write(header(3_900));
  for (const socket of [oldest, other]) socket.write(header(5_000));

  await Promise.all(closed);
  expect(server.limited).toEqual(['max_unfinished_bytes_per_ip', 'max_unfinished_bytes_per_ip']);
  expect(usual.closed).toBe(false);
});

test('of a request that took too long nothing is read any more, not even what waits for its turn', async () => {
  const turns = new SlicedQueue();
  await using server = await listening(undefined, turns, { requestTimeout: 500, connectionsCheckingInterval: 20 });
  const socket = await server.connect();
  await server.say(socket, `${post(10)}${filler(9)}`);
  const before = server.read();
  const waiting: (() => void)[] = [];
  vi.spyOn(turns, 'start').mockImplementation((_client, work) => void waiting.push(work));

  socket.write(filler(1));
  await until(() => expect(waiting).toHaveLength(1));
  expect(await server.refusal).toMatchObject([{ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, expect.anything()]);
  waiting[0]?.();

  expect(server.read()).toBe(before);
});
