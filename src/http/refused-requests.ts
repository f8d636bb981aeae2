import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The setting whose limit a request met before anybody could look at it, in lower case. */
export type RequestLimit = 'max_header_bytes' | 'max_body_bytes' | 'headers_timeout_ms' | 'request_timeout_ms';

const contentTooLarge = 413;
const statusTexts = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' } as const;

/**
 * Answers what is no request, or is too large or too slow to become one, as Node does by itself (`socketOnError` in lib/_http_server.js), and tells
 * which limit it was.
 */
export function answerRefusedRequests(server: Server, onLimited: (limit: RequestLimit) => void): void {
  /** The response that is due on a connection. */
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
    // After the beginning of an answer another one would be taken for a part of it.
    if (!socket.writable || response?.headersSent === true) socket.destroy();
    else socket.end(refusal(limit)).once('finish', () => socket.destroy());
  });
}

function limitOf({ code }: NodeJS.ErrnoException, hasHeader: boolean): RequestLimit | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return 'max_header_bytes';
  if (code !== 'ERR_HTTP_REQUEST_TIMEOUT') return undefined;
  return hasHeader ? 'request_timeout_ms' : 'headers_timeout_ms';
}

function refusal(limit: RequestLimit | undefined): string {
  const status = limit === undefined ? 400 : limit === 'max_header_bytes' ? 431 : 408;
  return `HTTP/1.1 ${status} ${statusTexts[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}
