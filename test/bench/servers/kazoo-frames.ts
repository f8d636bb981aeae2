import { once } from 'node:events';
import { WebSocket } from 'ws';
import { encodeCommand } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import type { Upstream } from '../feed/upstream.ts';

/**
 * Subscribes to the account's calls on a socket of its own, and hands on every event's frame as it
 * came.
 */
export async function readKazooFrames(
  { blackholeUrl, accountId, token }: Upstream,
  onFrame: (data: WebSocket.RawData) => void,
): Promise<void> {
  const webSocket = new WebSocket(blackholeUrl, { perMessageDeflate: false });
  await once(webSocket, 'open');
  webSocket.send(encodeCommand('1', { action: 'subscribe', accountId, binding: 'call.*.*', token }));
  await once(webSocket, 'message');
  webSocket.on('message', onFrame);
}
