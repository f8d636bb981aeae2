import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { readKazooFrames } from './kazoo-frames.ts';
import { listeningPort } from './listening-port.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

/** What a broadcast costs at least: the loop of ws's own README ("Server broadcast"), without reading or making any message. */
export async function startBareRelay({ upstream, messageBytes }: ServerOptions): Promise<ServerUnderTest> {
  const server = createServer();
  const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
  // A buffer, as in the README: a text would be encoded again for every client.
  const message = Buffer.alloc(messageBytes, 'x');
  await readKazooFrames(upstream, () => {
    for (const client of webSockets.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(message, { binary: false });
    }
  });
  return { port: await listeningPort(server), subscribers: () => webSockets.clients.size };
}
