import { durationMs, positive } from '../setting-types.ts';

/** What streams and live lists keep, and for how long. */
export const streamSettings = {
  subscribeTimeoutMs: durationMs
    .default(15_000)
    .describe('how long Kazoo may answer nothing while a new subscription waits, before that fails'),
  snapshotTopicTimeoutMs: durationMs
    .default(3_000)
    .describe('how long a snapshot waits for Kazoo to confirm its subscription before it is taken without a cursor'),
  lingerMs: durationMs
    .default(30_000)
    .describe(
      'how long a binding stays subscribed at Kazoo after its last client left, or its instance did in a fleet',
    ),
  repairIntervalMs: durationMs
    .default(30_000)
    .describe("how often live lists are compared with Kazoo's own, give or take a fifth; after a gap soon"),
  minPollIntervalMs: durationMs
    .default(5_000)
    .describe(
      'shortest time between an answer and the next question for a live list that no event tells of, such as ' +
        '`registrations`: one for all clients of an account',
    ),
  descendantsIntervalMs: durationMs
    .default(60_000)
    .describe(
      'how often Kazoo is asked for the accounts below one that are followed together (`scope: DESCENDANTS`), or a ' +
        'little less often: once for all who follow it',
    ),
  maxDescendantAccounts: positive
    .default(500)
    .describe(
      'most accounts below one account that a subscription or query takes together (`scope: DESCENDANTS`); more ' +
        'are refused with an error that names this setting',
    ),
  maxLiveTables: positive
    .default(10_000)
    .describe(
      'most accounts whose live lists, missed calls or voicemail are kept, over all kinds, and conferences that ' +
        'are followed; a list costs Kazoo two requests per `REPAIR_INTERVAL_MS`',
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
      'most bytes that all live lists take together, about, with the legs that calls are made of, and what becomes ' +
        'missed calls and voicemail, before the largest end for their clients',
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
  keepAliveMs: durationMs
    .default(12_000)
    .describe('how often clients are pinged; a client that does not answer a ping is closed at the next one'),
  initTimeoutMs: durationMs.default(10_000).describe('how long a WebSocket client may take to send `connection_init`'),
  closeTimeoutMs: durationMs.default(5_000).describe('how long a closing handshake may take'),
  shutdownWindowMs: durationMs
    .default(5_000)
    .describe('how long the gateway takes to close the connections of its clients one after another when it stops'),
} as const;
