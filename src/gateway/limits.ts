import type { Config } from '../config/config.ts';
import { ReadPace } from '../http/websocket/read-pace.ts';
import { BufferBudget } from '../limits/buffer-budget.ts';
import { ClientAddresses } from '../limits/client-addresses.ts';
import { ConnectionLimits } from '../limits/connections/connection-limits.ts';
import { IdleConnections } from '../limits/connections/idle-connections.ts';
import { UnfinishedMessages } from '../limits/connections/unfinished-messages.ts';
import { EventBudget } from '../limits/event-budget.ts';
import { LoginLimits } from '../limits/logins/login-limits.ts';
import { OperationLimits } from '../limits/operation-limits.ts';
import { OperationPlaces } from '../limits/operation-places.ts';
import { PendingRequests } from '../limits/pending-requests.ts';
import { SubscriptionLimits } from '../limits/subscription-limits.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { RecentCounts } from '../telemetry/recent-counts.ts';

/** The limits that keep one client, one address or one account from using up the gateway. */
export interface Limits {
  readonly addresses: ClientAddresses;
  readonly connections: ConnectionLimits;
  readonly idleConnections: IdleConnections;
  readonly pendingRequests: PendingRequests;
  readonly subscriptions: SubscriptionLimits;
  readonly logins: LoginLimits;
  readonly operationPlaces: OperationPlaces;
  readonly buffers: BufferBudget;
  readonly unfinishedMessages: UnfinishedMessages;
  readonly unfinishedRequests: UnfinishedMessages;
  /** Creates the limits of one connection. */
  readonly operations: () => OperationLimits;
  /** Creates the pace at which one connection is read. */
  readonly pace: ReadPace;
  /** Counts a refusal by the setting of this name, in lower case. */
  readonly onLimited: (limit: string) => void;
  /** How often each was reached lately, by the same names. */
  readonly recentHits: ReadonlyMap<string, number>;
  close(): void;
}

const bufferCheckIntervalMs = 250;
/** So one user has 4,096 different subscriptions to an account, whose filters meet each event. */
const leastResultBytes = 4_096;
const maxLoggedEntryLength = 64;
/** The limits are few. */
const [limitQuietMs, maxLoggedLimits] = [60_000, 100];

export function createLimits(config: Config, metrics: Metrics, log: Log): Limits {
  const { onLimited, hits } = watchLimits(metrics, log);
  const buffers = new BufferBudget({
    maxBytes: config.maxTotalBufferedBytes,
    checkIntervalMs: bufferCheckIntervalMs,
    onLimited: () => onLimited('max_total_buffered_bytes'),
  });
  const addresses = createAddresses(config, log);
  const connections = createConnectionLimits(config, onLimited);
  const unfinishedMessages = createUnfinished(config, config.requestTimeoutMs, onLimited);
  // Node ends the slow ones, and answers them.
  const unfinishedRequests = createUnfinished(config, Number.POSITIVE_INFINITY, onLimited);
  const operationLimits = {
    maxPendingOperations: config.maxPendingOperationsPerConnection,
    maxDocuments: config.maxDocumentsPerConnection,
    onLimited,
  };
  return {
    addresses,
    connections,
    idleConnections: new IdleConnections({
      maxIdlePerIp: config.maxIdleConnectionsPerIp,
      maxNewPerIp: config.maxConnectionsPerIp,
      ownerOf: (socket) => addresses.ofSocket(socket),
      onLimited,
    }),
    pendingRequests: new PendingRequests({ maxPendingPerIp: config.maxPendingRequestsPerIp, onLimited }),
    subscriptions: createSubscriptionLimits(config, onLimited),
    operationPlaces: new OperationPlaces({
      maxPerClient: config.maxConcurrentQueriesPerToken,
      maxWaitingPerClient: config.maxWaitingQueriesPerToken,
      maxWaitMs: config.maxRestWaitMs,
      onLimited,
    }),
    logins: createLoginLimits(config, onLimited),
    buffers,
    unfinishedMessages,
    unfinishedRequests,
    operations: () => new OperationLimits(operationLimits),
    pace: new ReadPace({
      maxMessagesPerSecond: config.maxMessagesPerSecond,
      maxBytesPerSecond: config.maxReadBytesPerSecond,
      onLimited,
    }),
    onLimited,
    get recentHits() {
      return hits.recent;
    },
    close() {
      buffers.close();
      unfinishedMessages.close();
      unfinishedRequests.close();
      connections.close();
    },
  };
}

type OnLimited = Limits['onLimited'];

/** Counts and logs the limits that clients reach. */
function watchLimits(metrics: Metrics, log: Log): { readonly onLimited: OnLimited; readonly hits: RecentCounts } {
  const hits = new RecentCounts();
  const reached = new LogThrottle({ quietMs: limitQuietMs, maxKeys: maxLoggedLimits });
  const onLimited = (limit: string): void => {
    metrics.limited.inc({ limit });
    hits.add(limit);
    reached.log(limit, (withheld) => log.info({ limit: limit.toUpperCase(), withheld }, 'a client reached a limit'));
  };
  return { onLimited, hits };
}

function createAddresses({ trustedProxies }: Config, log: Log): ClientAddresses {
  // Once each: clients that forge the headers must not fill the log.
  const proxies = new LogThrottle({ maxKeys: 2 });
  return new ClientAddresses(trustedProxies, {
    onUntrustedProxy: (address) =>
      proxies.log('untrusted', () =>
        log.warn({ address }, 'ignoring X-Forwarded-For of a peer that is not one of TRUSTED_PROXIES'),
      ),
    onUnreadableEntry: (proxy, entry) =>
      proxies.log('unreadable', () =>
        log.warn(
          { proxy, entry: entry.slice(0, maxLoggedEntryLength) },
          'a proxy names no address in X-Forwarded-For or Forwarded; its clients count as one',
        ),
      ),
  });
}

function createConnectionLimits(config: Config, onLimited: OnLimited): ConnectionLimits {
  return new ConnectionLimits({
    maxConnections: config.maxConnections,
    maxConnectionsPerIp: config.maxConnectionsPerIp,
    maxConnectionsPerToken: config.maxConnectionsPerToken,
    maxConnectsPerIp: config.maxConnectsPerIp,
    windowMs: config.connectWindowMs,
    anonymousTimeoutMs: config.anonymousTimeoutMs,
    signInTimeoutMs: config.initTimeoutMs,
    onLimited,
  });
}

function createUnfinished(
  { maxUnfinishedBytesPerIp: maxBytesPerIp }: Config,
  timeoutMs: number,
  onLimited: OnLimited,
): UnfinishedMessages {
  return new UnfinishedMessages({ maxBytesPerIp, timeoutMs, onLimited });
}

function createSubscriptionLimits(config: Config, onLimited: OnLimited): SubscriptionLimits {
  return new SubscriptionLimits({
    maxSubscriptions: config.maxSubscriptions,
    maxSubscriptionsPerConnection: config.maxSubscriptionsPerConnection,
    maxSubscriptionsPerToken: config.maxSubscriptionsPerToken,
    maxTopicsPerToken: config.maxTopicsPerToken,
    maxDocumentBytesPerToken: config.maxDocumentBytesPerToken,
    events: new EventBudget({
      maxBytesPerToken: config.maxEventBytesPerToken,
      maxBytesPerAccount: config.maxEventBytesPerAccount,
      leastBytes: leastResultBytes,
      onLimited,
    }),
    onLimited,
  });
}

function createLoginLimits(config: Config, onLimited: OnLimited): LoginLimits {
  return new LoginLimits({
    maxAttemptsPerUser: config.maxLoginAttemptsPerUser,
    maxAttemptsPerIp: config.maxLoginAttemptsPerIp,
    maxAttemptsPerAccount: config.maxLoginAttemptsPerAccount,
    windowMs: config.loginWindowMs,
    maxWaitMs: config.maxRestWaitMs,
    onLimited,
  });
}
