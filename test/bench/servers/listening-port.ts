import { once } from 'node:events';
import type { Server } from 'node:http';

/** Lets the server listen on any free loopback port, and resolves with it. */
export async function listeningPort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('The server listens on no port.');
  return address.port;
}
