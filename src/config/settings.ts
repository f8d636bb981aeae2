import { z } from 'zod';
import { clientSettings } from './client-settings.ts';
import {
  address,
  addresses,
  certificates,
  dataKeys,
  durationMs,
  flag,
  hosts,
  networks,
  origins,
  port,
  positive,
  publicKeys,
  redisAddress,
  redisPrefix,
  timeZone,
  url,
} from './setting-types.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * The one table of settings, of which `clientSettings` are a part: names (`kazooApiUrl` is
 * `KAZOO_API_URL`), defaults, units and help.
 */
export const settings = {
  port: port.default(4000).describe('TCP port to listen on; 0 takes any free port'),
  host: z.string().default('').describe('address to listen on; empty means all addresses'),
  kazooApiUrl: address('http:', 'https:')
    .default('http://127.0.0.1:8000/v2')
    .describe("URL of Kazoo's REST API (Crossbar), with its version /v2"),
  kazooBlackholeUrl: addresses('ws:', 'wss:')
    .default(['ws://127.0.0.1:5555'])
    .describe(
      "URL of Kazoo's websocket application (blackhole); of several, separated by commas, the first that works is used",
    ),
  kazooApiKey: z
    .string()
    // The message must not repeat it: it is a secret.
    .regex(/^[0-9a-f]{64}$/i, { error: 'must be 64 hexadecimal characters' })
    .optional()
    .describe(
      "API key of a superduper admin account, with which the gateway opens sockets and reads Kazoo's public keys",
    ),
  kazooPublicKeys: publicKeys
    .default([])
    .describe(
      "PEM files of Kazoo's public keys, separated by commas: kid=path, path/kid.pem or a folder of such files",
    ),
  allowedOrigins: origins
    .default([])
    .describe(
      "web origins, separated by commas, that may use the gateway from a browser besides the gateway's own; " +
        'https://*.example.com means any one label, http://localhost:* any port, and null sandboxed pages of ' +
        'every site',
    ),
  publicHosts: hosts
    .default([])
    .describe(
      "host names, separated by commas, under which browsers reach the gateway's own pages; if this is empty and " +
        'ALLOWED_ORIGINS lists nothing but localhost, any name passes',
    ),
  trustedProxies: networks
    .default([])
    .describe(
      'addresses and networks, separated by commas, of the proxies whose X-Forwarded-For or Forwarded is believed',
    ),
  graphiql: flag.default(false).describe('serve GraphiQL at /graphql'),
  introspection: flag.default(false).describe('let clients read the schema by introspection'),
  logLevel: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .default('info')
    .describe('least severe level of log lines to write'),
  otelExporterOtlpEndpoint: url('http:', 'https:')
    .optional()
    .describe('URL that traces are sent to (OTLP over HTTP, as JSON); without it no traces are made'),
  kazooCa: certificates
    .optional()
    .describe("PEM file of the authorities that signed Kazoo's certificates; default: the well-known authorities"),
  kazooServerName: z
    .string()
    .optional()
    .describe("host name that Kazoo's certificates must be for; default: the host of the Kazoo URLs"),
  tlsCert: z
    .string()
    .optional()
    .describe(
      'PEM file of the certificate chain with which the gateway serves HTTPS and wss; read again when it changes',
    ),
  tlsKey: z.string().optional().describe('PEM file of the private key of TLS_CERT; read again when it changes'),
  readyNeedsKazoo: flag
    .default(false)
    .describe('answer 503 at /health/ready while Kazoo cannot be reached, instead of 200 with "degraded"'),
  kazooProbeIntervalMs: durationMs
    .default(10_000)
    .describe('how long an answer of /health/ready about Kazoo is kept before Kazoo is asked again'),
  redisUrl: redisAddress
    .optional()
    .describe(
      'URL of the Redis or Valkey by which several instances share the events of Kazoo: ' +
        'redis://user:password@host:port/database, rediss:// for TLS, redis+sentinel:// for Sentinels; without it ' +
        'each instance has connections and a history of its own',
    ),
  redisPrefix: redisPrefix
    .default('kg')
    .describe('what all keys and channels in REDIS_URL begin with, in braces; instances with another one do not meet'),
  readyNeedsEngine: flag
    .default(false)
    .describe('answer 503 at /health/ready while REDIS_URL cannot be used, instead of 200 with "degraded"'),
  maxLogBytes: positive
    .default(536_870_912)
    .describe('most bytes of events kept in REDIS_URL, of all accounts together, before the oldest are left out'),
  restrictUsers: flag
    .default(false)
    .describe('show users who are not administrators only their own calls, registrations, devices and mailboxes'),
  hiddenDataKeys: dataKeys
    .default([])
    .describe('keys of events and lists, separated by commas, that no client may see; sip_* hides all that begin so'),
  restTimeoutMs: durationMs.default(10_000).describe('how long Crossbar may take to answer a request'),
  connectTimeoutMs: durationMs.default(5_000).describe('how long connecting to Crossbar or blackhole may take'),
  maxRestRequestsPerOperation: positive.default(32).describe('most requests to Crossbar that one query may cause'),
  snapshotTopicTimeoutMs: durationMs
    .default(3_000)
    .describe('how long a snapshot waits for Kazoo to confirm its subscription before it is taken without a cursor'),
  maxRestConnections: positive.default(32).describe('most connections to Crossbar at a time'),
  maxRestWaitMs: durationMs.default(30_000).describe('how long a request may wait for its turn at Crossbar'),
  maxConcurrentQueriesPerToken: positive
    .default(16)
    .describe('most queries of one user at one address that are executed at a time; others wait'),
  maxWaitingQueriesPerToken: positive
    .default(300)
    .describe('most queries of one user at one address that wait for others; more are refused'),
  maxWaitingReadsPerToken: positive
    .default(1_000)
    .describe('most requests to Crossbar that wait to read something for one user'),
  replyTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a command'),
  subscribeTimeoutMs: durationMs
    .default(15_000)
    .describe('how long Kazoo may answer nothing while a new subscription waits, before that fails'),
  lingerMs: durationMs
    .default(30_000)
    .describe('how long a binding stays subscribed at Kazoo after its last client left'),
  repairIntervalMs: durationMs
    .default(30_000)
    .describe("how often live lists are compared with Kazoo's own, give or take a fifth; after a gap soon"),
  minPollIntervalMs: durationMs
    .default(5_000)
    .describe(
      'shortest time between an answer and the next question for a live list that no event tells of, such as ' +
        'registrations: one for all who show it',
    ),
  descendantsIntervalMs: durationMs
    .default(60_000)
    .describe(
      'how often Kazoo is asked for the accounts below one that are followed together (scope: DESCENDANTS), or a ' +
        'little less often',
    ),
  maxDescendantAccounts: positive
    .default(500)
    .describe('most accounts below one account that a subscription or query takes together (scope: DESCENDANTS)'),
  maxLiveTables: positive
    .default(10_000)
    .describe(
      'most accounts whose live lists, missed calls or voicemail are kept, over all kinds, and conferences that ' +
        'are followed',
    ),
  maxLiveRows: positive
    .default(2_000)
    .describe(
      'most rows of one live list, and ten times as many of all accounts below one together; a list with more ends ' +
        'for its clients',
    ),
  maxLiveBytes: positive
    .default(134_217_728)
    .describe(
      'most bytes that all live lists, and what becomes missed calls and voicemail, take together, about, before the ' +
        'largest end for their clients',
    ),
  kazooTimeZone: timeZone
    .optional()
    .describe(
      "time zone of Kazoo's nodes, at whose midnight the bindings of a month change; default: every zone is tried",
    ),
  maxHistoryEvents: positive
    .default(10_000)
    .describe('most events kept of one account for clients that resume after a cursor'),
  maxHistoryBytes: positive
    .default(16_777_216)
    .describe('most memory, in bytes, of events kept of one account for clients that resume after a cursor'),
  maxTotalHistoryBytes: positive
    .default(268_435_456)
    .describe('most memory, in bytes, of events kept of all accounts, before the longest histories are made shorter'),
  maxHistoryAgeMs: durationMs
    .default(300_000)
    .describe('how long events are kept for clients that resume after a cursor'),
  upstreamPingIntervalMs: durationMs.default(20_000).describe('how often blackhole sockets are pinged'),
  upstreamPongTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a ping'),
  connectsPerSecond: positive.default(50).describe('most connections to blackhole begun per second, over all accounts'),
  reconnectBaseMs: durationMs
    .default(250)
    .describe('first step of the growing, random delay between connection attempts to blackhole'),
  reconnectMaxMs: durationMs.default(30_000).describe('longest delay between connection attempts to blackhole'),
  maxUpstreamFrameBytes: positive.default(4_194_304).describe('largest frame accepted from blackhole'),
  authorityTtlMs: durationMs
    .default(60_000)
    .describe("how long Kazoo's answer that a token may see an account is kept"),
  recheckIntervalMs: durationMs
    .default(300_000)
    .describe('how often the tokens of running streams are checked for revocation and for lost authority'),
  maxCheckWaitMs: durationMs
    .default(300_000)
    .describe('how long the check of a token may wait while Kazoo limits requests'),
  limitedChecksPerSecond: positive
    .default(9)
    .describe("most checks of one account's tokens per second while Kazoo limits requests; keep it below Kazoo's 10"),
  maxConcurrentChecks: positive.default(16).describe('most checks of tokens in progress at a time'),
  ...clientSettings,
} as const;
