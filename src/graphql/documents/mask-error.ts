import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import { withoutValues } from './without-values.ts';

/** What is told of an error that nobody foresaw. */
const masked = 'Unexpected error. It has been logged.';

/**
 * Turns whatever was thrown into what a client may read: a `GatewayError` with its own words and code, a mistake in the operation as
 * graphql-js explains it, and anything else masked. `log` gets the masked ones, once each.
 */
export function errorMasker(log: (error: unknown) => void): (error: unknown) => GraphQLError {
  // Masking again what was masked changes nothing: it has a code, and no original error.
  return (error) => mask(error, log);
}

function mask(error: unknown, log: (error: unknown) => void): GraphQLError {
  if (error instanceof GatewayError) return toGraphQLError(error, undefined);
  if (!(error instanceof GraphQLError)) {
    log(error);
    return maskedError(undefined);
  }
  const { originalError } = error;
  if (originalError instanceof GatewayError) return toGraphQLError(originalError, error);
  if (originalError !== undefined && originalError !== null && !(originalError instanceof GraphQLError)) {
    log(originalError);
    return maskedError(error);
  }
  // Raised by graphql-js or yoga about the operation itself: the words are meant for the one who wrote it.
  return 'code' in error.extensions ? error : withCode(error, 'BAD_USER_INPUT');
}

/** Without the extensions: graphql-js copies them from the error that nobody foresaw. */
function maskedError(located: GraphQLError | undefined): GraphQLError {
  return new GraphQLError(masked, {
    ...locationOf(located),
    extensions: { code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode },
  });
}

function toGraphQLError({ message, code, extensions }: GatewayError, located: GraphQLError | undefined): GraphQLError {
  return new GraphQLError(message, { ...locationOf(located), extensions: { ...extensions, code } });
}

function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  return new GraphQLError(withoutValues(error.message), {
    ...locationOf(error),
    extensions: { ...error.extensions, code },
  });
}

/** Where in the operation it happened, without the cause, which must not leave. */
function locationOf(
  error: GraphQLError | undefined,
): Pick<GraphQLErrorOptions, 'nodes' | 'source' | 'positions' | 'path'> {
  const { nodes = null, source = null, positions = null, path = null } = error ?? {};
  return { nodes, source, positions, path };
}
