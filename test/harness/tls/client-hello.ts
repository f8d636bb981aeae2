import { Duplex } from 'node:stream';
import { connect } from 'node:tls';

const ignore = (): void => undefined;

/** Resolves with what a client of TLS says first. */
export function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = new Duplex({
      read: ignore,
      write(piece, _encoding, done) {
        resolve(piece);
        done();
      },
    });
    connect({ socket, rejectUnauthorized: false }).on('error', ignore);
  });
}
