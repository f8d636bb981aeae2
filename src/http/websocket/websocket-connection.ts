import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { SessionTransport, TransportFacts } from '../../auth/session.ts';
import { GatewayError } from '../../errors.ts';
import { ConnectionWriter, type ConnectionWriterOwner, type WriterServices } from '../../fanout/connection-writer.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import { principalOf, type TokenClaims } from '../../kazoo/token-claims.ts';
import type { BufferingClient } from '../../limits/buffer-budget.ts';
import type { ConnectionLease } from '../../limits/connections/connection-limits.ts';
import { drained } from '../drained.ts';
import type { CloseAwareWebSocket } from './close-aware-websocket.ts';
import type { PingFrames } from './ping-frames.ts';

/** What all connections of a server share. */
export interface ConnectionServices {
  readonly writer: WriterServices;
  /**
   * How long the closing handshake may take: a client that does not read never sees the close
   * frame.
   */
  readonly closeTimeoutMs: number;
  /** A client is closed because it reads too slowly. */
  readonly onSlowClient: () => void;
  /** A token was accepted, at the handshake or by a login. */
  readonly onSignIn: (clientInfo: ClientInfo, accountId: string) => void;
}

/** The operations of a connection, which decide whether its pings may carry a cursor. */
export interface CursorSource {
  /** True if everything that happened up to now has been handed to the connection. */
  readonly isUpToDate: boolean;
}

/** Says that no cursor which the client has is good for any other gateway. */
const lastPing = '{"type":"ping","payload":{"cursor":null}}';

/** One client's WebSocket: whatever goes to the client leaves through one writer, in one order. */
export class WebSocketConnection implements ConnectionWriterOwner, SessionTransport, BufferingClient {
  readonly #webSocket: CloseAwareWebSocket;
  /**
   * The socket below, to which shared frames are written as they are; permessage-deflate must be
   * off.
   */
  readonly #socket: Socket;
  /** Undefined while nobody waits for it. */
  #drained: Promise<void> | undefined;
  readonly #clientInfo: ClientInfo;
  readonly #lease: ConnectionLease;
  readonly writer: ConnectionWriter;
  readonly #services: ConnectionServices;
  /** How much had come from the client at the last ping. */
  #bytesRead = -1;
  /** Undefined before the handshake of the protocol is done. */
  #cursorSource: CursorSource | undefined;

  constructor(
    webSocket: CloseAwareWebSocket,
    socket: Socket,
    clientInfo: ClientInfo,
    lease: ConnectionLease,
    services: ConnectionServices,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#clientInfo = clientInfo;
    this.#lease = lease;
    this.#services = services;
    this.writer = new ConnectionWriter(socket, webSocket, this, services.writer);
    webSocket.closingListener = this.writer;
    lease.whileAnonymous(() => this.closeWith(new GatewayError('RATE_LIMITED', 'Nobody has signed in.')));
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

  get facts(): TransportFacts {
    return { kind: 'WebSocket', clientInfo: this.#clientInfo, bufferedBytes: this.bufferedBytes };
  }

  /**
   * Must be called when the handshake of the protocol is done. From then on pings carry cursors,
   * from which a quiet client resumes, while `source` is up to date.
   */
  acknowledge(source: CursorSource): void {
    this.#cursorSource = source;
  }

  onOverflow(): void {
    this.closeAsSlow();
  }

  closeAsSlow(): void {
    this.#services.onSlowClient();
    this.closeWith(new GatewayError('RATE_LIMITED', 'The client reads too slowly.'));
  }

  onWriteFailed(): void {
    this.#webSocket.terminate();
  }

  /** One wait for all operations of the connection. */
  drained(): Promise<void> {
    this.#drained ??= drained(this.#socket).finally(() => {
      this.#drained = undefined;
    });
    return this.#drained;
  }

  send(text: string): void {
    this.writer.send(text);
  }

  /** Sends what is pending, then closes. Only the first call counts. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.writer.flush();
    closeInTime(this.#webSocket, code, reason, this.#services.closeTimeoutMs);
  }

  /** Closes for a reason of the session's or the server's; the close reason is the error's code. */
  closeWith({ code, meaning }: GatewayError): void {
    this.close(meaning.closeCode, code);
  }

  beforeSignIn(claims: TokenClaims): void {
    this.#lease.countFor(principalOf(claims));
    this.#services.onSignIn(this.#clientInfo, claims.accountId);
  }

  onSessionEnded(error: GatewayError): void {
    if (error.extensions['cursorsEnd'] === true && this.#cursorSource !== undefined && this.isOpen) this.send(lastPing);
    this.closeWith(error);
  }

  /**
   * Ends the connection if nothing came from its client since the last ping, not even the pong: the
   * client is gone. What came before and waits for its turn is a sign of life, too.
   */
  ping(frames: PingFrames): void {
    const { bytesRead, readableLength } = this.#socket;
    if (bytesRead === this.#bytesRead && readableLength === 0) {
      this.#webSocket.terminate();
      return;
    }
    this.#bytesRead = bytesRead;
    if (!this.isOpen) return;
    if (this.#cursorSource === undefined) this.writer.sendFrames(frames.control);
    else this.writer.sendFrames(this.#cursorSource.isUpToDate ? frames.withCursor() : frames.withoutCursor);
  }
}

/** Closes the WebSocket, and cuts it when the client does not answer the close frame in time. */
export function closeInTime(webSocket: WebSocket, code: number, reason: string, timeoutMs: number): void {
  webSocket.close(code, shortened(reason));
  const deadline = setTimeout(() => webSocket.terminate(), timeoutMs);
  webSocket.once('close', () => clearTimeout(deadline));
}

/** The longest reason that fits into a close frame (RFC 6455 section 5.5). */
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
