import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { DEFAULT_CIPHERS, type Server } from 'node:tls';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { TurnTaker } from '../../scheduling/turn-queue.ts';
import { lookAtClientHello } from './client-hello.ts';

export interface TlsHandshaking {
  /** In which all clients take turns. */
  readonly turns: SlicedQueue;
  /** Returns on whose behalf a connection takes its turn. */
  readonly clientOfSocket: (socket: Socket) => TurnTaker;
  /** How long a client may take until its handshake has begun. */
  readonly timeoutMs: number;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/**
 * What the secure contexts of the server need, too: a connection makes one handshake, since later
 * ones would take no turns. TLS 1.3 has none, either. And no keys are exchanged by RSA, of which
 * the private key's work is due only with what the client says next, outside of its turn.
 */
export const handshakeOptions = {
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  ciphers: `${DEFAULT_CIPHERS}:!kRSA`,
} as const;

/**
 * Makes a TLS server begin its handshakes in turns. The answer to a ClientHello takes a signature,
 * some 1 ms with RSA, and Node would make those of a thousand connections before any event is
 * delivered.
 */
export function handshakeInTurns(server: Server, handshaking: TlsHandshaking): void {
  const { turns, clientOfSocket, timeoutMs, onError } = handshaking;
  // The listener with which a `tls.Server` is born takes what is read of a connection and its handle.
  const [begin] = server.listeners('connection');
  if (begin === undefined) throw new TypeError('This server makes no handshakes.');
  server.off('connection', begin as (socket: Socket) => void);
  server.on('connection', (socket: Socket) => {
    const waiting = new WaitingHandshake(socket, timeoutMs, () => {
      const begun = turns.run(
        clientOfSocket(socket),
        () => waiting.hand((): unknown => begin.call(server, socket)),
        () => !socket.destroyed,
      );
      begun.catch((error: unknown) => {
        onError(error);
        socket.destroy();
      });
    });
  });
}

/** A connection whose ClientHello has not come. */
class WaitingHandshake {
  readonly #socket: Socket;
  readonly #onWhole: () => void;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #neededBytes = 1;
  readonly #onReadable = (): void => this.#read();
  readonly #giveUp = (): void => void this.#socket.destroy();
  readonly #deadline: NodeJS.Timeout;

  /** Ends the connection when it is not handed on within `timeoutMs`. */
  constructor(socket: Socket, timeoutMs: number, onWhole: () => void) {
    this.#socket = socket;
    this.#onWhole = onWhole;
    socket.on('error', ignore);
    this.#deadline = setTimeout(this.#giveUp, timeoutMs);
    socket.on('close', () => clearTimeout(this.#deadline));
    socket.on('end', this.#giveUp);
    socket.on('readable', this.#onReadable);
  }

  /** Gives the connection, with all that has come, to `take`. */
  hand(take: () => void): void {
    const socket = this.#socket;
    socket.off('readable', this.#onReadable).off('end', this.#giveUp);
    clearTimeout(this.#deadline);
    socket.unshift(Buffer.concat(this.#pieces));
    take();
  }

  #read(): void {
    const piece: Buffer | null = this.#socket.read();
    if (piece === null) return;
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes < this.#neededBytes) return;
    const looked = lookAtClientHello(Buffer.concat(this.#pieces));
    if (looked === 'in pieces') this.#socket.destroy();
    else if (looked === 'whole') this.#whole();
    else this.#neededBytes = looked.neededBytes;
  }

  /** Must be called once: what follows waits in the socket. */
  #whole(): void {
    this.#socket.off('readable', this.#onReadable);
    this.#onWhole();
  }
}

/** Does nothing: what failed shows in the 'close' that follows. */
function ignore(): void {}
