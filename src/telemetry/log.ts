import { type DestinationStream, type Logger, pino } from 'pino';
import { GatewayError } from '../errors.ts';
import { standardOutput } from './log-output.ts';

export type Log = Logger;

/**
 * The names of fields that may hold a secret. They are redacted at every depth that log lines have.
 */
const secretNames = [
  'token',
  'authToken',
  'auth_token',
  'password',
  'credentials',
  'authorization',
  'apiKey',
  'api_key',
  'x-auth-token',
];

/** What is expected to happen says what it has to say in a line; where it was thrown is no news. */
function describeError(error: unknown): unknown {
  if (!(error instanceof GatewayError) || error.code === 'INTERNAL_SERVER_ERROR')
    return error instanceof Error ? pino.stdSerializers.err(error) : error;
  const { cause } = error;
  return { code: error.code, message: error.message, ...(cause instanceof Error ? { cause: cause.message } : {}) };
}

/**
 * Creates a log that writes JSON lines without secrets.
 *
 * @param destination default: standard output
 */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Log {
  const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  return pino({ level, redact: { paths, censor: '[redacted]' }, serializers: { err: describeError } }, destination);
}
