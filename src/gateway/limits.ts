import type { Config } from '../config/config.ts';
import { BufferBudget } from '../limits/buffer-budget.ts';
import { ClientAddresses } from '../limits/client-addresses.ts';
import { ConnectionLimits } from '../limits/connection-limits.ts';
import { IdleConnections } from '../limits/idle-connections.ts';
import { LoginLimits } from '../limits/login-limits.ts';
import { OperationLimits } from '../limits/operation-limits.ts';
import { PendingRequests } from '../limits/pending-requests.ts';
import { SubscriptionLimits } from '../limits/subscription-limits.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** The limits that keep one client, one address or one account from using up the gateway. */
export interface Limits {
  readonly addresses: ClientAddresses;
  readonly connections: ConnectionLimits;
  readonly idleConnections: IdleConnections;
  readonly pendingRequests: PendingRequests;
  readonly subscriptions: SubscriptionLimits;
  readonly logins: LoginLimits;
  readonly buffers: BufferBudget;
  /** Creates the limits of one connection. */
  readonly operations: () => OperationLimits;
  /** Counts a refusal by the setting of this name, in lower case. */
  readonly onLimited: (limit: string) => void;
  close(): void;
}

const bufferCheckIntervalMs = 250;

export function createLimits(config: Config, metrics: Metrics, log: Log): Limits {
  const onLimited = (limit: string): void => metrics.limited.inc({ limit });
  let isProxyReported = false;
  const buffers = new BufferBudget({
    maxBytes: config.maxTotalBufferedBytes,
    checkIntervalMs: bufferCheckIntervalMs,
    onLimited: () => onLimited('max_total_buffered_bytes'),
  });
  const addresses = new ClientAddresses(config.trustedProxies, (address) => {
    // Once: clients that forge the header must not fill the log.
    if (!isProxyReported)
      log.warn({ address }, 'ignoring X-Forwarded-For of a peer that is not one of TRUSTED_PROXIES');
    isProxyReported = true;
  });
  const operationLimits = {
    maxPendingOperations: config.maxPendingOperationsPerConnection,
    maxDocuments: config.maxDocumentsPerConnection,
    onLimited,
  };
  return {
    addresses,
    connections: new ConnectionLimits({
      maxConnections: config.maxConnections,
      maxConnectionsPerIp: config.maxConnectionsPerIp,
      maxConnectionsPerToken: config.maxConnectionsPerToken,
      maxConnectsPerIp: config.maxConnectsPerIp,
      windowMs: config.connectWindowMs,
      onLimited,
    }),
    idleConnections: new IdleConnections({
      maxIdlePerIp: config.maxIdleConnectionsPerIp,
      ownerOf: (socket) => addresses.ofSocket(socket),
      onLimited: () => onLimited('max_idle_connections_per_ip'),
    }),
    pendingRequests: new PendingRequests({ maxPendingPerIp: config.maxPendingRequestsPerIp, onLimited }),
    subscriptions: new SubscriptionLimits({
      maxSubscriptions: config.maxSubscriptions,
      maxSubscriptionsPerConnection: config.maxSubscriptionsPerConnection,
      maxSubscriptionsPerToken: config.maxSubscriptionsPerToken,
      maxTopicsPerToken: config.maxTopicsPerToken,
      maxDocumentBytesPerToken: config.maxDocumentBytesPerToken,
      onLimited,
    }),
    logins: new LoginLimits({
      maxAttemptsPerIp: config.maxLoginAttemptsPerIp,
      maxAttemptsPerAccount: config.maxLoginAttemptsPerAccount,
      windowMs: config.loginWindowMs,
      onLimited,
    }),
    buffers,
    operations: () => new OperationLimits(operationLimits),
    onLimited,
    close: () => buffers.close(),
  };
}
