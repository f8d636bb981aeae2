import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Whatever could carry a secret is cut by its name, at every depth that log lines have. */
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

/** JSON lines on standard output; in a terminal, lines for people. */
export function createLog(level: string, destination: { readonly isTTY?: boolean } = process.stdout): Log {
  const paths = secretNames.flatMap((name) =>
    name.includes('-') ? [`["${name}"]`, `*["${name}"]`] : [name, `*.${name}`, `*.*.${name}`],
  );
  return pino({
    level,
    redact: { paths, censor: '[redacted]' },
    ...(destination.isTTY === true
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } }
      : {}),
  });
}
