import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import { withoutValues } from './without-values.ts';

/** The message that a client gets for an unexpected error. */
const masked = 'Unexpected error. It has been logged.';

/**
 * Returns a function that turns whatever was thrown into an error that a client may read: a
 * `GatewayError` with its own message and code, a mistake in the operation as graphql-js explains
 * it, and anything else masked. `log` is called once for each error that is masked.
 */
export function errorMasker(log: (error: unknown) => void): (error: unknown) => GraphQLError {
  // Masking is idempotent: a masked error has a code and no original error.
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
  // Raised by graphql-js or yoga about the operation itself: the message is meant for its author.
  return 'code' in error.extensions ? error : withCode(error, 'BAD_USER_INPUT');
}

/** Leaves out the extensions, which graphql-js copies from the unexpected error. */
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

/** Where in the operation the error happened. The cause is left out: clients must not see it. */
function locationOf(
  error: GraphQLError | undefined,
): Pick<GraphQLErrorOptions, 'nodes' | 'source' | 'positions' | 'path'> {
  const { nodes = null, source = null, positions = null, path = null } = error ?? {};
  return { nodes, source, positions, path };
}

/** How graphql-js begins a guess at the name that was meant. The guess ends with the message. */
const suggestion = ' Did you mean ';

/**
 * Wraps `maskError` for a gateway whose schema clients must not read: graphql-js checks variables
 * outside of validation, and suggests names of the schema there too.
 */
export function withoutSuggestions(maskError: (error: unknown) => GraphQLError): (error: unknown) => GraphQLError {
  return (error) => {
    const masked = maskError(error);
    const { message, nodes = null, source = null, positions = null, path = null, extensions } = masked;
    const start = message.indexOf(suggestion);
    if (start === -1 || !message.endsWith('?')) return masked;
    return new GraphQLError(message.slice(0, start), { nodes, source, positions, path, extensions });
  };
}
