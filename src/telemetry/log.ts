import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

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
 * Creates a log that writes JSON lines to standard output, or readable lines in a terminal.
 *
 * @param destination receives JSON lines instead of standard output
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options: LoggerOptions = { level, redact: { paths, censor: '[redacted]' } };
  if (destination !== undefined) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  return pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
}
