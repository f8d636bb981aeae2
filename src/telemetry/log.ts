import { type DestinationStream, type Logger, pino } from 'pino';
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

/**
 * Creates a log that writes JSON lines without secrets.
 *
 * @param destination default: standard output
 */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Log {
  const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  return pino({ level, redact: { paths, censor: '[redacted]' } }, destination);
}
