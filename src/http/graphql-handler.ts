import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { GraphQLError } from 'graphql';
import type { SessionRegistry } from '../auth/session-registry.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { BufferBudget } from '../limits/buffer-budget.ts';
import type { ConnectionLimits } from '../limits/connection-limits.ts';
import type { Lease } from '../limits/lease.ts';
import type { PendingRequests } from '../limits/pending-requests.ts';
import { acceptedTypes, eventStream } from './accepted-types.ts';
import { tokenOfHeaders } from './client-token.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { SseStream } from './sse-stream.ts';
import type { GatewayYoga } from './yoga.ts';

export interface GraphQLHandlerOptions {
  readonly yoga: GatewayYoga;
  readonly origins: OriginPolicy;
  readonly sessions: SessionRegistry;
  readonly signIn: SignIn;
  readonly maxBufferedBytes: number;
  readonly keepAliveMs: number;
  readonly clientInfoOf: (request: IncomingMessage) => ClientInfo;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onSlowClient: () => void;
  readonly connections: ConnectionLimits;
  readonly pendingRequests: PendingRequests;
  readonly buffers: BufferBudget;
}

const corsHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type, Accept, X-Auth-Token, Authorization, X-Request-ID, Last-Event-ID',
  'Access-Control-Expose-Headers': 'X-Request-ID, Retry-After',
  'Access-Control-Max-Age': '86400',
};

/** Answers an operation that came over HTTP, or streams it. */
export async function handleGraphQL(
  request: IncomingMessage,
  response: ServerResponse,
  options: GraphQLHandlerOptions,
): Promise<void> {
  const { origins, clientInfoOf, sessions, signIn, yoga, maskError } = options;
  const refuse = (status: number, error: GatewayError): void => sendErrors(response, status, maskError(error));
  const { origin, host } = request.headers;
  if (!origins.allows(origin, host)) {
    refuse(403, new GatewayError('FORBIDDEN', 'This web origin may not use the gateway. See ALLOWED_ORIGINS.'));
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
    refuse(415, new GatewayError('BAD_USER_INPUT', 'Send the operation as JSON, with Content-Type: application/json.'));
    return;
  }
  const { answer: answerType, isStreamAsked } = acceptedTypes(request.headers);
  if (answerType === undefined) {
    refuse(406, new GatewayError('BAD_USER_INPUT', `Accept application/json or, for a subscription, ${eventStream}.`));
    return;
  }
  // yoga knows of no preferences: it gets to see what was chosen.
  request.headers.accept = answerType;

  const clientInfo = clientInfoOf(request);
  if (clientInfo.requestId !== undefined) response.setHeader('X-Request-ID', clientInfo.requestId);
  let pending: Lease;
  try {
    pending = options.pendingRequests.acquire(clientInfo.clientIp);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    response.setHeader('Retry-After', String(error.extensions['retryAfter']));
    refuse(error.meaning.httpStatus, error);
    return;
  }
  response.once('close', () => pending.release());
  const sse = new SseStream({
    ...options,
    response,
    async acquire() {
      const lease = await options.connections.acquire(clientInfo.clientIp);
      // From now on the response counts as a connection.
      pending.release();
      return lease;
    },
    principal: () => session.principal,
    onSlow: options.onSlowClient,
  });
  const session = sessions.open(sse);
  // First of all who hear it: what a stream is told is that nobody is there any more.
  response.prependOnceListener('close', () => session.close());
  const token = tokenOfHeaders(request.headers);
  if (token !== undefined) await signIn.present(session, token, clientInfo);

  const answer = await yoga.handleNodeRequestAndResponse(request, response, {
    req: request,
    res: response,
    session,
    clientInfo,
    sse,
    lastEventId: lastEventIdOf(request),
    isStreamAsked,
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
