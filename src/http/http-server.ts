import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sendNodeResponse } from '@whatwg-node/server';
import type { GraphQLError } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Turn } from '../fanout/turn.ts';
import type { Sessions } from '../graphql/sessions.ts';
import type { SignIn } from '../graphql/sign-in.ts';
import type { Caller } from '../kazoo/caller.ts';
import type { TlsCredentials } from '../tls-files.ts';
import type { BufferBudget } from './buffer-budget.ts';
import { tokenOfHeaders } from './client-token.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { HttpRequest } from './http-request.ts';
import type { IdleConnections } from './idle-connections.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { answerRefusedRequests, type RequestLimit } from './refused-requests.ts';
import { requestTurn } from './request-turn.ts';
import { SseStream } from './sse-stream.ts';
import type { GatewayYoga } from './yoga.ts';

/** Answers a request, or leaves it to others by returning false. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => boolean | Promise<boolean>;

export interface HttpServerOptions {
  readonly graphqlPath: string;
  readonly yoga: GatewayYoga;
  readonly origins: OriginPolicy;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly turn: Turn;
  readonly maxBufferedBytes: number;
  readonly keepAliveMs: number;
  readonly callerOf: (request: IncomingMessage) => Caller;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Asked before GraphQL: health, metrics, GraphiQL. */
  readonly handlers: readonly RequestHandler[];
  readonly onError: (error: unknown) => void;
  readonly onSlowClient: () => void;
  readonly connections: ConnectionLimits;
  readonly idleConnections: IdleConnections;
  readonly onLimited: (limit: RequestLimit) => void;
  readonly buffers: BufferBudget;
  /** Absent: plain HTTP. */
  readonly tls?: TlsCredentials | undefined;
  readonly maxHeaderBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a connection may stay open between two requests. */
  readonly idleTimeoutMs: number;
}

const corsHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type, Accept, X-Auth-Token, Authorization, X-Request-ID, Last-Event-ID',
  'Access-Control-Expose-Headers': 'X-Request-ID, Retry-After',
  'Access-Control-Max-Age': '86400',
};

/** How often Node looks for requests that take too long. */
const maxCheckIntervalMs = 5_000;

/** The HTTP side of the gateway; whoever calls it listens on, and closes, the server. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { handlers, onError, maxHeaderBytes, requestTimeoutMs, idleTimeoutMs } = options;
  // Node takes no longer time for the headers than for all of a request.
  const headersTimeoutMs = Math.min(options.headersTimeoutMs, requestTimeoutMs);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await requestTurn(request, response);
    const path = request.url?.split('?', 1)[0] ?? '/';
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

async function handleGraphQL(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> {
  const { origins, callerOf, sessions, signIn, yoga, maskError } = options;
  const { origin, host } = request.headers;
  if (!origins.allows(origin, host)) {
    sendErrors(
      response,
      403,
      maskError(new GatewayError('FORBIDDEN', 'This web origin may not use the gateway. See ALLOWED_ORIGINS.')),
    );
    return;
  }
  response.setHeader('Vary', 'Origin');
  // A cache knows that an answer to Authorization is one client's (RFC 9111 section 3.5); it does not know X-Auth-Token.
  response.setHeader('Cache-Control', 'no-store');
  if (origin !== undefined && origins.isListed(origin)) {
    response.setHeaders(new Map(Object.entries({ ...corsHeaders, 'Access-Control-Allow-Origin': origin })));
  }
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  if (request.method === 'POST' && !isJson(request)) {
    sendErrors(
      response,
      415,
      maskError(new GatewayError('BAD_USER_INPUT', 'Send the operation as JSON, with Content-Type: application/json.')),
    );
    return;
  }

  const caller = callerOf(request);
  if (caller.requestId !== undefined) response.setHeader('X-Request-ID', caller.requestId);
  const sse = new SseStream({
    ...options,
    response,
    takePlace: () => options.connections.take(caller.clientIp),
    principal: () => session.principal,
    onSlow: options.onSlowClient,
  });
  const session = sessions.open(sse);
  response.once('close', () => session.close());
  const token = tokenOfHeaders(request.headers);
  if (token !== undefined) await signIn.present(session, token, caller);

  const answer = await yoga.handleNodeRequestAndResponse(request, response, {
    req: request,
    res: response,
    session,
    caller,
    sse,
    lastEventId: lastEventIdOf(request),
  });
  if (sse.hasResponse) sse.run();
  else await sendNodeResponse(answer, response, request, true);
}

/** Where a browser's EventSource, or a client like it, resumes (WHATWG HTML, "The Last-Event-ID header"). */
function lastEventIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Anything else a web page could send without being asked first ("simple requests"). */
function isJson(request: IncomingMessage): boolean {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  return ['application/json', 'application/graphql+json'].includes(type.trim().toLowerCase());
}

function sendErrors(response: ServerResponse, status: number, error: GraphQLError): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ errors: [error] }));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
