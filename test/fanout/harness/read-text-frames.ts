import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * What a real `ws` client reads when a server writes these bytes into the socket below an open
 * WebSocket.
 */
export async function readTextFrames(...frames: readonly Buffer[]): Promise<readonly string[]> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  const texts: string[] = [];
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const connected = once(server, 'connection');
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  client.on('message', (data) => texts.push(data.toString()));
  const [webSocket, request] = await connected;
  const closed = once(client, 'close');

  request.socket.write(Buffer.concat(frames));
  webSocket.close(1000);
  const [code] = await closed;

  server.close();
  http.close();
  if (code !== 1000) throw new Error(`The client could not read the frames: closed with ${code}.`);
  return texts;
}
