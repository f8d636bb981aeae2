import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { untilAllAccepted } from '../../../src/http/reading/accepted-connections.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';

const clientCount = 40;

test('connections that the kernel holds are accepted before a server closes', async () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clients = Array.from({ length: clientCount }, () => connect(port, '127.0.0.1'));
  // The kernel has connected all of them before the server looks.
  await once(clients[0] ?? server, 'connect');

  await untilAllAccepted(server, new SlicedQueue());

  expect(accepted).toHaveLength(clientCount);
  for (const socket of [...clients, ...accepted]) socket.destroy();
  server.close();
  await once(server, 'close');
});
