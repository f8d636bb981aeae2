import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { GatewayError } from '../errors.ts';
import { FrameWriter } from '../fanout/frame-writer.ts';
import type { NextFrame } from '../fanout/next-frame.ts';
import { nextTail } from '../fanout/next-frame.ts';
import type { Turn } from '../fanout/turn.ts';
import type { BufferingClient } from './buffer-budget.ts';
import { closeCodeOf } from './close-code.ts';
import { drained } from './drained.ts';

export interface WebSocketConnectionOptions {
  readonly webSocket: WebSocket;
  /** The socket below, to which shared frames are written as they are; permessage-deflate must be off. */
  readonly socket: Duplex;
  readonly turn: Turn;
  readonly maxBufferedBytes: number;
  /** A client that does not answer a ping for this long is gone, though no close frame came. */
  readonly keepAliveMs: number;
  /** How long the closing handshake may take: a client that does not read never sees the close frame. */
  readonly closeTimeoutMs: number;
  /** The present moment; undefined while something that came before it has not been handed to the connection. */
  readonly cursor: () => string | undefined;
  readonly onSlow: () => void;
}

/** One client's WebSocket: whatever goes to the client leaves through one writer, in one order. */
export class WebSocketConnection implements BufferingClient {
  readonly #options: WebSocketConnectionOptions;
  readonly #writer: FrameWriter;
  readonly #keepAlive: NodeJS.Timeout;
  #isAlive = true;
  #isAcknowledged = false;
  #closeDeadline: NodeJS.Timeout | undefined;

  constructor(options: WebSocketConnectionOptions) {
    this.#options = options;
    const { webSocket, socket, turn, maxBufferedBytes, keepAliveMs } = options;
    this.#writer = new FrameWriter({
      sink: socket,
      isOpen: () => webSocket.readyState === webSocket.OPEN,
      turn,
      maxBufferedBytes,
      onOverflow: () => this.closeAsSlow(),
    });
    this.#keepAlive = setInterval(() => this.#ping(), keepAliveMs);
    webSocket.on('pong', () => {
      this.#isAlive = true;
    });
    webSocket.once('close', () => {
      clearInterval(this.#keepAlive);
      clearTimeout(this.#closeDeadline);
    });
  }

  /** What a seat calls with each event: the shared frame, ended with this operation's id. */
  deliverer(operationId: string): (frame: NextFrame) => void {
    const tail = nextTail(operationId);
    return (frame) => this.#writer.next(frame, tail);
  }

  /** The handshake of the protocol is done: from now on pings carry cursors, from which a quiet client resumes. */
  acknowledge(): void {
    this.#isAcknowledged = true;
  }

  get bufferedBytes(): number {
    return this.#writer.bufferedBytes;
  }

  closeAsSlow(): void {
    this.#options.onSlow();
    this.closeWith(new GatewayError('RATE_LIMITED', 'The client reads too slowly.'));
  }

  drained(): Promise<void> {
    return drained(this.#options.socket);
  }

  send(text: string): void {
    this.#writer.send(text);
  }

  /** Sends what is pending, then closes. Only the first call counts. */
  close(code: number, reason: string): void {
    const { webSocket, closeTimeoutMs } = this.#options;
    if (webSocket.readyState !== webSocket.OPEN) return;
    this.#writer.flush();
    webSocket.close(code, reason);
    this.#closeDeadline = setTimeout(() => webSocket.terminate(), closeTimeoutMs);
  }

  /** Closes for a reason of the session's or the server's; the close reason is the error's code. */
  closeWith({ code }: GatewayError): void {
    this.close(closeCodeOf(code), code);
  }

  #ping(): void {
    const { webSocket, cursor } = this.#options;
    if (!this.#isAlive) {
      webSocket.terminate();
      return;
    }
    this.#isAlive = false;
    if (webSocket.readyState !== webSocket.OPEN) return;
    webSocket.ping();
    if (!this.#isAcknowledged) return;
    const reached = cursor();
    this.send(
      JSON.stringify(reached === undefined ? { type: 'ping' } : { type: 'ping', payload: { cursor: reached } }),
    );
  }
}
