import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { acceptInTurns, untilAllAccepted } from '../../../src/http/reading/accepted-connections.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';

const clientCount = 40;

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A server with `take` as its listener; what fails goes to `errors`. Returns how to connect. */
async function taking(take: (socket: Socket) => void) {
  const turns = new SlicedQueue();
  const server = createServer(take);
  const errors: unknown[] = [];
  acceptInTurns(server, {
    turns,
    clientOfSocket: ({ remotePort }) => ({ client: `${remotePort}`, isNewcomer: true }),
    onError: (error) => errors.push(error),
  });
  const port = await listening(server);
  const sockets: Socket[] = [];
  // Unread, as those that nobody took, they do not notice that the clients are gone.
  server.on('connection', (socket) => sockets.push(socket));
  return {
    server,
    turns,
    errors,
    connect(): Socket {
      const client = connect(port, '127.0.0.1').on('error', () => undefined);
      sockets.push(client);
      return client;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test('connections that the kernel holds are accepted before a server closes', async () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket));
  const port = await listening(server);
  const clients = Array.from({ length: clientCount }, () => connect(port, '127.0.0.1'));
  // The kernel has connected all of them before the server looks.
  await once(clients[0] ?? server, 'connect');

  await untilAllAccepted(server, new SlicedQueue());

  expect(accepted).toHaveLength(clientCount);
  for (const socket of [...clients, ...accepted]) socket.destroy();
  server.close();
  await once(server, 'close');
});

test('a connection is unread until its turn, and what was sent before is read then', async () => {
  const seen: string[] = [];
  const order: string[] = [];
  await using harness = await taking((socket) => {
    order.push('taken');
    socket.on('readable', () => {
      const piece: Buffer | null = socket.read();
      if (piece !== null) seen.push(String(piece));
    });
    socket.on('end', () => socket.end());
  });
  const accepted = once(harness.server, 'connection');
  harness.server.on('connection', (socket) => order.push(`accepted, ${socket.readableFlowing}, ${socket.bytesRead}`));

  const client = harness.connect();
  client.end('sent');
  await accepted;
  await harness.turns.run('after', () => order.push('after'));
  await once(client.resume(), 'close');

  expect([order, seen]).toEqual([['accepted, false, 0', 'taken', 'after'], ['sent']]);
});

test('the last of many that come together is not taken after all of them', async () => {
  const taken: (number | undefined)[] = [];
  await using harness = await taking(({ remotePort }) => taken.push(remotePort));

  const clients = Array.from({ length: clientCount }, () => harness.connect());
  await once(clients[0] ?? harness.server, 'connect');
  const ports = clients.map(({ localPort }) => localPort);
  await expect.poll(() => taken.length).toBe(clientCount);

  expect([taken[0], taken[1]]).toEqual([ports[0], ports.at(-1)]);
});

test('one that is gone before its turn is not taken', async () => {
  const taken: Socket[] = [];
  await using harness = await taking((socket) => taken.push(socket));
  harness.server.once('connection', (socket: Socket) => socket.destroy());

  await once(harness.connect(), 'close');
  await harness.turns.run('after', () => undefined);

  expect(taken).toEqual([]);
});

test('one at which a listener fails is closed, and told', async () => {
  const failure = new Error('failure');
  await using harness = await taking(() => {
    throw failure;
  });

  await once(harness.connect(), 'close');

  expect(harness.errors).toEqual([failure]);
});

test('a TLS connection that is reset before its turn is not taken, and ends nothing else', async () => {
  const turns = new SlicedQueue();
  const held: (() => void)[] = [];
  vi.spyOn(turns, 'start').mockImplementation((_client, work) => void held.push(work));
  const taken: Socket[] = [];
  const server = createTlsServer();
  server.removeAllListeners('connection').on('connection', (socket: Socket) => taken.push(socket));
  const onError = vi.fn();
  acceptInTurns(server, { turns, clientOfSocket: () => ({ client: 'client', isNewcomer: true }), onError });
  const port = await listening(server);
  const connected = once(server, 'connection');
  const client = connect(port, '127.0.0.1').on('error', () => undefined);
  const [socket]: Socket[] = await connected;
  const closed = new Promise((resolve) => socket?.once('close', resolve));

  client.resetAndDestroy();
  await closed;
  for (const work of held) work();

  expect([held.length, taken, onError.mock.calls]).toEqual([1, [], []]);
  server.close();
  await once(server, 'close');
});
