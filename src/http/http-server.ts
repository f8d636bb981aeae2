import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TlsCredentials } from '../config/tls-files.ts';
import type { IdleConnections } from '../limits/idle-connections.ts';
import { type GraphQLHandlerOptions, handleGraphQL } from './graphql-handler.ts';
import { HttpRequest, pathOf } from './http-request.ts';
import type { OpenResponses } from './open-responses.ts';
import { answerRefusedRequests, type RequestLimit } from './refused-requests.ts';
import { requestTurn } from './request-turn.ts';

/** Answers a request, or leaves it to others by returning false. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => boolean | Promise<boolean>;

export interface HttpServerOptions extends GraphQLHandlerOptions {
  readonly graphqlPath: string;
  /** Asked before GraphQL: health, metrics, GraphiQL. */
  readonly handlers: readonly RequestHandler[];
  readonly onError: (error: unknown) => void;
  readonly idleConnections: IdleConnections;
  readonly openResponses: OpenResponses;
  readonly onLimited: (limit: RequestLimit) => void;
  /** Absent: plain HTTP. */
  readonly tls?: TlsCredentials | undefined;
  readonly maxHeaderBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a connection may stay open between two requests. */
  readonly idleTimeoutMs: number;
}

/** How often Node looks for requests that take too long. */
const maxCheckIntervalMs = 5_000;

/** The HTTP side of the gateway; whoever calls it listens on, and closes, the server. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { handlers, openResponses, onError, maxHeaderBytes, requestTimeoutMs, idleTimeoutMs } = options;
  // Node takes no longer time for the headers than for all of a request.
  const headersTimeoutMs = Math.min(options.headersTimeoutMs, requestTimeoutMs);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await requestTurn(request, response);
    openResponses.add(response);
    const path = pathOf(request);
    for (const handler of handlers) if (await handler(request, response, path)) return;
    if (path !== options.graphqlPath) sendText(response, 404, `Not found. GraphQL is at ${options.graphqlPath}.\n`);
    else await handleGraphQL(request, response, options);
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
    handle(request, response).catch((error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'Unexpected error. It has been logged.\n');
    });
  };
  const { tls } = options;
  const server =
    tls === undefined
      ? createServer(serverOptions, listener)
      : createTlsServer({ ...serverOptions, ...tls, handshakeTimeout: headersTimeoutMs }, listener);
  options.idleConnections.watch(server);
  answerRefusedRequests(server, options.onLimited);
  return server;
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
