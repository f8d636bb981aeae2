import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { SessionTransport } from '../../auth/session.ts';
import { GatewayError } from '../../errors.ts';
import { ConnectionWriter, type FrameWriterOptions, type FrameWriterOwner } from '../../fanout/connection-writer.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import { principalOf, type TokenClaims } from '../../kazoo/token-claims.ts';
import type { BufferingClient } from '../../limits/buffer-budget.ts';
import type { ConnectionLease } from '../../limits/connection-limits.ts';
import { drained } from '../drained.ts';
import type { CloseAwareWebSocket } from './close-aware-websocket.ts';
import type { Pinged } from './heartbeat.ts';
import type { PingFrames } from './ping-frames.ts';

/** The same for all connections of a server. */
export interface WebSocketConnectionOptions extends FrameWriterOptions {
  /** How long the closing handshake may take: a client that does not read never sees the close frame. */
  readonly closeTimeoutMs: number;
  readonly onSlowClient: () => void;
  /** A token was accepted, at the handshake or by a login. */
  readonly onSignIn: (clientInfo: ClientInfo, accountId: string) => void;
}

/** The subscriptions of a connection. */
export interface Streams {
  /** Whether all that happened up to now has been handed to the connection. */
  readonly areUpToDate: boolean;
}

/** Who is at the other end, and the connection as the limits count it. */
export interface WebSocketClient {
  readonly clientInfo: ClientInfo;
  readonly lease: ConnectionLease;
}

/** One client's WebSocket: whatever goes to the client leaves through one writer, in one order. */
export class WebSocketConnection implements FrameWriterOwner, SessionTransport, BufferingClient, Pinged {
  readonly #webSocket: CloseAwareWebSocket;
  /** The socket below, to which shared frames are written as they are; permessage-deflate must be off. */
  readonly #socket: Socket;
  readonly #client: WebSocketClient;
  /** Whatever goes to the client goes through it. */
  readonly writer: ConnectionWriter;
  readonly #options: WebSocketConnectionOptions;
  /** When it was pinged last. */
  #bytesRead = -1;
  #streams: Streams | undefined;

  constructor(
    webSocket: CloseAwareWebSocket,
    socket: Socket,
    client: WebSocketClient,
    options: WebSocketConnectionOptions,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#client = client;
    this.#options = options;
    this.writer = new ConnectionWriter(socket, webSocket, this, options);
    webSocket.closingListener = this.writer;
  }

  get protocol(): string {
    return this.#webSocket.protocol;
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  get bufferedBytes(): number {
    return this.writer.bufferedBytes;
  }

  /**
   * The handshake of the protocol is done: from now on pings carry cursors, from which a quiet client resumes, unless something that came before
   * has not been handed to the connection.
   */
  acknowledge(streams: Streams): void {
    this.#streams = streams;
  }

  onOverflow(): void {
    this.closeAsSlow();
  }

  closeAsSlow(): void {
    this.#options.onSlowClient();
    this.closeWith(new GatewayError('RATE_LIMITED', 'The client reads too slowly.'));
  }

  onWriteFailed(): void {
    this.#webSocket.terminate();
  }

  drained(): Promise<void> {
    return drained(this.#socket);
  }

  send(text: string): void {
    this.writer.send(text);
  }

  /** Sends what is pending, then closes. Only the first call counts. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.writer.flush();
    closeInTime(this.#webSocket, code, reason, this.#options.closeTimeoutMs);
  }

  /** Closes for a reason of the session's or the server's; the close reason is the error's code. */
  closeWith({ code, meaning }: GatewayError): void {
    this.close(meaning.closeCode, code);
  }

  beforeSignIn(claims: TokenClaims): void {
    const { clientInfo, lease } = this.#client;
    lease.countFor(principalOf(claims));
    this.#options.onSignIn(clientInfo, claims.accountId);
  }

  onSessionEnded(error: GatewayError): void {
    this.closeWith(error);
  }

  /** A client of which nothing came since the last ping, not even the pong, is gone, though no close frame came. */
  ping(frames: PingFrames): void {
    const { bytesRead } = this.#socket;
    if (bytesRead === this.#bytesRead) {
      this.#webSocket.terminate();
      return;
    }
    this.#bytesRead = bytesRead;
    if (!this.isOpen) return;
    if (this.#streams === undefined) this.writer.sendFrames(frames.control);
    else this.writer.sendFrames(this.#streams.areUpToDate ? frames.withCursor() : frames.withoutCursor);
  }
}

/** Closes; cuts the connection when the client does not answer the close frame in time. */
export function closeInTime(webSocket: WebSocket, code: number, reason: string, timeoutMs: number): void {
  webSocket.close(code, shortened(reason));
  const deadline = setTimeout(() => webSocket.terminate(), timeoutMs);
  webSocket.once('close', () => clearTimeout(deadline));
}

/** What fits into a close frame (RFC 6455 section 5.5). A character that was cut through is left out. */
const maxReasonBytes = 123;

function shortened(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.length <= maxReasonBytes
    ? reason
    : bytes
        .subarray(0, maxReasonBytes)
        .toString()
        .replace(/\uFFFD+$/, '');
}
