import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Documents } from '../graphql/documents.ts';
import type { OperationContext } from '../graphql/operation-context.ts';
import type { Subscriptions } from '../graphql/subscriptions.ts';
import { withRetryAfter } from './retry-after.ts';
import type { SseStream } from './sse-stream.ts';

/** What the HTTP server hands to yoga with each request. */
export interface RequestContext extends OperationContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly sse: SseStream;
}

export type GatewayYoga = YogaServerInstance<RequestContext, object>;

export interface YogaOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly subscriptions: Subscriptions;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly maxBodyBytes: number;
}

const eventStream = 'text/event-stream';

/** yoga reads HTTP requests and answers queries and mutations; subscriptions take a seat in the fan-out instead of an iterator of their own. */
export function createGatewayYoga({
  path,
  schema,
  documents,
  subscriptions,
  maskError,
  maxBodyBytes,
}: YogaOptions): GatewayYoga {
  return createYoga<RequestContext>({
    schema,
    graphqlEndpoint: path,
    landingPage: false,
    graphiql: false,
    // Origins are decided once for all transports, before yoga sees the request.
    cors: false,
    multipart: false,
    batching: false,
    maxRequestBodySize: maxBodyBytes,
    logging: false,
    parserAndValidationCache: false,
    maskedErrors: { maskError },
    plugins: [sharedDocuments(documents), sharedSubscriptions(subscriptions, maskError), retryAfter],
  });
}

/** The same parsed and validated documents as over WebSocket. */
function sharedDocuments(documents: Documents): Plugin<RequestContext, RequestContext> {
  return {
    onParse({ setParseFn }) {
      setParseFn((query: string) => {
        const read = documents.read(query);
        if (read.ok) return read.document;
        // Validation errors are reported by the validation phase, which gets the document.
        if (read.document !== undefined) return read.document;
        throw read.errors[0];
      });
    },
    onValidate({ params: { documentAST }, context: { params }, setResult }) {
      const read = documents.read(params.query ?? '');
      setResult(read.ok || read.document !== documentAST ? [] : [...read.errors]);
    },
  };
}

function sharedSubscriptions(
  subscriptions: Subscriptions,
  maskError: (error: unknown) => GraphQLError,
): Plugin<RequestContext, RequestContext> {
  return {
    onSubscribe({ args: { document, operationName, variableValues, contextValue }, setSubscribeFn }) {
      const { request, params, sse } = contextValue;
      setSubscribeFn(async () => {
        if (request.method !== 'POST' || !acceptsEventStream(request)) return { errors: [needsEventStream()] };
        try {
          await sse.admit();
        } catch (error) {
          return { errors: [maskError(error)] };
        }
        const outcome = await subscriptions.subscribe({
          document,
          documentKey: params.query ?? '',
          operationName: operationName ?? undefined,
          variableValues: variableValues ?? {},
          context: contextValue,
          deliver: (frame) => sse.deliver(frame),
          drained: () => sse.drained(),
        });
        if (!outcome.ok) {
          if (sse.hasResponse) sse.fail(outcome.errors);
          return { errors: outcome.errors };
        }
        sse.take(outcome.seat);
        return outcome.seat;
      });
    },
    onResultProcess({ serverContext: { sse }, setResultProcessor }) {
      // The HTTP server runs the stream on the response itself: what yoga would answer is not sent.
      if (sse.hasResponse) setResultProcessor((_, { Response }) => new Response(null), eventStream);
    },
  };
}

const retryAfter: Plugin<RequestContext, RequestContext> = {
  onResultProcess({ result, setResult }) {
    if ('errors' in result) setResult(withRetryAfter(result));
  },
};

function acceptsEventStream({ headers }: Request): boolean {
  return headers.get('accept')?.includes(eventStream) ?? false;
}

function needsEventStream(): GraphQLError {
  return new GraphQLError(`Subscribe over WebSocket, or with POST and "Accept: ${eventStream}".`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 405, headers: { Allow: 'POST' } } },
  });
}
