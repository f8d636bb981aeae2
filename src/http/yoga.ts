import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
} from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { checkOperation, type DocumentPolicy, maxVariableErrors } from '../graphql/documents/document-policy.ts';
import type { Documents } from '../graphql/documents/documents.ts';
import type { OperationCost } from '../graphql/documents/operation-cost.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import type { ExecutionContext, QueryTurns } from '../graphql/query-turns.ts';
import type { SubscriptionStarter } from '../graphql/subscriptions/subscription-starter.ts';
import { addressBlock } from '../limits/address-block.ts';
import { eventStream } from './accepted-types.ts';
import {
  inEventStream,
  ownCopy,
  readableUrls,
  requestError,
  textualNames,
  withRetryAfter,
  withStatus,
} from './request-errors.ts';
import type { SseStream } from './sse-stream.ts';

/** What yoga gets with each request. */
export interface RequestContext extends ExecutionContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** True if the client accepts an event stream. */
  readonly isStreamAsked: boolean;
  /** The body of the request; empty for GET. */
  readonly body: string;
  /**
   * Makes the response a stream, for a subscription. @throws `RATE_LIMITED` when there are too many
   * connections.
   */
  readonly openStream: () => SseStream;
}

export type GatewayYoga = YogaServerInstance<RequestContext, object>;

export interface YogaOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly policy: DocumentPolicy;
  readonly queries: QueryTurns;
  readonly subscriptions: SubscriptionStarter;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onOperation: (type: OperationTypeNode, transport: 'http' | 'sse') => void;
}

/**
 * Creates a yoga that reads HTTP requests and answers queries and mutations. A subscription becomes
 * an `SseStream` instead of an iterator.
 */
export function createGatewayYoga({
  path,
  schema,
  policy: { documents, trusted, cost },
  queries,
  subscriptions,
  maskError,
  onOperation,
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
    // The body has come by then, and was measured.
    maxRequestBodySize: false,
    logging: false,
    parserAndValidationCache: false,
    maskedErrors: { maskError: (error) => maskError(requestError(error)) },
    plugins: [
      readableUrls,
      receivedBodies,
      textualNames,
      trustedDocuments(trusted),
      sharedDocuments(documents),
      countedOperations(cost, onOperation),
      queriesInTurn(queries, maskError),
      sharedSubscriptions(subscriptions, maskError),
      statuses,
    ],
  });
}

/**
 * Hands yoga the body that has been read. Ignores a byte order mark before the JSON, which editors
 * and .NET write and parsers may ignore (RFC 8259 section 8.1).
 */
const receivedBodies: Plugin<object, RequestContext> = {
  onRequestParse({ request: { method }, requestParser, serverContext: { body }, setRequestParser }) {
    if (method !== 'POST' || requestParser === undefined) return;
    setRequestParser((request) =>
      requestParser(Object.assign(request, { json: async () => JSON.parse(body.replace(/^\uFEFF/, '')) })),
    );
  },
};

function trustedDocuments(trusted: TrustedDocuments): Plugin<RequestContext, RequestContext> {
  return {
    onParams({ params, setParams }) {
      const query = trusted.textOf(params);
      if (query !== '') setParams({ ...params, query });
    },
  };
}

function countedOperations(
  cost: OperationCost,
  onOperation: YogaOptions['onOperation'],
): Plugin<RequestContext, RequestContext> {
  function check({ document, operationName, variableValues }: ExecutionArgs): void {
    checkOperation(cost, document, operationName, variableValues ?? {});
  }
  return {
    onExecute({ args }) {
      check(args);
      const { document, operationName } = args;
      const operation = getOperationAST(document, operationName);
      if (operation) onOperation(operation.operation, 'http');
    },
    onSubscribe({ args }) {
      check(args);
      onOperation(OperationTypeNode.SUBSCRIPTION, 'sse');
    },
  };
}

/** Gives yoga the parsed and validated documents that WebSockets use, too. */
function sharedDocuments(documents: Documents): Plugin<RequestContext, RequestContext> {
  const errorsOf = new WeakMap<object, readonly GraphQLError[]>();
  return {
    async onParams({ params: { query }, context: { clientInfo, res }, setResult }) {
      if (typeof query !== 'string' || documents.has(query)) return;
      await documents.prepare(query, addressBlock(clientInfo.clientIp), () => !res.closed);
      // Nobody will read it.
      if (res.closed) setResult({});
    },
    onParse({ setParseFn }) {
      setParseFn((query: string) => {
        const read = documents.read(query);
        if (read.ok) return read.document;
        const errors = read.errors.map(ownCopy);
        if (read.document === undefined) throw errors[0];
        // Validation errors are reported by the validation phase, which gets the document.
        errorsOf.set(read.document, errors);
        return read.document;
      });
    },
    onValidate({ params: { documentAST }, setResult }) {
      setResult([...(errorsOf.get(documentAST) ?? [])]);
    },
  };
}

function queriesInTurn(
  queries: QueryTurns,
  maskError: (error: unknown) => GraphQLError,
): Plugin<RequestContext, RequestContext> {
  return {
    onExecute({ args: { document, operationName, contextValue: context }, executeFn, setExecuteFn }) {
      const operation = getOperationAST(document, operationName);
      if (!operation) return;
      setExecuteFn(async (args) => {
        const { schema, variableValues } = args;
        const { variableDefinitions = [] } = operation;
        // yoga's executor has no option for this.
        const { errors } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, {
          maxErrors: maxVariableErrors,
        });
        if (errors !== undefined) return { errors };
        try {
          return await queries.run(operation.operation, context, () => executeFn(args));
        } catch (error) {
          return { errors: [maskError(error)] };
        }
      });
    },
  };
}

function sharedSubscriptions(
  subscriptions: SubscriptionStarter,
  maskError: (error: unknown) => GraphQLError,
): Plugin<RequestContext, RequestContext> {
  return {
    onSubscribe({ args: { document, operationName, variableValues, contextValue: context }, setSubscribeFn }) {
      const { request, res, isStreamAsked, openStream } = context;
      setSubscribeFn(async () => {
        if (request.method !== 'POST' || !isStreamAsked) return { errors: [needsEventStream()] };
        let stream: SseStream;
        try {
          stream = openStream();
        } catch (error) {
          return { errors: [maskError(error)] };
        }
        const errors = await subscriptions.start({
          document,
          operationName: operationName ?? undefined,
          variableValues: variableValues ?? {},
          context,
          transport: stream,
        });
        if (errors.length === 0) stream.run();
        // A client that was already served a part of what it missed can be told only in the stream.
        else if (res.headersSent) stream.fail(errors);
        return { errors };
      });
    },
    onResultProcess({ serverContext: { res }, setResultProcessor }) {
      // The stream runs on the response itself: what yoga would answer is not sent.
      if (res.headersSent) setResultProcessor((_, { Response }) => new Response(null), eventStream);
    },
  };
}

const statuses: Plugin<RequestContext, RequestContext> = {
  onResultProcess({ request, result, setResult }) {
    if (!('errors' in result)) return;
    const isStream = request.headers.get('accept')?.startsWith(eventStream) === true;
    setResult(withRetryAfter(isStream ? inEventStream(result) : withStatus(result)));
  },
};

function needsEventStream(): GraphQLError {
  return new GraphQLError(`Subscribe over WebSocket, or with POST and "Accept: ${eventStream}".`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } },
  });
}
