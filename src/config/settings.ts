import { z } from 'zod';
import {
  address,
  addresses,
  certificates,
  dataKeys,
  durationMs,
  flag,
  networks,
  origins,
  port,
  positive,
  publicKeys,
  timeZone,
  trustedDocuments,
  url,
} from './setting-types.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The one table of settings: names (`kazooApiUrl` is `KAZOO_API_URL`), defaults, units and help. */
export const settings = {
  port: port.default(4000).describe('TCP port to listen on; 0 takes any free one'),
  host: z.string().default('').describe('address to listen on; empty: all'),
  kazooApiUrl: address('http:', 'https:')
    .default('http://127.0.0.1:8000/v2')
    .describe("Kazoo's REST API (Crossbar), with /v2"),
  kazooBlackholeUrl: addresses('ws:', 'wss:')
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
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .default('info')
    .describe('least severe log lines to write'),
  otelExporterOtlpEndpoint: url('http:', 'https:')
    .optional()
    .describe(
      "where traces go (OTLP over HTTP, as JSON); OpenTelemetry's other variables count, too; without it none are made",
    ),
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
  restrictUsers: flag
    .default(false)
    .describe(
      'show users who are no administrators what is their own only: their legs, registrations, devices and mailboxes',
    ),
  hiddenDataKeys: dataKeys
    .default([])
    .describe(
      'further keys that no client gets of events and lists, also not as typed fields; sip_* hides all that begin so',
    ),
  restTimeoutMs: durationMs.default(10_000).describe('how long Crossbar may take to answer'),
  connectTimeoutMs: durationMs.default(5_000).describe('how long connecting to Crossbar or blackhole may take'),
  maxRestRequestsPerOperation: positive.default(32).describe('requests to Crossbar that one query may cause'),
  snapshotTopicTimeoutMs: durationMs
    .default(3_000)
    .describe('how long a snapshot waits for Kazoo to confirm its subscription before it is taken without a cursor'),
  maxRestConnections: positive.default(32).describe('connections to Crossbar at most'),
  replyTimeoutMs: durationMs.default(5_000).describe('how long blackhole may take to answer a command'),
  subscribeTimeoutMs: durationMs
    .default(15_000)
    .describe('how long a new subscription waits for Kazoo before it fails'),
  lingerMs: durationMs.default(30_000).describe('how long a topic stays subscribed after its last client left'),
  kazooTimeZone: timeZone
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
  maxConnectionsPerToken: positive
    .default(10_000)
    .describe('the same with one token; all tokens of one user count together, so that a refreshed one does too'),
  maxIdleConnectionsPerIp: positive
    .default(1_000)
    .describe('HTTP connections of one client address that wait for a request; one more closes the longest idle'),
  maxPendingRequestsPerIp: positive
    .default(1_000)
    .describe('queries and mutations of one client address that wait for their answer over HTTP at most'),
  maxConnectsPerIp: positive
    .default(20_000)
    .describe('new WebSockets and SSE streams of one client address in each CONNECT_WINDOW_MS'),
  connectWindowMs: durationMs.default(60_000).describe('how long new connections of an address are counted together'),
  maxSubscriptions: positive.default(200_000).describe('running subscriptions at most'),
  maxSubscriptionsPerConnection: positive.default(250).describe('running subscriptions of one WebSocket at most'),
  maxSubscriptionsPerToken: positive.default(10_000).describe("running subscriptions of one token's user at most"),
  maxTopicsPerToken: positive
    .default(1_000)
    .describe(
      "different bindings that one token's user may listen to, over all accounts; at most MAX_TOPICS_PER_ACCOUNT",
    ),
  maxDocumentBytesPerToken: positive
    .default(4_194_304)
    .describe("query text of the running subscriptions of one token's user, each document once"),
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
  shutdownWindowMs: durationMs
    .default(5_000)
    .describe(
      'over how long the connections of many clients are closed when the gateway stops; requests under way are answered meanwhile',
    ),
  maxCachedDocumentBytes: positive.default(4_194_304).describe('query text kept parsed and validated'),
} as const;
