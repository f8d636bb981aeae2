import { randomUUID } from 'node:crypto';
import { type RawData, WebSocket } from 'ws';
import { GatewayError } from '../../errors.ts';
import type { BlackholeCommand, BlackholeEvent } from './blackhole-protocol.ts';
import { parseFrame } from './blackhole-protocol.ts';
import { CommandQueue } from './command-queue.ts';
import { type DisconnectReason, failure, rejection } from './disconnect-reason.ts';

export interface BlackholeConnectionOptions {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly replyTimeoutMs: number;
  /** blackhole never pings and cuts a socket that sent nothing for an hour; our pings also find half-open sockets. */
  readonly pingIntervalMs: number;
  /** A socket that does not answer a ping for this long counts as gone. */
  readonly pongTimeoutMs: number;
  readonly maxFrameBytes: number;
  /** Certificates (PEM) to trust instead of the well-known ones. */
  readonly ca?: string | undefined;
  /** The name that Kazoo's certificate must be for; default: the host of `url`. */
  readonly serverName?: string | undefined;
  readonly commandBurst: number;
  readonly commandsPerSecond: number;
  readonly maxCommandsInFlight: number;
}

export interface BlackholeConnectionListener {
  /** The socket is open; it has no identity and no binding yet. */
  onOpen(): void;
  onEvent(event: BlackholeEvent): void;
  /** A frame that is neither a reply we wait for nor an event. */
  onStrayFrame(): void;
  /** Called exactly once, also when the socket never opened. `lastHeardAtMs` is when Kazoo last showed life, if ever. */
  onClose(reason: DisconnectReason, lastHeardAtMs: number | undefined): void;
}

const normalClosure = 1000;
const closeTimeoutMs = 1000;

/**
 * One websocket to blackhole, from connecting to closed; it is not reused. Whoever creates it closes it.
 * It keeps reading whatever happens: from 4.3.116 on Kazoo drops events and replies that a socket does not read in time.
 */
export class BlackholeConnection {
  readonly #options: BlackholeConnectionOptions;
  readonly #listener: BlackholeConnectionListener;
  readonly #socket: WebSocket;
  readonly #commands: CommandQueue;
  #lastHeardAtMs: number | undefined;
  #reason: DisconnectReason | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #pongTimer: NodeJS.Timeout | undefined;
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(options: BlackholeConnectionOptions, listener: BlackholeConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    // No subprotocol: blackhole answers 400 to any (protocol.md "Connecting"). It does not compress either.
    this.#socket = new WebSocket(options.url, {
      handshakeTimeout: options.connectTimeoutMs,
      perMessageDeflate: false,
      maxPayload: options.maxFrameBytes,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(options.serverName === undefined ? {} : { servername: options.serverName }),
    });
    this.#commands = new CommandQueue({
      send: (text) => this.#socket.send(text),
      replyTimeoutMs: options.replyTimeoutMs,
      burst: options.commandBurst,
      perSecond: options.commandsPerSecond,
      maxInFlight: options.maxCommandsInFlight,
    });
    this.#socket.on('open', () => this.#onOpen());
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    this.#socket.on('pong', () => this.#onPong());
    this.#socket.on('unexpected-response', (_request, response) => {
      response.resume();
      this.#reason ??= rejection(response.statusCode ?? 0);
      this.#socket.terminate();
    });
    this.#socket.on('error', (error) => {
      this.#reason ??= failure(error);
    });
    this.#socket.on('close', (code) => this.#onClose(code));
  }

  /**
   * Resolves when Kazoo confirmed the command; `onConfirmed` is called at once, before any event behind the reply. Call it only after `onOpen`.
   *
   * @throws `UPSTREAM_TIMEOUT` (it may have taken effect), `UPSTREAM_UNAVAILABLE` (the socket closed) or the code of Kazoo's refusal.
   */
  command(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    return this.#commands.send(command, onConfirmed);
  }

  /** Resolves when everything that Kazoo sent before now has been read; never, when the socket closes first. */
  drained(): Promise<void> {
    const mark = randomUUID();
    return new Promise((resolve) => {
      const onPong = (data: Buffer): void => {
        if (data.toString() !== mark) return;
        this.#socket.off('pong', onPong);
        resolve();
      };
      this.#socket.on('pong', onPong);
      this.#socket.ping(mark);
    });
  }

  /** Closes the socket, which releases all it holds at Kazoo. `onClose` follows. Idempotent. */
  close(): void {
    this.#reason ??= { kind: 'closedByUs', message: 'closed by the gateway' };
    if (this.#socket.readyState === WebSocket.CONNECTING) {
      this.#socket.terminate();
      return;
    }
    this.#socket.close(normalClosure);
    // A peer that does not answer must not keep what waits for the end of this socket.
    this.#closeTimer ??= setTimeout(() => this.#socket.terminate(), closeTimeoutMs);
  }

  #onOpen(): void {
    this.#lastHeardAtMs = Date.now();
    this.#schedulePing();
    this.#listener.onOpen();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#lastHeardAtMs = Date.now();
    const frame = isBinary ? undefined : parseFrame(toText(data));
    if (frame?.kind === 'event') this.#listener.onEvent(frame);
    else if (frame === undefined || !this.#commands.receive(frame)) this.#listener.onStrayFrame();
  }

  #schedulePing(): void {
    this.#pingTimer = setTimeout(() => {
      this.#socket.ping();
      this.#pongTimer = setTimeout(() => {
        this.#reason ??= { kind: 'timeout', message: `no pong within ${this.#options.pongTimeoutMs} ms` };
        this.#socket.terminate();
      }, this.#options.pongTimeoutMs);
    }, this.#options.pingIntervalMs);
  }

  #onPong(): void {
    this.#lastHeardAtMs = Date.now();
    clearTimeout(this.#pongTimer);
    clearTimeout(this.#pingTimer);
    this.#schedulePing();
  }

  #onClose(code: number): void {
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#pongTimer);
    clearTimeout(this.#closeTimer);
    const reason = this.#reason ?? { kind: 'closed', message: `closed by Kazoo with ${code}` };
    this.#commands.close(
      new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection to Kazoo was lost.', { cause: reason }),
    );
    this.#listener.onClose(reason, this.#lastHeardAtMs);
  }
}

function toText(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data).toString('utf8');
}
