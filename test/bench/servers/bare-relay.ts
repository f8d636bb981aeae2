import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { readKazooFrames } from './kazoo-frames.ts';
import { listeningPort } from './listening-port.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

/**
 * What a broadcast costs at least: the loop of ws's own README ("Server broadcast"), without
 * reading or making any message.
 */
export function startBareRelay(options: ServerOptions): Promise<ServerUnderTest> {
  return startRelay(options, Buffer.alloc(options.messageBytes, 'x'));
}

/** Broadcasts text, which ws encodes again for every client. */
export function startTextRelay(options: ServerOptions): Promise<ServerUnderTest> {
  return startRelay(options, 'x'.repeat(options.messageBytes));
}

async function startRelay({ upstream }: ServerOptions, message: Buffer | string): Promise<ServerUnderTest> {
  const server = createServer();
  const webSockets = new WebSocketServer({ server, perMessageDeflate: false });
  await readKazooFrames(upstream, () => {
    for (const client of webSockets.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(message, { binary: false });
    }
  });
  return { port: await listeningPort(server), subscribers: () => webSockets.clients.size };
}
