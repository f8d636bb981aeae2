import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The most requests of one connection that may wait for earlier answers. Browsers and proxies do
 * not send requests ahead.
 */
const maxWaiting = 16;
const waiting = new WeakMap<Socket, number>();
/** Answers go out in the order of the requests: when the latest is out, all are. */
const latest = new WeakMap<Socket, ServerResponse>();

/**
 * Resolves when all earlier requests of its connection are answered (RFC 9112 section 9.3.2), and
 * never when the connection is gone by then. Until then the response has no socket, so it would
 * never emit 'close': whatever waited for that would be kept for ever.
 */
export async function earlierRequests({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  latest.set(socket, response);
  if (response.socket !== null) return;
  const before = waiting.get(socket) ?? 0;
  waiting.set(socket, before + 1);
  if (before >= maxWaiting) socket.destroy();
  await once(response, 'socket');
  waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
}

/** Whether an earlier request of the connection is not answered yet. */
export function isAnswering(socket: Socket): boolean {
  const response = latest.get(socket);
  return response !== undefined && !response.writableFinished;
}
