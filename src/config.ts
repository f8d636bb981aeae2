import { z } from 'zod';
import { readNetwork } from './network.ts';
import { type PublicKeyFile, readPublicKeyFiles } from './public-key-files.ts';
import { problemOfCredentials, readCertificates } from './tls-files.ts';
import { readTrustedDocuments } from './trusted-document-file.ts';

const positive = z.coerce.number().int().positive();
/** Node fires timers at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;
const durationMs = positive.max(maxTimerMs);
const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off', 'yes', 'no'])
  .transform((value) => ['true', '1', 'on', 'yes'].includes(value));

function url(...protocols: readonly string[]) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
}

function urls(...protocols: readonly string[]) {
  return z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(url(...protocols)).min(1));
}

const origins = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((origin) => origin !== ''))
  .refine((list) => list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
    error: 'must be origins as browsers send them, such as https://app.example.com, with commas between',
  });

const networks = z.string().transform((value, context): readonly string[] => {
  const list = value.split(/[\s,]+/).filter((network) => network !== '');
  for (const network of list) {
    if (!isNetwork(network)) context.addIssue({ code: 'custom', message: `${network} is no IP address or network` });
  }
  return list;
});

const dataKeys = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((key) => key !== ''))
  .refine((list) => list.every((key) => /^[a-z0-9_]+\*?$/.test(key)), {
    error: 'must be keys of event data such as user_agent or sip_*, with commas between',
  });

/** A setting that names files, which are read at once: whatever is wrong with them is wrong with the setting. */
function fromFile<Content>(read: (value: string) => Content) {
  return z.string().transform((value, context): Content => {
    try {
      return read(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

const publicKeys = fromFile((value): readonly PublicKeyFile[] => readPublicKeyFiles(value));
const trustedDocuments = fromFile(readTrustedDocuments);
const certificates = fromFile(readCertificates);

function isNetwork(text: string): boolean {
  try {
    return readNetwork(text).prefix >= 0;
  } catch {
    return false; // It throws for what is none.
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl throws for a name that it does not know.
  }
}

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
  kazooBlackholeUrl: urls('ws:', 'wss:')
    .default(['ws://127.0.0.1:5555'])
    .describe("Kazoo's websocket application (blackhole); several with commas between, the first that works is taken"),
  kazooApiKey: z
    .string()
    // The message must not repeat it: it is a secret.
    .regex(/^[0-9a-f]{64}$/i, { error: 'must be 64 hexadecimal characters' })
    .optional()
    .describe(
      "API key of an account above all others: the gateway's own identity, which opens sockets and reads Kazoo's public keys",
    ),
  kazooPublicKeys: publicKeys
    .default([])
    .describe("PEM files of Kazoo's public keys: kid=path, path/kid.pem or a folder of them, with commas between"),
  allowedOrigins: origins
    .default([])
    .describe('web origins that may use the gateway from a browser, with commas between; its own always may'),
  trustedProxies: networks
    .default([])
    .describe(
      'addresses and networks (10.0.0.0/8) of the proxies whose X-Forwarded-For is believed, with commas between',
    ),
  graphiql: flag.default(false).describe('serve GraphiQL at /graphql'),
  introspection: flag.default(false).describe('let clients read the schema'),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least severe log lines to write'),
  kazooCa: certificates
    .optional()
    .describe("PEM file of the authorities that signed Kazoo's certificates, instead of the well-known ones"),
  kazooServerName: z
    .string()
    .optional()
    .describe("name that Kazoo's certificates must be for, where it is not the host of the URLs"),
  tlsCert: z
    .string()
    .optional()
    .describe('PEM file of the certificate to serve HTTPS and wss with, its chain included'),
  tlsKey: z.string().optional().describe('PEM file of its private key; both files are read again when they change'),
  readyNeedsKazoo: flag
    .default(false)
    .describe('answer 503 at /health/ready while Kazoo cannot be reached; else it says "degraded" with 200'),
  kazooProbeIntervalMs: durationMs
    .default(10_000)
    .describe('how often /health/ready asks Kazoo for a sign of life at most'),
  hiddenDataKeys: dataKeys
    .default([])
    .describe(
      'further keys of event data that no client gets, also not as typed fields; sip_* hides all that begin so',
    ),
  restTimeoutMs: durationMs.default(10_000).describe('how long Crossbar may take to answer'),
  connectTimeoutMs: durationMs.default(5_000).describe('how long connecting to Crossbar or blackhole may take'),
  maxRestRequestsPerOperation: positive.default(32).describe('requests to Crossbar that one query may cause'),
  snapshotTopicTimeoutMs: positive
    .default(3_000)
    .describe('how long a snapshot waits for Kazoo to confirm its subscription before it is taken without a cursor'),
  maxRestConnections: positive.default(32).describe('connections to Crossbar at most'),
  replyTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a command'),
  subscribeTimeoutMs: durationMs
    .default(15_000)
    .describe('how long a new subscription waits for Kazoo before it fails'),
  lingerMs: durationMs.default(30_000).describe('how long a topic stays subscribed after its last client left'),
  kazooTimeZone: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone such as Europe/Berlin' })
    .optional()
    .describe(
      "time zone of Kazoo's nodes: their midnight is when month bindings turn; without it, every zone's is tried",
    ),
  maxHistoryEvents: positive
    .default(10_000)
    .describe('events kept of each account, for clients that come back with a cursor'),
  maxHistoryBytes: positive.default(16_777_216).describe('bytes of events kept of each account'),
  maxHistoryAgeMs: durationMs.default(300_000).describe('how long events are kept'),
  upstreamPingIntervalMs: durationMs.default(20_000).describe('how often blackhole sockets are pinged'),
  upstreamPongTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a ping'),
  connectsPerSecond: positive.default(50).describe('blackhole connections begun per second, over all accounts'),
  reconnectBaseMs: durationMs
    .default(250)
    .describe('first step of the growing, random delay between connection attempts'),
  reconnectMaxMs: durationMs.default(30_000).describe('longest delay between connection attempts'),
  maxUpstreamFrameBytes: positive.default(4_194_304).describe('largest frame accepted from blackhole'),
  authorityTtlMs: durationMs.default(60_000).describe('how long the answer that a token may see an account is kept'),
  recheckIntervalMs: durationMs
    .default(300_000)
    .describe('how often the tokens of running streams are checked again, for revocation and lost authority'),
  maxCheckWaitMs: durationMs
    .default(300_000)
    .describe('how long the check of a token may wait while Kazoo limits requests'),
  limitedChecksPerSecond: positive
    .default(9)
    .describe("checks of an account's tokens while Kazoo limits them; below the refill of its bucket, 10"),
  maxConcurrentChecks: positive.default(16).describe('checks of tokens under way at once'),
  maxTokens: positive.default(2_000).describe('words and signs that a document may have'),
  maxDepth: positive.default(12).describe('how deep the fields of a document may nest'),
  maxAliases: positive.default(30).describe('aliases that a document may have'),
  maxDirectives: positive.default(50).describe('directives that a document may have'),
  maxCost: positive
    .default(50_000)
    .describe('fields that one operation may resolve at most, those of lists once for each item'),
  unpagedListSize: positive.default(50).describe('how many items MAX_COST counts for a list that takes no first'),
  trustedDocuments: trustedDocuments
    .default([])
    .describe('JSON file of documents by hash, which clients may name instead of sending them'),
  trustedDocumentsOnly: flag.default(false).describe('execute no other documents than those of TRUSTED_DOCUMENTS'),
  maxConnections: positive.default(50_000).describe('WebSockets and SSE streams at most'),
  maxConnectionsPerIp: positive
    .default(10_000)
    .describe('the same of one client address (of one /64 network, if IPv6)'),
  maxConnectsPerIp: positive
    .default(20_000)
    .describe('new WebSockets and SSE streams of one client address in each CONNECT_WINDOW_MS'),
  connectWindowMs: durationMs.default(60_000).describe('how long new connections of an address are counted together'),
  maxSubscriptions: positive.default(200_000).describe('running subscriptions at most'),
  maxSubscriptionsPerConnection: positive.default(250).describe('running subscriptions of one WebSocket at most'),
  maxSubscriptionsPerToken: positive.default(10_000).describe('running subscriptions with one token at most'),
  maxTopicsPerAccount: positive.default(2_000).describe('bindings held at Kazoo for one account at most'),
  maxPendingOperationsPerConnection: positive
    .default(300)
    .describe('operations of one WebSocket that wait for their first answer at most'),
  maxDocumentsPerConnection: positive
    .default(1_000)
    .describe('different query texts that one WebSocket may send; values belong into variables'),
  maxLoginAttemptsPerIp: positive
    .default(100)
    .describe('failed logins from one client address in each LOGIN_WINDOW_MS; successful ones do not count'),
  maxLoginAttemptsPerAccount: positive
    .default(50)
    .describe('failed logins to one account in each LOGIN_WINDOW_MS, from whatever address'),
  loginWindowMs: durationMs.default(300_000).describe('how long failed logins are counted together'),
  maxTotalBufferedBytes: positive
    .default(268_435_456)
    .describe('bytes that may wait for all slow clients together before the slowest are closed'),
  maxHeaderBytes: positive.default(16_384).describe('largest HTTP header accepted from a client'),
  headersTimeoutMs: durationMs.default(10_000).describe('how long a client may take to send an HTTP header'),
  requestTimeoutMs: durationMs.default(30_000).describe('how long a client may take to send an HTTP request'),
  httpIdleTimeoutMs: durationMs
    .default(65_000)
    .describe(
      "how long an HTTP connection without a request stays open; longer than a proxy's own, which is often 60 s",
    ),
  maxMessageBytes: positive.default(102_400).describe('largest WebSocket message accepted from a client'),
  maxBodyBytes: positive.default(102_400).describe('largest HTTP body accepted from a client'),
  maxBufferedBytes: positive.default(1_048_576).describe('bytes that may wait for a slow client before it is closed'),
  keepAliveMs: durationMs
    .default(12_000)
    .describe('how often clients are pinged; one that missed a ping is closed at the next'),
  initTimeoutMs: durationMs.default(10_000).describe('how long a WebSocket client may take to send connection_init'),
  closeTimeoutMs: durationMs.default(5_000).describe('how long a closing handshake may take'),
  shutdownWindowMs: positive
    .default(5_000)
    .describe('over how long the connections of many clients are closed when the gateway stops'),
  maxCachedDocumentBytes: positive.default(4_194_304).describe('query text kept parsed and validated'),
} as const;

const schema = z.object(settings).superRefine(({ tlsCert, tlsKey }, context) => {
  const problem = tlsCert === undefined && tlsKey === undefined ? undefined : problemOfCredentials(tlsCert, tlsKey);
  if (problem !== undefined) context.addIssue({ code: 'custom', path: ['tlsKey'], message: problem });
});

export type Config = Readonly<z.output<typeof schema>>;

/** Every setting that cannot be used, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }

  /** For whoever started the program. */
  get explanation(): string {
    return `These settings cannot be used:\n${this.problems.map((problem) => `  ${problem}`).join('\n')}`;
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
    return [environmentName(key), String(fallback ?? '') || '""', setting.description ?? ''] as const;
  });
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([name, fallback, help]) => `  ${name.padEnd(width(0))}  ${fallback.padEnd(width(1))}  ${help}`)
    .join('\n');
}

function environmentName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
