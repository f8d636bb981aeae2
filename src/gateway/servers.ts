import type { IncomingMessage, Server } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Config } from '../config/config.ts';
import type { TlsCredentials } from '../config/tls-files.ts';
import { JoinedFrames } from '../fanout/bytes/joined-frames.ts';
import { TailSlots } from '../fanout/bytes/tail-slots.ts';
import type { FlushScheduler } from '../fanout/flush-scheduler.ts';
import { GraphQLHandler } from '../http/graphql-handler.ts';
import { createHttpServer, type RequestHandler } from '../http/http-server.ts';
import type { OpenResponses } from '../http/open-responses.ts';
import type { OriginPolicy } from '../http/origin-policy.ts';
import type { SseStream } from '../http/sse-stream.ts';
import { GraphQLWebSocketServer } from '../http/websocket/websocket-server.ts';
import { createGatewayYoga } from '../http/yoga.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { addressBlock } from '../limits/address-block.ts';
import { Heartbeat } from '../scheduling/heartbeat.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { Auth } from './auth.ts';
import type { Limits } from './limits.ts';
import type { ClientObserver } from './observers.ts';
import type { Operations } from './operations.ts';

export interface ServersOptions {
  readonly config: Config;
  readonly graphqlPath: string;
  readonly operations: Operations;
  readonly auth: Auth;
  readonly limits: Limits;
  readonly clients: ClientObserver;
  /** Asked in order before GraphQL; the first that handles a request answers it. */
  readonly handlers: readonly RequestHandler[];
  /** Returns the cursor of the present moment. */
  readonly cursor: () => string | undefined;
  /** How each cursor begins that this gateway knows; undefined where several share theirs. */
  readonly cursorStart: string | undefined;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onError: (error: unknown) => void;
  readonly scheduler: FlushScheduler;
  /** In which all clients take turns, by address. */
  readonly turns: SlicedQueue;
}

/** What HTTP and WebSockets have in common at their beginning. */
export interface Entrance {
  readonly origins: OriginPolicy;
  readonly clientInfoOf: (request: IncomingMessage) => ClientInfo;
  readonly onSlowClient: () => void;
}

/** Does not listen: the server hands connections over to it. */
export function createWebSockets(options: ServersOptions, entrance: Entrance): GraphQLWebSocketServer {
  const { config, auth, limits, clients, maskError, onError } = options;
  const { schema, documentPolicy: policy, queries, subscriptions } = options.operations;
  const { origins, clientInfoOf, onSlowClient } = entrance;
  const { connections, buffers, operations, pace, unfinishedMessages, onLimited } = limits;
  const { maxMessageBytes } = config;
  return new GraphQLWebSocketServer({
    path: options.graphqlPath,
    origins,
    clientInfoOf,
    sessions: auth.sessions,
    limits: { connections, buffers, operations, pace, unfinishedMessages, maxMessageBytes },
    turns: options.turns,
    keepAliveMs: config.keepAliveMs,
    cursor: options.cursor,
    observer: {
      onConnect: clients.onConnect,
      onRefused: clients.onRefused,
      onOversizedMessage: () => onLimited('max_message_bytes'),
      onDisconnect: clients.onDisconnect,
      onError,
    },
    connection: {
      writer: {
        scheduler: options.scheduler,
        shared: { tails: new TailSlots(), joined: new JoinedFrames() },
        maxBufferedBytes: config.maxBufferedBytes,
      },
      closeTimeoutMs: config.closeTimeoutMs,
      onSlowClient,
      onSignIn: clients.onSignIn,
    },
    protocol: {
      signIn: auth.signIn,
      cursorStart: options.cursorStart,
      initTimeoutMs: config.initTimeoutMs,
      onError,
    },
    operations: {
      schema,
      policy,
      queries,
      subscriptions,
      maskError,
      onOperation: (type) => clients.onOperation(type, 'websocket'),
    },
  });
}

/** Does not listen yet. */
export function createServer(
  options: ServersOptions,
  entrance: Entrance,
  openResponses: OpenResponses,
  tls: TlsCredentials | undefined,
): Server {
  const { config, graphqlPath: path, auth, limits, clients, maskError, onError, turns } = options;
  const { schema, documentPolicy: policy, queries, subscriptions } = options.operations;
  const { origins, clientInfoOf, onSlowClient } = entrance;
  const { connections, buffers, idleConnections, pendingRequests, onLimited } = limits;
  const { maxBufferedBytes } = config;
  const heartbeat = new Heartbeat(config.keepAliveMs, (stream: SseStream) => stream.keepAlive(), onError);
  const server = createHttpServer({
    graphql: new GraphQLHandler({
      path,
      yoga: createGatewayYoga({
        path,
        schema,
        policy,
        queries,
        subscriptions,
        maskError,
        onOperation: clients.onOperation,
      }),
      origins,
      sessions: auth.sessions,
      signIn: auth.signIn,
      queries,
      clientInfoOf,
      pendingRequests,
      maxBodyBytes: config.maxBodyBytes,
      streams: { connections, buffers, maxBufferedBytes, heartbeat, onSlowClient },
      maskError,
      turns,
      onError,
    }),
    handlers: options.handlers,
    idleConnections,
    openResponses,
    turns,
    unfinished: limits.unfinishedRequests,
    clientOf: (request) => addressBlock(limits.addresses.of(request)),
    clientOfSocket(socket) {
      const address = limits.addresses.ofSocket(socket);
      const client = addressBlock(address ?? `${socket.remoteAddress} ${socket.remotePort}`);
      return { client, isNewcomer: address === undefined };
    },
    limits: {
      maxHeaderBytes: config.maxHeaderBytes,
      headersTimeoutMs: config.headersTimeoutMs,
      requestTimeoutMs: config.requestTimeoutMs,
      idleTimeoutMs: config.httpIdleTimeoutMs,
    },
    tls,
    onLimited,
    onError,
  });
  server.once('close', () => heartbeat.close());
  return server;
}
