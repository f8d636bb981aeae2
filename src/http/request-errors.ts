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
 * Gives one of our codes to an error of yoga's about a request that cannot be executed; returns
 * other errors unchanged. The `originalError` is left out: it quotes a part of the body, which may
 * hold a password.
 */
export function requestError(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || !requestCodes.has(error.extensions['code'])) return error;
  const { message, extensions } = error;
  const { code, http } = extensions;
  // yoga uses this code also for a well-formed request of which no operation can be chosen.
  return badRequest(message, { ...http, spec: code === 'OPERATION_RESOLUTION_FAILURE' });
}

/**
 * A plugin that turns what `JSON.parse` throws about a URL into a client's error, which yoga does
 * not do.
 */
export const readableUrls: Plugin = {
  onRequestParse({ request, requestParser, setRequestParser }) {
    if (request.method !== 'GET' || requestParser === undefined) return;
    setRequestParser((url) => {
      try {
        return requestParser(url);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw badRequest('The variables or extensions in the URL are not JSON.', {
          status: badRequestStatus,
          spec: false,
        });
      }
    });
  },
};

/**
 * A plugin that refuses an `operationName` that is not text, and takes an empty one for none, as
 * some clients send it. yoga checks the types of all other parameters.
 */
export const textualNames: Plugin = {
  onParams({ params, setParams }) {
    const { operationName, ...others } = params;
    if (operationName === '') setParams(others);
    if (operationName === undefined || operationName === null || typeof operationName === 'string') return;
    throw badRequest('The operationName in the request is not a string.', { status: badRequestStatus, spec: false });
  },
};

/**
 * Copies an error with its extensions: yoga writes into the extensions of what it sends, but the
 * errors of a document are shared by all who send it, over any transport.
 */
export function ownCopy(error: GraphQLError): GraphQLError {
  return copyWith(error, error.extensions);
}

/**
 * Gives an answer without data a status that is not a success, as GraphQL over HTTP demands for
 * `application/graphql-response+json`. Over other types the status stays 200.
 */
export function withStatus(result: ExecutionResult): ExecutionResult {
  const { data, errors } = result;
  if (data !== undefined || errors === undefined) return result;
  return { ...result, errors: errors.map(withStatusOfItsOwn) };
}

/**
 * Gives an answer that is an event stream the status of a success, whatever is wrong with the
 * operation: of an answer with another status, an EventSource and the client of graphql-sse do not
 * read the body, and the latter tries again (PROTOCOL.md of graphql-sse, "Distinct connections
 * mode"). The status for a body that is too large stays.
 */
export function inEventStream(result: ExecutionResult): ExecutionResult {
  const { errors = [] } = result;
  return { ...result, errors: errors.map(withoutStatus) };
}

/**
 * Gives the HTTP answer of a result whose error says `extensions.retryAfter` the status of the
 * error's code and the header `Retry-After` (RFC 6585 section 4), over any transport: a stream that
 * may not begin is no stream.
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
  // graphql-tools gives the status 400 without `spec` to variables that do not fit the operation
  // (`execute` in execution/execute.js).
  if (http !== undefined && (http.spec !== undefined || http.status !== badRequestStatus)) return error;
  return copyWith(error, { ...extensions, http: { status: statusOf(error), spec: true } });
}

function statusOf({ extensions }: GraphQLError): number {
  return meaningOf(extensions['code'])?.httpStatus ?? badRequestStatus;
}

function canRetryAfter({ extensions }: GraphQLError): boolean {
  return typeof extensions['retryAfter'] === 'number' && meaningOf(extensions['code'])?.mayRetry === true;
}

/** Sets `extensions.http`, which yoga removes before it sends an error. */
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
