import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

const badRequest = 400;
const upgradeRequired = 426;
const tooManyRequests = 429;

/**
 * The status that refuses this upgrade, `undefined` where it is accepted (protocol.md
 * "Connecting").
 */
export function refusalOf(request: IncomingMessage, fromSameIp: number, limitPerIp: number): number | undefined {
  if (request.headers['sec-websocket-protocol'] !== undefined) return badRequest;
  return fromSameIp >= limitPerIp ? tooManyRequests : undefined;
}

export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\nserver: Cowboy\r\n\r\n`);
}

/** The answer to anything that does not ask for an upgrade (protocol.md "Connecting"). */
export function requireUpgrade(response: ServerResponse): void {
  const headers = { connection: 'upgrade', 'content-length': 0, server: 'Cowboy', upgrade: 'websocket' };
  response.writeHead(upgradeRequired, headers).end();
}
