import { durationMs, positive } from '../setting-types.ts';

/** What clients may send, open and leave unread. */
export const clientSettings = {
  maxConnections: positive
    .default(50_000)
    .describe('most WebSockets and SSE streams at a time; above 80 %, one user may have no more of them than are left'),
  anonymousTimeoutMs: durationMs
    .default(300_000)
    .describe(
      'how long a WebSocket on which nobody signs in is kept; above 80 % of `MAX_CONNECTIONS` the oldest go first',
    ),
  maxConnectionsPerIp: positive
    .default(10_000)
    .describe(
      'most WebSockets and SSE streams at a time from one client address (IPv6: one /64 network); as many may be ' +
        'connecting',
    ),
  maxConnectionsPerToken: positive
    .default(10_000)
    .describe("most WebSockets and SSE streams at a time of one user, whichever of the user's tokens opened them"),
  maxConnectsPerIp: positive
    .default(20_000)
    .describe('most new WebSockets and SSE streams of one client address in each `CONNECT_WINDOW_MS`'),
  connectWindowMs: durationMs
    .default(60_000)
    .describe('how long the new connections of one client address are counted together for `MAX_CONNECTS_PER_IP`'),
  maxIdleConnectionsPerIp: positive
    .default(1_000)
    .describe(
      'most idle HTTP connections of one client address after an answer; one more closes the one that is idle ' +
        'longest',
    ),
  maxPendingRequestsPerIp: positive
    .default(1_000)
    .describe('most queries and mutations of one client address that wait for an answer over HTTP'),
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
      'most bindings and polled lists that one user may follow, over all accounts; at most `MAX_TOPICS_PER_ACCOUNT`',
    ),
  maxTopicsPerAccount: positive
    .default(2_000)
    .describe('most bindings that clients listen to for one account; those that linger make room'),
  maxAccountsPerSocket: positive
    .default(50)
    .describe(
      "most accounts below a reseller whose calls one socket of the reseller's carries; fewer where it overflows",
    ),
  maxDocumentBytesPerToken: positive
    .default(4_194_304)
    .describe('most bytes of query text in the running subscriptions of one user, where each document counts once'),
  maxEventBytesPerToken: positive
    .default(16_777_216)
    .describe(
      'most bytes that the different subscriptions of one user to one account may make of one event of 4 kB; each ' +
        'counts for 4 kB at least, a live list for 16 kB',
    ),
  maxEventBytesPerAccount: positive
    .default(67_108_864)
    .describe('most bytes that all different subscriptions to one account may make of one event of 4 kB'),
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
    .describe('most wrong logins of one user of an account from one client address in each `LOGIN_WINDOW_MS`'),
  maxLoginAttemptsPerIp: positive
    .default(100)
    .describe('most wrong logins from one client address in each `LOGIN_WINDOW_MS`'),
  maxLoginAttemptsPerAccount: positive
    .default(50)
    .describe('most wrong logins to one account in each `LOGIN_WINDOW_MS`, from all addresses together'),
  loginWindowMs: durationMs
    .default(300_000)
    .describe('how long wrong logins are counted together, and the longest pause after too many'),
  maxBufferedBytes: positive
    .default(1_048_576)
    .describe('most bytes that may wait for one slow client before it is closed'),
  maxTotalBufferedBytes: positive
    .default(268_435_456)
    .describe('most bytes that may wait for all slow clients together before the slowest are closed'),
  maxMessageBytes: positive.default(102_400).describe('largest WebSocket message accepted from a client'),
  maxUnfinishedBytesPerIp: positive
    .default(8_388_608)
    .describe(
      'most bytes in WebSocket messages of one address whose end has not come, or that came too fast or wait for ' +
        'their turn, and as many in HTTP requests; the oldest is closed',
    ),
  maxBodyBytes: positive
    .default(102_400)
    .describe('largest HTTP body accepted from a client; one in thousands of chunks of few bytes is not read'),
  maxHeaderBytes: positive.default(16_384).describe('largest HTTP header accepted from a client'),
  headersTimeoutMs: durationMs.default(10_000).describe('how long a client may take to send an HTTP header'),
  requestTimeoutMs: durationMs
    .default(30_000)
    .describe('how long a client may take to send an HTTP request, or a WebSocket message'),
  httpIdleTimeoutMs: durationMs
    .default(65_000)
    .describe("how long an idle HTTP connection stays open; must be longer than the proxy's own idle time, often 60 s"),
} as const;
