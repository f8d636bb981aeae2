import { z } from 'zod';

const positive = z.coerce.number().int().positive();
const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no'])
  .transform((value) => ['true', '1', 'on', 'yes'].includes(value));

function url(...protocols: readonly string[]) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
}

const origins = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((origin) => origin !== ''))
  .refine((list) => list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
    error: 'must be origins as browsers send them, such as https://app.example.com, with commas between',
  });

const dataKeys = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((key) => key !== ''))
  .refine((list) => list.every((key) => /^[a-z0-9_]+\*?$/.test(key)), {
    error: 'must be keys of event data such as user_agent or sip_*, with commas between',
  });

/** The one table of settings: names (`kazooApiUrl` is `KAZOO_API_URL`), defaults, units and help. */
const settings = {
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('TCP port to listen on; 0 takes any free one'),
  host: z.string().default('').describe('address to listen on; empty: all'),
  kazooApiUrl: url('http:', 'https:')
    .default('http://127.0.0.1:8000/v2')
    .describe("Kazoo's REST API (Crossbar), with /v2"),
  kazooBlackholeUrl: url('ws:', 'wss:')
    .default('ws://127.0.0.1:5555')
    .describe("Kazoo's websocket application (blackhole)"),
  allowedOrigins: origins
    .default([])
    .describe('web origins that may use the gateway from a browser, with commas between; its own always may'),
  graphiql: flag.default(false).describe('serve GraphiQL at /graphql'),
  introspection: flag.default(false).describe('let clients read the schema'),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least severe log lines to write'),
  hiddenDataKeys: dataKeys
    .default([])
    .describe(
      'further keys of event data that no client gets, also not as typed fields; sip_* hides all that begin so',
    ),
  restTimeoutMs: positive.default(10_000).describe('how long Crossbar may take to answer'),
  connectTimeoutMs: positive.default(5_000).describe('how long connecting to Crossbar or blackhole may take'),
  maxRestConnections: positive.default(32).describe('connections to Crossbar at most'),
  replyTimeoutMs: positive.default(5_000).describe('how long blackhole may take to answer a command'),
  subscribeTimeoutMs: positive.default(15_000).describe('how long a new subscription waits for Kazoo before it fails'),
  lingerMs: positive.default(30_000).describe('how long a topic stays subscribed after its last client left'),
  upstreamPingIntervalMs: positive.default(20_000).describe('how often blackhole sockets are pinged'),
  upstreamPongTimeoutMs: positive.default(5_000).describe('how long blackhole may take to answer a ping'),
  reconnectBaseMs: positive
    .default(250)
    .describe('first step of the growing, random delay between connection attempts'),
  reconnectMaxMs: positive.default(30_000).describe('longest delay between connection attempts'),
  maxUpstreamFrameBytes: positive.default(4_194_304).describe('largest frame accepted from blackhole'),
  authorityTtlMs: positive.default(60_000).describe('how long the answer that a token may see an account is kept'),
  maxMessageBytes: positive.default(102_400).describe('largest WebSocket message accepted from a client'),
  maxBodyBytes: positive.default(102_400).describe('largest HTTP body accepted from a client'),
  maxBufferedBytes: positive.default(1_048_576).describe('bytes that may wait for a slow client before it is closed'),
  keepAliveMs: positive
    .default(12_000)
    .describe('how often clients are pinged; one that missed a ping is closed at the next'),
  initTimeoutMs: positive.default(10_000).describe('how long a WebSocket client may take to send connection_init'),
  closeTimeoutMs: positive.default(5_000).describe('how long a closing handshake may take'),
  maxCachedDocumentBytes: positive.default(4_194_304).describe('query text kept parsed and validated'),
} as const;

const schema = z.object(settings);

export type Config = Readonly<z.output<typeof schema>>;

/** Every setting that cannot be used, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** @throws ConfigError that names every bad value at once. An empty variable counts as left out. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.keys(settings).map((key) => [key, env[environmentName(key)] || undefined] as const);
  const result = schema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => `${environmentName(String(path[0]))}: ${message}`),
  );
}

/** The settings as a table for `--help`. */
export function describeSettings(): string {
  const rows = Object.entries(settings).map(([key, setting]) => {
    const fallback: unknown = setting.parse(undefined);
    return [environmentName(key), String(fallback) || '""', setting.description ?? ''] as const;
  });
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([name, fallback, help]) => `  ${name.padEnd(width(0))}  ${fallback.padEnd(width(1))}  ${help}`)
    .join('\n');
}

function environmentName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
