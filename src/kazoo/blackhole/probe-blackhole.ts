import { type BlackholeEndpoint, connect } from './blackhole-endpoint.ts';
import { type DisconnectReason, failure, rejection } from './disconnect-reason.ts';

/**
 * Opens a socket and closes it again. Resolves with why it did not open; undefined when it did, or
 * when Kazoo has too many of this address already: those that are open are served.
 */
export async function probeBlackhole(endpoint: BlackholeEndpoint): Promise<DisconnectReason | undefined> {
  const socket = connect(endpoint);
  const reason = await new Promise<DisconnectReason | undefined>((resolve) => {
    socket.once('open', () => resolve(undefined));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(rejection(response.statusCode ?? 0));
    });
    // Not `once`: ending a handshake is an error, too.
    socket.on('error', (error) => resolve(failure(error)));
  });
  socket.terminate();
  return reason?.kind === 'rateLimited' ? undefined : reason;
}
