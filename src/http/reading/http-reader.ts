import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { UnfinishedConnection, UnfinishedMessages } from '../../limits/connections/unfinished-messages.ts';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { TurnTaker } from '../../scheduling/turn-queue.ts';
import { isAnswering } from '../earlier-requests.ts';
import { readerOf, SocketReader } from './socket-reader.ts';

export interface HttpReading {
  /** In which all clients take turns. */
  readonly turns: SlicedQueue;
  /** Counts what is kept of headers and bodies that are under way, and what waits to be read. */
  readonly unfinished: UnfinishedMessages;
  /** Returns on whose behalf a connection is read until its first request is known. */
  readonly clientOfSocket: (socket: Socket) => TurnTaker;
  /**
   * Returns on whose behalf it is read from then on: a proxy opens the connections of all its
   * clients.
   */
  readonly clientOf: (request: IncomingMessage) => string;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the server read its connections in turns, until they become WebSockets. Node itself would
 * parse all that a connection has sent, 64 KiB or two thousand requests, and then do so for all
 * others that have something to read, before any event is delivered.
 */
export function readInTurns(server: Server, reading: HttpReading): void {
  // The listener of readable data that a reader adds makes Node hand over the socket, which its
  // parser has taken for itself in the listener before (`unconsume` in lib/_http_server.js).
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    new HttpReader(socket, reading);
    socket.on('close', onClose);
    socket.on('resume', onResume);
  });
  server.on('request', (request: IncomingMessage) => httpReaderOf(request.socket)?.onRequest(request));
  server.on('upgrade', ({ socket }: IncomingMessage) => {
    httpReaderOf(socket)?.close();
    socket.off('resume', onResume);
  });
  server.on('clientError', (_error, socket) => httpReaderOf(socket)?.refuse());
}

/** Undefined once the connection is a WebSocket or closed. */
function httpReaderOf(socket: object): HttpReader | undefined {
  const reader = socket instanceof Socket ? readerOf(socket) : undefined;
  return reader instanceof HttpReader ? reader : undefined;
}

// One listener for all connections, called with the socket as `this`.
function onClose(this: Socket): void {
  httpReaderOf(this)?.close();
}

function onResume(this: Socket): void {
  httpReaderOf(this)?.onResume();
}

/** Hands the parser of HTTP what a connection sends. */
class HttpReader extends SocketReader implements UnfinishedConnection {
  readonly #reading: HttpReading;
  /** The last request, whose body may be under way. */
  #request: IncomingMessage | undefined;
  /** What has come of the header or body that is under way, to within one turn. */
  #unfinishedBytes = 0;
  #isRefused = false;

  constructor(socket: Socket, reading: HttpReading) {
    super(socket, reading.clientOfSocket(socket), reading.turns);
    this.#reading = reading;
  }

  onRequest(request: IncomingMessage): void {
    this.#request = request;
    this.#reading.unfinished.release(this.client, this);
    this.client = this.#reading.clientOf(request);
    this.isNewcomer = false;
  }

  /** Node resumes a socket when there is room for more of a body. */
  onResume(): void {
    if (!this.#isRefused) this.wake();
  }

  /**
   * Reads no more, not even what waits for its turn: a request that is refused because it took too
   * long must not run. What follows bytes that are not HTTP would be refused again.
   */
  refuse(): void {
    this.#isRefused = true;
  }

  override close(): void {
    super.close();
    this.#reading.unfinished.release(this.client, this);
  }

  giveUp(): void {
    this.socket.destroy();
  }

  protected override read(bytes: number): void {
    if (this.#isRefused) return;
    const [before, wasBody] = [this.#request, this.#isBody];
    super.read(bytes);
    if (this.isClosed) return;
    const isBody = this.#isBody;
    const isSamePart = this.#request === before && isBody === wasBody;
    this.#unfinishedBytes = isSamePart ? this.#unfinishedBytes + bytes : isBody ? bytes : 0;
    // Nothing is kept of the rest of a body that was refused.
    if (isBody && !isAnswering(this.socket)) this.#unfinishedBytes = 0;
    if (this.#unfinishedBytes > 0) this.#reading.unfinished.hold(this.client, this, this.#unfinishedBytes);
    else this.#reading.unfinished.release(this.client, this);
  }

  get #isBody(): boolean {
    return this.#request?.complete === false;
  }

  protected override onUnread(bytes: number): void {
    this.#reading.unfinished.hold(this.client, this, this.#unfinishedBytes + bytes);
  }

  protected override restMs(): number {
    const body = this.#request;
    const isFull = body !== undefined && !body.complete && body.readableLength >= body.readableHighWaterMark;
    return isFull || this.#isRefused ? Number.POSITIVE_INFINITY : 0;
  }

  protected override onFailed(error: unknown): void {
    this.#reading.onError(error);
    this.socket.destroy();
  }
}
