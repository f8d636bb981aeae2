import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../errors.ts';

/**
 * Resolves with the text of a request's body; undefined when its client has left before the end.
 * Until all of it has come nothing else is begun, so that to lose a thousand clients with
 * unfinished requests takes no time.
 *
 * @throws `BAD_USER_INPUT` when it is longer than `maxBytes`; the rest of it is thrown away
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const onData = (piece: Buffer): void => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBytes) refuse();
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(pieces).toString()));
    const onClose = (): void => settle(() => resolve(undefined));
    const refuse = (): void =>
      settle(() => reject(new GatewayError('BAD_USER_INPUT', 'The request body is too large.')));
    const settle = (how: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      how();
    };
    if (request.destroyed) onClose();
    // Node throws it away when the request is answered.
    else if (Number(request.headers['content-length']) > maxBytes) refuse();
    else request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}
