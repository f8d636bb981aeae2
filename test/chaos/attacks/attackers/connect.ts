import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * Resolves with an acknowledged WebSocket, or with one that the gateway has closed.
 *
 * @param payload of `connection_init`
 */
export async function connect(url: string, payload?: object): Promise<WebSocket> {
  const webSocket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { perMessageDeflate: false });
  webSocket.on('error', () => undefined); // 'close' follows.
  await once(webSocket, 'open');
  webSocket.send(JSON.stringify({ type: 'connection_init', payload }));
  await Promise.race([once(webSocket, 'message'), once(webSocket, 'close')]);
  return webSocket;
}
