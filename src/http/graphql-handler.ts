import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { GraphQLError } from 'graphql';
import type { TransportFacts } from '../auth/session.ts';
import type { SessionRegistry } from '../auth/session-registry.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { GatewayError } from '../errors.ts';
import { clientLeft } from '../graphql/operation-context.ts';
import type { QueryTurns } from '../graphql/query-turns.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { Lease } from '../limits/lease.ts';
import type { PendingRequests } from '../limits/pending-requests.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import { acceptedTypes, eventStream } from './accepted-types.ts';
import { tokenOfHeaders } from './client-token.ts';
import { namesHost, targetOf } from './http-request.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { readBody } from './reading/request-body.ts';
import { type SseServices, SseStream } from './sse-stream.ts';
import type { GatewayYoga } from './yoga.ts';

export interface GraphQLHandlerOptions {
  readonly path: string;
  readonly yoga: GatewayYoga;
  readonly origins: OriginPolicy;
  readonly sessions: SessionRegistry;
  readonly signIn: SignIn;
  readonly queries: Pick<QueryTurns, 'admit'>;
  readonly clientInfoOf: (request: IncomingMessage) => ClientInfo;
  readonly pendingRequests: PendingRequests;
  readonly maxBodyBytes: number;
  readonly streams: SseServices;
  readonly maskError: (error: unknown) => GraphQLError;
  /** In which all clients take turns, by address. */
  readonly turns: SlicedQueue;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

const corsHeaders = {
  // The gateway reads no cookies, but of clients that send all requests with credentials browsers demand it.
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Expose-Headers': 'X-Request-ID, Retry-After',
  'Access-Control-Max-Age': '86400',
};
const usualRequestHeaders = 'Content-Type, Accept, X-Auth-Token, Authorization, X-Request-ID, Last-Event-ID';

/** Answers operations that come over HTTP, or streams them. */
export class GraphQLHandler {
  readonly path: string;
  readonly #options: GraphQLHandlerOptions;

  constructor(options: GraphQLHandlerOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** Resolves when the request is answered, or its stream has begun. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // RFC 9112 section 3.2.
    if (!namesHost(request)) {
      this.#refuse(response, 400, new GatewayError('BAD_USER_INPUT', 'The header Host must name one host.'));
      return;
    }
    if (!this.#admitOrigin(request, response)) return;
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (request.method === 'POST' && !isJson(request)) {
      const message = 'Send the operation as JSON, with Content-Type: application/json.';
      this.#refuse(response, 415, new GatewayError('BAD_USER_INPUT', message));
      return;
    }
    if (isEncoded(request)) {
      const message = 'Send the body as it is, without Content-Encoding.';
      response.setHeader('Accept-Encoding', 'identity');
      this.#refuse(response, 415, new GatewayError('BAD_USER_INPUT', message));
      return;
    }
    const { answer: answerType, isStreamAsked } = acceptedTypes(request.headers);
    if (answerType === undefined) {
      const message = `Accept application/json or, for a subscription, ${eventStream}.`;
      this.#refuse(response, 406, new GatewayError('BAD_USER_INPUT', message));
      return;
    }
    // yoga knows of no preferences: it gets to see what was chosen.
    request.headers.accept = answerType;
    request.url = targetOf(request);

    const clientInfo = this.#options.clientInfoOf(request);
    if (clientInfo.requestId !== undefined) response.setHeader('X-Request-ID', clientInfo.requestId);
    const pending = this.#unlessRefused(response, () => this.#options.pendingRequests.acquire(clientInfo.clientIp));
    if (pending === undefined) return;
    response.once('close', () => pending.release());
    const body = await this.#bodyOf(request, response);
    if (body !== undefined) await this.#execute(request, response, { clientInfo, isStreamAsked, pending, body });
  }

  /** Resolves with undefined when the client has left, or the request is refused. */
  async #bodyOf(request: IncomingMessage, response: ServerResponse): Promise<string | undefined> {
    if (request.method !== 'POST') return '';
    try {
      return await readBody(request, this.#options.maxBodyBytes);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#refuse(response, 413, error);
      return undefined;
    }
  }

  /** Returns false when the request is refused, which is answered then. */
  #admitOrigin(request: IncomingMessage, response: ServerResponse): boolean {
    const { origins } = this.#options;
    const { origin, host } = request.headers;
    if (!origins.allows(origin, host)) {
      const message = 'This web origin may not use the gateway. See ALLOWED_ORIGINS and PUBLIC_HOSTS.';
      this.#refuse(response, 403, new GatewayError('FORBIDDEN', message));
      return false;
    }
    response.setHeader('Vary', 'Origin, Access-Control-Request-Headers');
    // A cache knows that an answer to Authorization is one client's (RFC 9111 section 3.5); it does not know X-Auth-
    // Token.
    response.setHeader('Cache-Control', 'no-store');
    if (origin !== undefined && origins.isListed(origin)) {
      response.setHeaders(
        new Map(
          Object.entries({
            ...corsHeaders,
            'Access-Control-Allow-Origin': origin,
            // Whatever it asks for: libraries add headers of their own, to trace requests for instance.
            'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] || usualRequestHeaders,
          }),
        ),
      );
    }
    return true;
  }

  /** Returns undefined when `admit` throws because of a limit, which is answered then. */
  #unlessRefused<Result>(response: ServerResponse, admit: () => Result): Result | undefined {
    try {
      return admit();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      response.setHeader('Retry-After', String(error.extensions['retryAfter']));
      this.#refuse(response, error.meaning.httpStatus, error);
      return undefined;
    }
  }

  async #execute(
    request: IncomingMessage,
    response: ServerResponse,
    { clientInfo, isStreamAsked, pending, body }: AdmittedRequest,
  ): Promise<void> {
    const { sessions, signIn, queries, yoga, streams, turns, onError } = this.#options;
    let stream: SseStream | undefined;
    const session = sessions.open({
      get isRequest() {
        return stream === undefined;
      },
      get facts(): TransportFacts {
        const { bufferedBytes = 0 } = stream ?? {};
        return { kind: stream === undefined ? 'HTTP' : 'SSE', clientInfo, bufferedBytes };
      },
      onSessionEnded: (error) => stream?.onSessionEnded(error),
    });
    const gone = new AbortController();
    const leave = (): void => {
      // First, so that a subscription ends as disconnected and not as completed.
      session.close();
      gone.abort(clientLeft);
      stream?.leave();
    };
    response.once('close', () => {
      if (response.writableFinished) leave();
      // Thousands leave at once where a proxy restarts.
      else turns.start(addressBlock(clientInfo.clientIp), leave, onError);
    });
    const token = tokenOfHeaders(request.headers);
    if (token !== undefined) await signIn.present(session, token, clientInfo);
    const isAdmitted = this.#unlessRefused(response, () => {
      queries.admit({ session, clientInfo });
      return true;
    });
    if (isAdmitted === undefined) return;

    const answer = await yoga.handleNodeRequestAndResponse(request, response, {
      req: request,
      res: response,
      session,
      clientInfo,
      signal: gone.signal,
      lastEventId: lastEventIdOf(request),
      isStreamAsked,
      body,
      openStream() {
        stream = SseStream.open(response, session, clientInfo.clientIp, streams);
        // From now on the response counts as a connection.
        pending.release();
        return stream;
      },
    });
    if (!response.headersSent) await sendNodeResponse(answer, response, request, true);
  }

  #refuse(response: ServerResponse, status: number, error: GatewayError): void {
    response
      .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify({ errors: [this.#options.maskError(error)] }));
  }
}

/** A request that may be executed. */
interface AdmittedRequest {
  readonly clientInfo: ClientInfo;
  readonly isStreamAsked: boolean;
  readonly pending: Lease;
  readonly body: string;
}

/**
 * Returns the cursor after which a browser's EventSource, or a client like it, resumes (WHATWG
 * HTML, "The Last-Event-ID header").
 */
function lastEventIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Anything else a web page could send without being asked first ("simple requests"). */
function isJson(request: IncomingMessage): boolean {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  return ['application/json', 'application/graphql+json'].includes(type.trim().toLowerCase());
}

/** Whether the body is compressed. An answer 415 says what would do (RFC 9110 section 12.5.3). */
function isEncoded({ headers }: IncomingMessage): boolean {
  return !['', 'identity'].includes((headers['content-encoding'] ?? '').trim().toLowerCase());
}
