import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type ErrorCode, meaningOf } from '../errors.ts';

const badRequestStatus = 400;
const contentTooLarge = 413;

type HttpExtensions = NonNullable<GraphQLError['extensions']['http']>;

/** yoga's own codes for a request that cannot be executed. */
const requestCodes: ReadonlySet<unknown> = new Set([
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'REQUEST_ENTITY_TOO_LARGE',
]);

/**
 * What yoga says of a request that cannot be executed, with a code of ours. Its `originalError` stays behind: it quotes the body around a mistake,
 * which may hold a password.
 */
export function requestError(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || !requestCodes.has(error.extensions['code'])) return error;
  const { message, extensions } = error;
  const { code, http } = extensions;
  // yoga says so of a well-formed request, too, when no operation can be chosen.
  return badRequest(message, { ...http, spec: code === 'OPERATION_RESOLUTION_FAILURE' });
}

/** yoga lets out as it is what `JSON.parse` throws about a URL. */
export const readableUrls: Plugin = {
  onRequestParse({ request, requestParser, setRequestParser }) {
    if (request.method !== 'GET' || requestParser === undefined) return;
    setRequestParser((url) => {
      try {
        return requestParser(url);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw badRequest('The variables or extensions in the URL are no JSON.', {
          status: badRequestStatus,
          spec: false,
        });
      }
    });
  },
};

/** yoga checks what all other parameters are, and takes this one for the name of an operation that is not there. */
export const textualNames: Plugin = {
  onParams({ params: { operationName } }) {
    if (operationName === undefined || operationName === null || typeof operationName === 'string') return;
    throw badRequest('The operationName in the request is no text.', { status: badRequestStatus, spec: false });
  },
};

/** With extensions of its own: yoga writes into those of what it sends, and a document's errors are kept for all who send it, over any transport. */
export function ownCopy(error: GraphQLError): GraphQLError {
  return copyWith(error, error.extensions);
}

/** As `application/graphql-response+json` an answer without data never has the status of a success (GraphQL over HTTP); with others it keeps it. */
export function withStatus(result: ExecutionResult): ExecutionResult {
  const { data, errors } = result;
  if (data !== undefined || errors === undefined) return result;
  return { ...result, errors: errors.map(withStatusOfItsOwn) };
}

/**
 * As an event stream an answer has the status of a success, whatever is wrong with the operation: of any other, an EventSource and graphql-sse's client
 * tell nobody what it says, and the latter tries again (PROTOCOL.md of graphql-sse, "Distinct connections mode"). A body that is too large keeps its own.
 */
export function inEventStream(result: ExecutionResult): ExecutionResult {
  const { errors = [] } = result;
  return { ...result, errors: errors.map(withoutStatus) };
}

/**
 * Gives the HTTP answer of a result whose error says `extensions.retryAfter` the status of the error's code and the header
 * `Retry-After` (RFC 6585 section 4), over any transport: a stream that may not begin is no stream.
 */
export function withRetryAfter(result: ExecutionResult): ExecutionResult {
  const { errors } = result;
  return errors?.some(canRetryAfter) === true ? { ...result, errors: errors.map(withRetryHeader) } : result;
}

function withoutStatus(error: GraphQLError): GraphQLError {
  const { http, ...extensions } = error.extensions;
  return http?.status === contentTooLarge ? error : copyWith(error, extensions);
}

function withStatusOfItsOwn(error: GraphQLError): GraphQLError {
  const { extensions } = error;
  const { http } = extensions;
  // graphql-tools gives 400 to variables that do not fit the operation (`execute` in execution/execute.js), without saying for whom.
  if (http !== undefined && (http.spec !== undefined || http.status !== badRequestStatus)) return error;
  return copyWith(error, { ...extensions, http: { status: statusOf(error), spec: true } });
}

function statusOf({ extensions }: GraphQLError): number {
  return meaningOf(extensions['code'])?.httpStatus ?? badRequestStatus;
}

function canRetryAfter({ extensions }: GraphQLError): boolean {
  return typeof extensions['retryAfter'] === 'number' && meaningOf(extensions['code'])?.mayRetry === true;
}

/** yoga takes `extensions.http` out before it sends an error. */
function withRetryHeader(error: GraphQLError): GraphQLError {
  if (!canRetryAfter(error)) return error;
  const { extensions } = error;
  const headers = { 'Retry-After': String(extensions['retryAfter']) };
  return copyWith(error, { ...extensions, http: { status: statusOf(error), headers } });
}

function copyWith(error: GraphQLError, extensions: GraphQLError['extensions']): GraphQLError {
  const { message, nodes = null, source = null, positions = null, path = null } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...extensions } });
}

function badRequest(message: string, http: HttpExtensions): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http } });
}
