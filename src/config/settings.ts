import { z } from 'zod';
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
  timeZone,
  trustedDocuments,
  url,
} from './setting-types.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * The one table of settings: names (`kazooApiUrl` is `KAZOO_API_URL`), defaults, units and help.
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
        'https://*.example.com means any one label, and null means sandboxed pages of every site',
    ),
  publicHosts: hosts
    .default([])
    .describe(
      "host names, separated by commas, under which browsers reach the gateway's own pages; if this and " +
        'ALLOWED_ORIGINS are empty, any name passes',
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
    .describe('most accounts whose live lists, missed calls or voicemail are kept, over all kinds'),
  maxLiveRows: positive
    .default(2_000)
    .describe(
      'most rows of one live list, and ten times as many of all accounts below one together; a list with more ends ' +
        'for its clients',
    ),
  maxLiveBytes: positive
    .default(134_217_728)
    .describe('most bytes that all live lists take together, about, before the largest end for their clients'),
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
  maxTokens: positive.default(2_000).describe('most lexical tokens (words and punctuators) in one GraphQL document'),
  maxDepth: positive.default(12).describe('deepest nesting of fields in one GraphQL document'),
  maxAliases: positive.default(30).describe('most aliases in one GraphQL document'),
  maxDirectives: positive.default(50).describe('most directives in one GraphQL document'),
  maxFieldPairs: positive
    .default(10_000)
    .describe('most pairs of selections of one field of the result in one GraphQL document, over all fields'),
  maxCost: positive
    .default(50_000)
    .describe('most fields that one operation may resolve, where a field within a list counts once for each item'),
  unpagedListSize: positive
    .default(50)
    .describe('number of items that MAX_COST assumes for a list without the argument first'),
  trustedDocuments: trustedDocuments
    .default([])
    .describe('JSON file of GraphQL documents by hash, which clients may name instead of sending the text'),
  trustedDocumentsOnly: flag.default(false).describe('execute only the documents of TRUSTED_DOCUMENTS'),
  maxConnections: positive
    .default(50_000)
    .describe('most WebSockets and SSE streams at a time; above 80 %, one user may have no more of them than are left'),
  maxConnectionsPerIp: positive
    .default(10_000)
    .describe(
      'most WebSockets and SSE streams at a time from one client address (IPv6: one /64); as many may be connecting',
    ),
  maxConnectionsPerToken: positive
    .default(10_000)
    .describe("most WebSockets and SSE streams at a time of one user, whichever of the user's tokens opened them"),
  maxIdleConnectionsPerIp: positive
    .default(1_000)
    .describe(
      'most idle HTTP connections of one client address after an answer; one more closes the one that is idle longest',
    ),
  maxPendingRequestsPerIp: positive
    .default(1_000)
    .describe('most queries and mutations of one client address that wait for an answer over HTTP'),
  maxConnectsPerIp: positive
    .default(20_000)
    .describe('most new WebSockets and SSE streams of one client address in each CONNECT_WINDOW_MS'),
  connectWindowMs: durationMs
    .default(60_000)
    .describe('how long the new connections of one client address are counted together for MAX_CONNECTS_PER_IP'),
  maxSubscriptions: positive.default(200_000).describe('most subscriptions running at a time'),
  maxSubscriptionsPerConnection: positive
    .default(250)
    .describe('most subscriptions running at a time on one WebSocket'),
  maxSubscriptionsPerToken: positive
    .default(10_000)
    .describe("most subscriptions running at a time of one user, whichever of the user's tokens started them"),
  maxTopicsPerToken: positive
    .default(1_000)
    .describe(
      'most bindings and polled lists that one user may follow, over all accounts; at most MAX_TOPICS_PER_ACCOUNT',
    ),
  maxDocumentBytesPerToken: positive
    .default(4_194_304)
    .describe('most bytes of query text in the running subscriptions of one user, where each document counts once'),
  maxEventBytesPerToken: positive
    .default(16_777_216)
    .describe('most bytes that the different subscriptions of one user to one account may make of one event of 4 kB'),
  maxEventBytesPerAccount: positive
    .default(67_108_864)
    .describe('most bytes that all different subscriptions to one account may make of one event of 4 kB'),
  maxTopicsPerAccount: positive
    .default(2_000)
    .describe('most bindings that clients listen to for one account; those that linger make room'),
  maxAccountsPerSocket: positive
    .default(50)
    .describe(
      "most accounts below a reseller whose calls one socket of the reseller's carries; fewer where it overflows",
    ),
  maxPendingOperationsPerConnection: positive
    .default(300)
    .describe('most operations of one WebSocket that wait for their first answer'),
  maxMessagesPerSecond: positive
    .default(100)
    .describe('most messages read per second from one WebSocket, on average over ten seconds; more are read later'),
  maxReadBytesPerSecond: positive
    .default(262_144)
    .describe('most bytes read per second from one WebSocket, on average over ten seconds; more are read later'),
  maxDocumentsPerConnection: positive
    .default(1_000)
    .describe('most different query texts that one WebSocket may send; values belong in variables'),
  maxLoginAttemptsPerUser: positive
    .default(10)
    .describe('most wrong logins of one user of an account from one client address in each LOGIN_WINDOW_MS'),
  maxLoginAttemptsPerIp: positive
    .default(100)
    .describe('most wrong logins from one client address in each LOGIN_WINDOW_MS'),
  maxLoginAttemptsPerAccount: positive
    .default(50)
    .describe('most wrong logins to one account in each LOGIN_WINDOW_MS, from all addresses together'),
  loginWindowMs: durationMs
    .default(300_000)
    .describe('how long wrong logins are counted together, and the longest pause after too many'),
  maxTotalBufferedBytes: positive
    .default(268_435_456)
    .describe('most bytes that may wait for all slow clients together before the slowest are closed'),
  maxHeaderBytes: positive.default(16_384).describe('largest HTTP header accepted from a client'),
  headersTimeoutMs: durationMs.default(10_000).describe('how long a client may take to send an HTTP header'),
  requestTimeoutMs: durationMs
    .default(30_000)
    .describe('how long a client may take to send an HTTP request, or a WebSocket message'),
  httpIdleTimeoutMs: durationMs
    .default(65_000)
    .describe("how long an idle HTTP connection stays open; must be longer than the proxy's own idle time, often 60 s"),
  maxMessageBytes: positive.default(102_400).describe('largest WebSocket message accepted from a client'),
  maxUnfinishedBytesPerIp: positive
    .default(8_388_608)
    .describe(
      'most bytes that one address leaves unfinished or unread of messages, and of HTTP requests; the oldest is closed',
    ),
  maxBodyBytes: positive.default(102_400).describe('largest HTTP body accepted from a client'),
  maxBufferedBytes: positive
    .default(1_048_576)
    .describe('most bytes that may wait for one slow client before it is closed'),
  keepAliveMs: durationMs
    .default(12_000)
    .describe('how often clients are pinged; a client that does not answer a ping is closed at the next one'),
  initTimeoutMs: durationMs.default(10_000).describe('how long a WebSocket client may take to send connection_init'),
  anonymousTimeoutMs: durationMs
    .default(300_000)
    .describe('how long a WebSocket on which nobody signs in is kept; less long when most of MAX_CONNECTIONS are open'),
  closeTimeoutMs: durationMs.default(5_000).describe('how long a closing handshake may take'),
  shutdownWindowMs: durationMs
    .default(5_000)
    .describe('how long the gateway takes to close the connections of its clients one after another when it stops'),
  maxCachedDocumentBytes: positive
    .default(4_194_304)
    .describe('most bytes of query text whose parsed and validated documents are kept'),
} as const;
