import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';

const tooManyRequests = 429;

/** Makes the HTTP answer of a result whose error says `extensions.retryAfter` a 429 with the header of that name (RFC 6585 section 4). */
export function withRetryAfter(result: ExecutionResult): ExecutionResult {
  const { errors } = result;
  return errors?.some(hasRetryAfter) === true ? { ...result, errors: errors.map(withHttp) } : result;
}

function hasRetryAfter({ extensions }: GraphQLError): boolean {
  return typeof extensions['retryAfter'] === 'number';
}

/** yoga takes `extensions.http` out before it sends an error. */
function withHttp(error: GraphQLError): GraphQLError {
  if (!hasRetryAfter(error)) return error;
  const { message, nodes = null, source = null, positions = null, path = null, extensions } = error;
  const http = { status: tooManyRequests, headers: { 'Retry-After': String(extensions['retryAfter']) } };
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...extensions, http } });
}
