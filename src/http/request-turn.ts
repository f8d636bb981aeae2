import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** So many requests of one connection may wait for the answers to those before. Browsers and proxies send none ahead. */
const maxWaiting = 16;
const waiting = new WeakMap<Socket, number>();

/**
 * Resolves when the answers to all requests before it on its connection are out (RFC 9112 section 9.3.2), and never when the connection is gone by then.
 * Until its turn a response has no socket, with which it would be closed: whatever waited for that would be kept for ever.
 */
export async function requestTurn({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.socket !== null) return;
  const before = waiting.get(socket) ?? 0;
  waiting.set(socket, before + 1);
  if (before >= maxWaiting) socket.destroy();
  await once(response, 'socket');
  waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
}
