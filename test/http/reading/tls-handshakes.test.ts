import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { handshakeInTurns, handshakeOptions } from '../../../src/http/reading/tls-handshakes.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { clientHello } from '../../harness/tls/client-hello.ts';
import { selfSigned } from '../../harness/tls/self-signed.ts';
import { selfSignedRsa } from '../../harness/tls/self-signed-rsa.ts';
import { until } from '../../harness/until.ts';

const ignore = (): void => undefined;
const recordHeaderBytes = 5;

async function listening({ timeoutMs = 60_000, credentials = selfSigned } = {}) {
  const [errors, secured]: [unknown[], TLSSocket[]] = [[], []];
  const accepted: Socket[] = [];
  let gone = 0;
  const turns = new SlicedQueue();
  const run = vi.spyOn(turns, 'run');
  const server = createServer({ ...credentials, ...handshakeOptions, maxVersion: 'TLSv1.2' }, (socket) => {
    secured.push(socket);
    socket.on('error', ignore).write('welcome');
  });
  server.on('tlsClientError', ignore);
  handshakeInTurns(server, {
    turns,
    clientOfSocket: () => ({ client: 'client', isNewcomer: false }),
    timeoutMs,
    onError: (error) => errors.push(error),
  });
  server.on('connection', (socket) => {
    accepted.push(socket);
    socket.on('close', () => {
      gone += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open: Socket[] = [];
  return {
    port,
    run,
    errors,
    secured,
    accepted,
    gone: () => gone,
    async connect(): Promise<Socket> {
      const socket = connect(port, '127.0.0.1').on('error', ignore).setNoDelay(true);
      open.push(socket);
      await once(socket, 'connect');
      return socket;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const socket of [...open, ...secured]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Divides a hello into as many records. */
function inRecords(hello: Buffer, records: number): Buffer {
  const message = hello.subarray(recordHeaderBytes);
  const bytes = Math.ceil(message.length / records);
  return Buffer.concat(
    Array.from({ length: records }, (_, index) => {
      const part = message.subarray(index * bytes, (index + 1) * bytes);
      const header = Buffer.from(hello.subarray(0, recordHeaderBytes));
      header.writeUInt16BE(part.length, recordHeaderBytes - 2);
      return Buffer.concat([header, part]);
    }),
  );
}

test('clients that say hello together are answered in turns, and what they said is not lost', async () => {
  await using server = await listening();
  let admit = ignore;
  const admitted = new Promise<void>((resolve) => {
    admit = resolve;
  });
  const { run } = server;
  run.mockImplementation(async (_client, work) => {
    await admitted;
    return work();
  });
  const clients = [1, 2, 3].map(() => tlsConnect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }));
  await until(() => expect(run).toHaveBeenCalledTimes(3));
  await new Promise(setImmediate);
  expect(server.secured).toEqual([]);

  admit();
  const welcomes = await Promise.all(clients.map(async (client) => String((await once(client, 'data'))[0])));

  expect(welcomes).toEqual(['welcome', 'welcome', 'welcome']);
  expect(run).toHaveBeenCalledTimes(3);
  expect(run.mock.calls.map(([taker]) => taker)).toMatchObject(Array(3).fill({ client: 'client' }));
});

test.each([1, 2, 8])('a turn is taken for a whole hello only, which may span %i records', async (records) => {
  await using server = await listening();
  const hello = inRecords(await clientHello(), records);
  const socket = await server.connect();

  socket.write(hello.subarray(0, 3));
  await until(() => expect(server.accepted[0]?.bytesRead).toBe(3));
  socket.write(hello.subarray(3, -1));
  await until(() => expect(server.accepted[0]?.bytesRead).toBe(hello.length - 1));
  await new Promise(setImmediate);
  expect(server.run).not.toHaveBeenCalled();
  socket.write(hello.subarray(-1));

  const [answer] = await once(socket, 'data');
  expect(answer[0]).toBe(22);
  expect(server.run).toHaveBeenCalledTimes(1);
});

test('a hello in more pieces than any client sends ends the connection, without a turn', async () => {
  await using server = await listening();
  const socket = await server.connect();

  socket.write(inRecords(await clientHello(), 9));

  await once(socket, 'close');
  expect(server.run).not.toHaveBeenCalled();
});

test('what is no TLS is refused at once', async () => {
  await using server = await listening();
  const socket = await server.connect();

  socket.resume().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

  await once(socket, 'close');
  expect(server.errors).toEqual([]);
});

test.each([
  ['says nothing', ignore],
  [
    'says a little of its hello now and then',
    (socket: Socket) => {
      socket.write(Buffer.from([22, 3, 1, 1]));
      const timer = setInterval(() => socket.write(Buffer.from([1])), 10);
      socket.on('close', () => clearInterval(timer));
    },
  ],
  ['stops in the middle of its hello', (socket: Socket) => void socket.write(Buffer.from([22, 3]))],
])('a client that %s is cut after the timeout', async (_what, act) => {
  await using server = await listening({ timeoutMs: 50 });
  const socket = await server.connect();
  // What it says last may be answered with a reset.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.resume().once('close', resolve));
  act(socket);

  await closed;
  expect(server.run).not.toHaveBeenCalled();
});

test.each([
  ['ends its half', (socket: Socket) => void socket.end()],
  ['resets', (socket: Socket) => void socket.resetAndDestroy()],
])('a client that %s before its hello is forgotten', async (_how, leave) => {
  await using server = await listening();
  const socket = await server.connect();
  await until(() => expect(server.accepted).toHaveLength(1));

  leave(socket);

  await until(() => expect(server.gone()).toBe(1));
  expect(server.errors).toEqual([]);
});

test('a second handshake on a connection is refused, whose answer would take no turn', async () => {
  await using server = await listening();
  const client = tlsConnect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }).on('error', ignore);
  await once(client.resume(), 'secureConnect');

  const refused = once(client, 'error').then(([error]) => error.code);
  const made = new Promise((resolve) => client.renegotiate({ rejectUnauthorized: false }, () => resolve('made')));

  expect(await Promise.race([refused, made])).toBe('ERR_SSL_NO_RENEGOTIATION');
});

test.each([
  ['ECDHE-RSA-AES128-GCM-SHA256', 'secure'],
  ['AES128-GCM-SHA256', 'refused'],
])('a client that exchanges keys by %s is %s: what takes time is done in its turn', async (ciphers, expected) => {
  await using server = await listening({ credentials: selfSignedRsa });
  const options = { port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ciphers };
  const client = tlsConnect({ ...options, maxVersion: 'TLSv1.2' });

  const outcome = await new Promise((resolve) => {
    client.once('secureConnect', () => resolve('secure'));
    client.once('error', () => resolve('refused'));
  });

  client.destroy();
  expect(outcome).toBe(expected);
});
