import type { IncomingMessage, ServerResponse } from 'node:http';

const firstPauseMs = 500;
/** Each pause is twice as long as the one before: the last comes after a minute. */
const maxProbes = 8;

/**
 * Finds out whether a client that sends no more is gone, as a browser is that gives up a request.
 * One that only closed its half gets at most eight interim responses (RFC 9110 section 15.2) before
 * its answer. One that is gone resets the connection at the first, and so the next one closes the
 * response. Must be called when all earlier requests of the connection are answered.
 */
export function noticeDeparture({ socket, httpVersion }: IncomingMessage, response: ServerResponse): void {
  // HTTP/1.0 has no interim responses.
  if (httpVersion === '1.0') return;
  let probes = 0;
  let next: NodeJS.Timeout | undefined;
  const probe = (): void => {
    if (response.headersSent) return;
    response.writeProcessing();
    probes += 1;
    if (probes < maxProbes) next = setTimeout(probe, firstPauseMs * 2 ** (probes - 1));
  };
  if (socket.readableEnded) probe();
  else socket.once('end', probe);
  response.once('close', () => {
    socket.off('end', probe);
    clearTimeout(next);
  });
}
