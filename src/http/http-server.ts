import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { TlsCredentials } from '../config/tls-files.ts';
import type { IdleConnections } from '../limits/connections/idle-connections.ts';
import type { UnfinishedMessages } from '../limits/connections/unfinished-messages.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { TurnTaker } from '../scheduling/turn-queue.ts';
import { earlierRequests } from './earlier-requests.ts';
import type { GraphQLHandler } from './graphql-handler.ts';
import { HttpRequest, pathOf } from './http-request.ts';
import type { OpenResponses } from './open-responses.ts';
import { acceptInTurns } from './reading/accepted-connections.ts';
import { Departures } from './reading/departures.ts';
import { readInTurns } from './reading/http-reader.ts';
import { handshakeInTurns, handshakeOptions } from './reading/tls-handshakes.ts';
import { answerRefusedRequests, type RequestLimit } from './refused-requests.ts';

/** Answers a request, or leaves it to others by returning false. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => boolean | Promise<boolean>;

export interface HttpServerOptions {
  readonly graphql: GraphQLHandler;
  /** Asked before GraphQL, in their order; the first that handles a request answers it. */
  readonly handlers: readonly RequestHandler[];
  readonly idleConnections: IdleConnections;
  readonly openResponses: OpenResponses;
  /** In which all clients take turns. */
  readonly turns: SlicedQueue;
  /** Counts what is kept of headers and bodies that are under way. */
  readonly unfinished: UnfinishedMessages;
  /** Returns on whose behalf a request takes its turn. */
  readonly clientOf: (request: IncomingMessage) => string;
  /** Returns on whose behalf a connection is read until its first request is known. */
  readonly clientOfSocket: (socket: Socket) => TurnTaker;
  readonly limits: RequestLimits;
  /** Undefined: plain HTTP. */
  readonly tls: TlsCredentials | undefined;
  readonly onLimited: (limit: RequestLimit) => void;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/** How large a request may be, and how long it may take. */
export interface RequestLimits {
  readonly maxHeaderBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a connection may stay open between two requests. */
  readonly idleTimeoutMs: number;
}

/** How often Node looks for requests that take too long: it ends all that it finds together. */
const maxCheckIntervalMs = 250;

/** Creates the server of HTTP requests. Whoever calls it makes it listen, and closes it. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { graphql, handlers, openResponses, turns, unfinished, clientOf, clientOfSocket, tls, onError } = options;
  const { maxHeaderBytes, requestTimeoutMs, idleTimeoutMs } = options.limits;
  // Node gives the headers at most the time of the whole request.
  const headersTimeoutMs = Math.min(options.limits.headersTimeoutMs, requestTimeoutMs);

  const departures = new Departures(turns, onError);

  async function takeTurn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await earlierRequests(request, response);
    openResponses.add(response);
    departures.notice(request, response);
    await turns.run(
      clientOf(request),
      () => handle(request, response),
      () => !response.closed,
    );
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    for (const handler of handlers) if (await handler(request, response, path)) return;
    if (path === graphql.path) await graphql.handle(request, response);
    else sendText(response, 404, `Not found. GraphQL is at ${graphql.path}.\n`);
  }

  const serverOptions = {
    IncomingMessage: HttpRequest,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: idleTimeoutMs,
    connectionsCheckingInterval: Math.min(headersTimeoutMs, maxCheckIntervalMs),
  };
  const listener: RequestListener = (request, response) => {
    takeTurn(request, response).catch((error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'Unexpected error. It has been logged.\n');
    });
  };
  const server =
    tls === undefined
      ? createServer(serverOptions, listener)
      : createTlsServer(
          { ...serverOptions, ...tls, ...handshakeOptions, handshakeTimeout: headersTimeoutMs },
          listener,
        );
  // A client that has sent all it will still gets its answer (`socketOnEnd` in lib/_http_server.js of Node).
  Object.assign(server, { httpAllowHalfOpen: true });
  if (server instanceof TlsServer)
    handshakeInTurns(server, { turns, clientOfSocket, timeoutMs: headersTimeoutMs, onError });
  readInTurns(server, { turns, unfinished, clientOf, clientOfSocket, onError });
  acceptInTurns(server, { turns, clientOfSocket, onError });
  options.idleConnections.watch(server);
  answerRefusedRequests(server, options.onLimited, (socket, refuse) => {
    if (socket instanceof Socket) turns.start(clientOfSocket(socket), refuse, onError);
    else refuse();
  });
  return server;
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
