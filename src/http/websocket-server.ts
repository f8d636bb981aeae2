import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs } from 'graphql';
import { handleProtocols, makeServer, type Server } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { Turn } from '../fanout/turn.ts';
import type { Session } from '../graphql/session.ts';
import type { Sessions } from '../graphql/sessions.ts';
import type { SignIn } from '../graphql/sign-in.ts';
import type { Caller } from '../kazoo/caller.ts';
import type { BufferBudget } from './buffer-budget.ts';
import { tokenOfConnectionParams } from './client-token.ts';
import { closeCodeOf } from './close-code.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { WebSocketConnection } from './websocket-connection.ts';
import { PreparedOperation, WebSocketOperations, type WebSocketOperationsOptions } from './websocket-operations.ts';

export interface WebSocketServerOptions
  extends Omit<WebSocketOperationsOptions, 'context' | 'deliverer' | 'drained' | 'limits'> {
  readonly path: string;
  readonly origins: OriginPolicy;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly turn: Turn;
  readonly maxMessageBytes: number;
  readonly maxBufferedBytes: number;
  readonly keepAliveMs: number;
  readonly initTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly cursor: () => string;
  readonly callerOf: (request: IncomingMessage) => Caller;
  /** Something failed that no client caused. */
  readonly onError: (error: unknown) => void;
  readonly onSlowClient: () => void;
  readonly connections: ConnectionLimits;
  readonly buffers: BufferBudget;
  readonly onConnect: (caller: Caller) => void;
  readonly onDisconnect: (caller: Caller, closeCode: number, reason: string) => void;
  /** For one connection. */
  readonly operationLimits: () => OperationLimits;
}

interface Extra {
  readonly connection: WebSocketConnection;
  readonly operations: WebSocketOperations;
  readonly session: Session;
  readonly caller: Caller;
}

/** graphql-transport-ws: graphql-ws keeps the protocol, the connection below it is ours. */
export class GraphQLWebSocketServer {
  readonly #options: WebSocketServerOptions;
  readonly #webSockets: WebSocketServer;
  readonly #protocol: Server<Extra>;
  readonly #connections = new Set<WebSocketConnection>();

  constructor(options: WebSocketServerOptions) {
    this.#options = options;
    // Raw frames go past ws, so it must not compress: their bits would be wrong.
    this.#webSockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes,
      handleProtocols,
    });
    this.#protocol = makeServer<Record<string, unknown>, Extra>({
      schema: options.schema,
      connectionInitWaitTimeout: options.initTimeoutMs,
      onConnect: ({ connectionParams, extra }) => this.#onConnect(connectionParams, extra),
      onSubscribe: ({ extra }, id, payload) => extra.operations.prepare(id, payload),
      execute: run,
      subscribe: run,
    });
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** For the `upgrade` event of a `node:http` server. Only a foreign Origin or another path is refused here; everything else gets a close code. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path, origins } = this.#options;
    const { origin, host } = request.headers;
    // node:http has let go of the socket: a client that vanishes during the handshake must not end the process.
    socket.on('error', () => undefined);
    if (request.url?.split('?', 1)[0] !== path) refuseUpgrade(socket, '404 Not Found');
    else if (!origins.allows(origin, host)) refuseUpgrade(socket, '403 Forbidden');
    else void this.#accept(request, socket, head);
  }

  /** Takes no more connections and resolves when all are gone; whoever calls it ends the sessions first. */
  async close(): Promise<void> {
    this.#webSockets.close();
    const { closeTimeoutMs } = this.#options;
    await Promise.all([...this.#webSockets.clients].map((client) => closed(client, closeTimeoutMs)));
  }

  /** Also whoever is over a limit gets its WebSocket, for the close code: a browser tells a refused handshake from nothing else. */
  async #accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { callerOf, connections, onError } = this.#options;
    const caller = { requestId: randomUUID(), ...callerOf(request) };
    try {
      const leave = await connections.take(caller.clientIp);
      if (socket.destroyed) leave();
      else socket.once('close', leave);
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket, caller));
    } catch (error) {
      if (!(error instanceof GatewayError)) onError(error);
      const code = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#turnAway(webSocket, code));
    }
  }

  #turnAway(webSocket: WebSocket, code: ErrorCode): void {
    // What it sends meanwhile is not read, malformed or not.
    webSocket.on('error', () => undefined);
    webSocket.close(closeCodeOf(code), code);
    const deadline = setTimeout(() => webSocket.terminate(), this.#options.closeTimeoutMs);
    webSocket.once('close', () => clearTimeout(deadline));
  }

  #open(webSocket: WebSocket, socket: Duplex, caller: Caller): void {
    const { sessions, turn, maxBufferedBytes, keepAliveMs, closeTimeoutMs, cursor, onSlowClient, onError } =
      this.#options;
    const connection = new WebSocketConnection({
      webSocket,
      socket,
      turn,
      maxBufferedBytes,
      keepAliveMs,
      closeTimeoutMs,
      cursor: () => (operations.areUpToDate ? cursor() : undefined),
      onSlow: onSlowClient,
    });
    const session = sessions.open((error) => connection.closeWith(error));
    const operations = new WebSocketOperations({
      ...this.#options,
      context: { session, caller },
      deliverer: (id) => connection.deliverer(id),
      drained: () => connection.drained(),
      limits: this.#options.operationLimits(),
    });
    this.#connections.add(connection);
    this.#options.onConnect(caller);
    const forget = this.#options.buffers.add(connection);

    const onClosed = this.#protocol.opened(
      {
        protocol: webSocket.protocol,
        send: (text) => connection.send(text),
        close: (code = closeCodeNormal, reason = '') => connection.close(code, reason),
        onMessage: (receive) => {
          webSocket.on('message', (data) => {
            receive(String(data)).catch((error: unknown) => {
              if (isUnexpectedMessage(error)) connection.close(closeCodeBadRequest, error.message);
              else onError(error);
            });
          });
        },
      },
      { connection, operations, session, caller },
    );
    // A malformed frame is answered by ws with the protocol's own close code; 'close' follows.
    webSocket.on('error', () => undefined);
    webSocket.once('close', (code, reason) => {
      this.#connections.delete(connection);
      forget();
      this.#options.onDisconnect(caller, code, String(reason));
      operations.close();
      sessions.close(session);
      onClosed(code, String(reason)).catch(onError);
    });
  }

  /** An unusable token closes with 4403 before the ack; a Kazoo that cannot be asked makes the client try again later. */
  async #onConnect(
    params: Readonly<Record<string, unknown>> | undefined,
    { connection, session, caller }: Extra,
  ): Promise<boolean> {
    const token = tokenOfConnectionParams(params);
    try {
      if (token !== undefined) await this.#options.signIn.confirm(session, token, caller);
      connection.acknowledge();
      return true;
    } catch (error) {
      if (!(error instanceof GatewayError)) this.#options.onError(error);
      const reason =
        error instanceof GatewayError
          ? error
          : new GatewayError('INTERNAL_SERVER_ERROR', 'Unexpected error.', { cause: error });
      connection.closeWith(reason);
      return false; // graphql-ws would close with 4403 now, but only the first close counts.
    }
  }
}

/** A client that has not begun to close, for instance because it never spoke, is cut after the timeout. */
async function closed(webSocket: WebSocket, timeoutMs: number): Promise<void> {
  if (webSocket.readyState === webSocket.CLOSED) return;
  const deadline = setTimeout(() => webSocket.terminate(), timeoutMs);
  // Not `events.once`, which rejects when the client's last words are malformed.
  await new Promise((resolve) => webSocket.once('close', resolve));
  clearTimeout(deadline);
}

const closeCodeNormal = 1000;
const closeCodeBadRequest = 4400;

/** graphql-ws throws, rather than closes, when a client sends what only servers may (`opened` in its server.ts). */
function isUnexpectedMessage(error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith('Unexpected message of type ');
}

function run({ contextValue }: ExecutionArgs): ReturnType<PreparedOperation['run']> {
  if (contextValue instanceof PreparedOperation) return contextValue.run();
  throw new TypeError('An operation was run that had not been prepared.');
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // A client that keeps its own half open would hold up the shutdown.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
