import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { type Server, type WebSocket, WebSocketServer } from 'ws';
import type { SessionRegistry } from '../../auth/session-registry.ts';
import { type ErrorCode, errorMeanings, GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import { addressBlock } from '../../limits/address-block.ts';
import type { BufferBudget } from '../../limits/buffer-budget.ts';
import type { ConnectionLease, ConnectionLimits } from '../../limits/connections/connection-limits.ts';
import type { UnfinishedMessages } from '../../limits/connections/unfinished-messages.ts';
import type { OperationLimits } from '../../limits/operation-limits.ts';
import { Heartbeat } from '../../scheduling/heartbeat.ts';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { withTimeout } from '../../scheduling/with-timeout.ts';
import { tokenOfHeaders } from '../client-token.ts';
import { isAnswering } from '../earlier-requests.ts';
import { namesHost, pathOf } from '../http-request.ts';
import type { OriginPolicy } from '../origin-policy.ts';
import { CloseAwareWebSocket } from './close-aware-websocket.ts';
import { OperationRegistry, type OperationServices } from './operation-registry.ts';
import { PingFrames } from './ping-frames.ts';
import type { ReadPace } from './read-pace.ts';
import { type ConnectionServices, closeInTime, WebSocketConnection } from './websocket-connection.ts';
import { type ProtocolServices, WebSocketProtocol } from './websocket-protocol.ts';
import { WebSocketReader, type WebSocketReading } from './websocket-reader.ts';

/** Observes the connections. */
export interface ConnectionObserver {
  readonly onConnect: (clientInfo: ClientInfo) => void;
  /** Called with the code that a client was turned away with. */
  readonly onRefused: (clientInfo: ClientInfo, code: ErrorCode) => void;
  readonly onOversizedMessage: () => void;
  readonly onDisconnect: (clientInfo: ClientInfo, closeCode: number, reason: string) => void;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/**
 * The largest message may come in pieces of so many bytes, any message in a thousand: in fragments,
 * or a frame in packets. Each is an object of 150 bytes until the message is complete.
 */
const [leastPieceBytes, usualPieces] = [64, 1_000];

/** What ws says of a message that takes too much memory. */
const oversized = new Set<unknown>(['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'WS_ERR_TOO_MANY_BUFFERED_PARTS']);

/** A request for a WebSocket, with its socket as `node:http` lets go of it. */
interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** On whose behalf turns are taken. */
  readonly client: string;
}

/** How connections are counted. */
export interface WebSocketLimits {
  readonly connections: ConnectionLimits;
  readonly buffers: BufferBudget;
  /** Returns the limits of one connection's operations. */
  readonly operations: () => OperationLimits;
  readonly pace: ReadPace;
  readonly unfinishedMessages: UnfinishedMessages;
  readonly maxMessageBytes: number;
}

export interface WebSocketServerOptions {
  readonly path: string;
  readonly origins: OriginPolicy;
  readonly clientInfoOf: (request: IncomingMessage) => ClientInfo;
  readonly sessions: SessionRegistry;
  readonly limits: WebSocketLimits;
  /** In which all clients take turns, by address. */
  readonly turns: SlicedQueue;
  /** A client that does not answer a ping for this long is gone. */
  readonly keepAliveMs: number;
  /** Returns the cursor of the present moment, which pings carry; undefined while there is none. */
  readonly cursor: () => string | undefined;
  readonly observer: ConnectionObserver;
  /** What each part of a connection needs. */
  readonly connection: ConnectionServices;
  readonly protocol: ProtocolServices;
  readonly operations: OperationServices;
}

/** Accepts WebSockets that speak graphql-transport-ws. */
export class GraphQLWebSocketServer {
  readonly #options: WebSocketServerOptions;
  readonly #webSockets: Server<typeof CloseAwareWebSocket>;
  readonly #keepAlive: Heartbeat<WebSocketConnection>;
  readonly #reading: WebSocketReading;
  /** All, those that are being turned away included. */
  readonly #open = new Set<WebSocket>();
  /** Of clients that wait for their turn. */
  readonly #handshakes = new Set<Duplex>();
  #isClosing = false;
  #connections = 0;
  /** A malformed frame is answered by ws with the protocol's own close code; 'close' follows. */
  readonly #onError = (error: Error): void => {
    if ('code' in error && oversized.has(error.code)) this.#options.observer.onOversizedMessage();
  };

  constructor(options: WebSocketServerOptions) {
    this.#options = options;
    const { maxMessageBytes, pace, unfinishedMessages: unfinished } = options.limits;
    this.#reading = { turns: options.turns, pace, unfinished, onError: options.observer.onError };
    const maxPieces = Math.max(usualPieces, maxMessageBytes / leastPieceBytes);
    // Raw frames go past ws, so it must not compress: their bits would be wrong.
    this.#webSockets = new WebSocketServer<typeof CloseAwareWebSocket>({
      WebSocket: CloseAwareWebSocket,
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: maxMessageBytes,
      maxFragments: maxPieces,
      maxBufferedChunks: maxPieces,
      handleProtocols,
    });
    const pings = new PingFrames(options.cursor);
    const ping = (connection: WebSocketConnection): void => connection.ping(pings);
    this.#keepAlive = new Heartbeat(options.keepAliveMs, ping, options.observer.onError);
  }

  get connections(): number {
    return this.#connections;
  }

  /**
   * Must be called for each `upgrade` event of a `node:http` server. Refuses only a foreign Origin,
   * a Host that names none, or another path, and cuts a client that did not wait for the answer to
   * an earlier request; everything else is answered with a close code.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path, origins } = this.#options;
    const { origin, host } = request.headers;
    // node:http has let go of the socket: a client that vanishes during the handshake must not end the process.
    socket.on('error', ignore);
    // The answer would stand between the frames. Nobody sends a request ahead of a handshake (RFC 6455 section 4.1).
    if (isAnswering(request.socket)) socket.destroy();
    else if (pathOf(request) !== path) refuseUpgrade(socket, '404 Not Found');
    else if (!namesHost(request)) refuseUpgrade(socket, '400 Bad Request');
    else if (!origins.allows(origin, host)) refuseUpgrade(socket, '403 Forbidden');
    else if (this.#isClosing) refuseUpgrade(socket, unavailable);
    else this.#admitInTurn(request, socket, head);
  }

  /**
   * Accepts no more connections and resolves when all are gone. Those that it has not accepted yet
   * get 503, with which a proxy asks another instance. The caller must end the sessions first.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const socket of this.#handshakes) refuseUpgrade(socket, unavailable);
    this.#handshakes.clear();
    this.#webSockets.close();
    const { closeTimeoutMs } = this.#options.connection;
    await Promise.all([...this.#open].map((client) => closed(client, closeTimeoutMs)));
    this.#keepAlive.close();
  }

  #admitInTurn(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { clientInfoOf, turns, observer } = this.#options;
    const clientInfo = clientInfoOf(request);
    const client = addressBlock(clientInfo.clientIp);
    this.#handshakes.add(socket);
    const admit = (): void => {
      if (this.#handshakes.delete(socket)) this.#admit({ request, socket, head, client }, clientInfo);
    };
    turns.start(client, admit, observer.onError);
  }

  /**
   * Opens a WebSocket even for a client over a limit, to send it a close code: a browser cannot
   * tell why a handshake was refused.
   */
  #admit(handshake: Handshake, clientInfo: ClientInfo): void {
    const { limits, observer } = this.#options;
    try {
      const lease = limits.connections.acquire(clientInfo.clientIp);
      const isOpened = this.#upgrade(handshake, (webSocket) =>
        this.#accept(webSocket, handshake.request, clientInfo, lease),
      );
      if (!isOpened) lease.release();
    } catch (error) {
      if (!(error instanceof GatewayError)) observer.onError(error);
      const code = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
      observer.onRefused(clientInfo, code);
      this.#upgrade(handshake, (webSocket) => this.#turnAway(webSocket, code));
    }
  }

  /**
   * Returns false when the client is gone or its handshake is wrong, which ws has answered. Calls
   * `onOpen` synchronously, or never.
   */
  #upgrade({ request, socket, head, client }: Handshake, onOpen: (webSocket: CloseAwareWebSocket) => void): boolean {
    let isOpened = false;
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      isOpened = true;
      // Now ws listens itself.
      socket.off('error', ignore);
      webSocket.on('error', this.#onError);
      new WebSocketReader(webSocket, request.socket, client, this.#reading);
      this.#open.add(webSocket);
      onOpen(webSocket);
    });
    return isOpened;
  }

  #turnAway(webSocket: WebSocket, code: ErrorCode): void {
    webSocket.once('close', () => this.#open.delete(webSocket));
    // What it sends meanwhile is not answered, malformed or not.
    closeInTime(webSocket, errorMeanings[code].closeCode, code, this.#options.connection.closeTimeoutMs);
  }

  #accept(
    webSocket: CloseAwareWebSocket,
    { headers, socket }: IncomingMessage,
    clientInfo: ClientInfo,
    lease: ConnectionLease,
  ): void {
    const { sessions, limits, turns, observer } = this.#options;
    const connection = new WebSocketConnection(webSocket, socket, clientInfo, lease, this.#options.connection);
    const session = sessions.open(connection);
    const context = { session, clientInfo };
    const operations = new OperationRegistry(connection, context, limits.operations(), this.#options.operations);
    const token = tokenOfHeaders(headers);
    const protocol = new WebSocketProtocol(connection, operations, context, this.#options.protocol, token);
    this.#connections += 1;
    limits.buffers.add(connection);
    this.#keepAlive.add(connection);

    webSocket.on('message', (data) => protocol.receive(String(data)));
    webSocket.on('close', (code, reason) => {
      this.#open.delete(webSocket);
      this.#connections -= 1;
      limits.buffers.remove(connection);
      this.#keepAlive.remove(connection);
      lease.release();
      // Thousands leave at once where a proxy restarts, and each may have hundreds of subscriptions.
      const forget = (): void => {
        // First, so that its subscriptions end as disconnected and not as completed.
        session.close();
        protocol.close();
        observer.onDisconnect(clientInfo, code, String(reason));
      };
      turns.start(addressBlock(clientInfo.clientIp), forget, observer.onError);
    });
    protocol.open();
    observer.onConnect(clientInfo);
  }
}

/**
 * Resolves when the client is gone. One that has not begun to close, for instance because it never
 * spoke, is cut after the timeout.
 */
async function closed(webSocket: WebSocket, timeoutMs: number): Promise<void> {
  if (webSocket.readyState === webSocket.CLOSED) return;
  // Not `events.once`, which rejects when the client's last words are malformed.
  const closing = new Promise<true>((resolve) => webSocket.once('close', () => resolve(true)));
  if (await withTimeout(closing, timeoutMs, false)) return;
  webSocket.terminate();
  await closing;
}

const unavailable = '503 Service Unavailable';

/** Does nothing: what failed shows in the 'close' that follows. */
function ignore(): void {}

function refuseUpgrade(socket: Duplex, status: string): void {
  // A client that keeps its own half open would hold up the shutdown.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
