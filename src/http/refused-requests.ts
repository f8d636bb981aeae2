import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { BodyInPieces } from './http-request.ts';

/**
 * A limit that a request can reach before it is handled, by the name of its setting in lower case.
 */
export type RequestLimit = 'max_header_bytes' | 'max_body_bytes' | 'headers_timeout_ms' | 'request_timeout_ms';

const contentTooLarge = 413;
const tooSlow = 'ERR_HTTP_REQUEST_TIMEOUT';
const statusTexts = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' } as const;

/**
 * Answers what is not a request, or is too large or too slow to become one, as Node does by itself
 * (`socketOnError` in lib/_http_server.js), and reports the limit that was reached.
 *
 * @param inTurn calls what it is given in the turn of the socket's client: thousands may be too
 *   slow, and Node finds all of them together
 */
export function answerRefusedRequests(
  server: Server,
  onLimited: (limit: RequestLimit) => void,
  inTurn: (socket: Duplex, refuse: () => void) => void,
): void {
  /** The response that is due on each connection. */
  const responses = new WeakMap<Duplex, ServerResponse>();

  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    responses.set(socket, response);
    response.once('close', () => {
      if (responses.get(socket) === response) responses.delete(socket);
      if (response.statusCode === contentTooLarge) onLimited('max_body_bytes');
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = responses.get(socket);
    const limit = limitOf(error, response !== undefined);
    if (limit !== undefined) onLimited(limit);
    const refuse = (): void => {
      // After the beginning of an answer, a second answer would be read as a part of the first.
      if (!socket.writable || response?.headersSent === true) socket.destroy();
      else socket.end(refusal(limit)).once('finish', () => socket.destroy());
    };
    // Everything else was read in a turn.
    if (error.code === tooSlow) inTurn(socket, refuse);
    else refuse();
  });
}

function limitOf(error: NodeJS.ErrnoException, hasHeader: boolean): RequestLimit | undefined {
  if (error instanceof BodyInPieces) return 'max_body_bytes';
  const { code } = error;
  if (code === 'HPE_HEADER_OVERFLOW') return 'max_header_bytes';
  if (code !== tooSlow) return undefined;
  return hasHeader ? 'request_timeout_ms' : 'headers_timeout_ms';
}

function refusal(limit: RequestLimit | undefined): string {
  const status = limit === undefined ? 400 : limit === 'max_header_bytes' ? 431 : 408;
  return `HTTP/1.1 ${status} ${statusTexts[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
