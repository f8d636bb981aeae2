import { GatewayError } from '../../errors.ts';
import type { Redactor } from './redactor.ts';

const timeoutCodes: ReadonlySet<unknown> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const closedCodes: ReadonlySet<unknown> = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);

/** How many nested causes of an error are described; undici and Node nest two. */
const maxCauseDepth = 4;

/** A request that got no whole answer. */
export interface FailedExchange {
  /** Whether the request's own deadline ended it. */
  readonly timedOut: boolean;
  readonly redact: Redactor;
}

/**
 * Turns the failure to get a whole answer into the error that a client gets.
 *
 * The `cause` is a redacted description, not the original error: undici's `HTTPParserError` carries
 * the raw bytes of the answer in `data`, token included.
 */
export function crossbarTransportError(error: unknown, { timedOut, redact }: FailedExchange): GatewayError {
  // Our own deadline: what undici says of the abort explains nothing.
  if (timedOut) return new GatewayError('UPSTREAM_TIMEOUT', 'The Kazoo API did not answer in time.');
  const cause = new Error(redact(describe(error)));
  const code = codeOf(error);

  if (timeoutCodes.has(code)) {
    return new GatewayError('UPSTREAM_TIMEOUT', 'The Kazoo API did not answer in time.', { cause });
  }
  if (closedCodes.has(code)) {
    return new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down.', { cause });
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return new GatewayError('UPSTREAM_UNAVAILABLE', 'The Kazoo API answered with more than the gateway accepts.', {
      cause,
    });
  }
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'The Kazoo API cannot be reached.', { cause });
}

function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return 'not an error';
  const code = codeOf(error);
  const own = `${error.name}${typeof code === 'string' ? ` (${code})` : ''}: ${error.message}`;
  if (depth === maxCauseDepth) return own;

  // For a host with two addresses, Node reports the failures as an AggregateError with an empty message.
  const inner = error instanceof AggregateError ? error.errors : error.cause === undefined ? [] : [error.cause];
  return [own, ...inner.map((cause: unknown) => describe(cause, depth + 1))].join('; ');
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
