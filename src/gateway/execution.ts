import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.ts';
import { Fanout } from '../fanout/fanout.ts';
import type { FlushScheduler } from '../fanout/flush-scheduler.ts';
import { BindingCatalog } from '../graphql/binding-catalog.ts';
import type { DocumentPolicy } from '../graphql/documents/document-policy.ts';
import { OperationAccess } from '../graphql/operation-access.ts';
import { buildGatewaySchema } from '../graphql/schema.ts';
import { Subscriptions } from '../graphql/subscriptions/subscriptions.ts';
import { CollectionReader } from '../kazoo/collections/collection-reader.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import { keyMatcher } from '../kazoo/events/public-data.ts';
import { login, refreshToken } from '../kazoo/requests/user-auth.ts';
import { fetchBindingCatalog } from '../kazoo/requests/websockets.ts';
import { addressBlock } from '../limits/client-addresses.ts';
import type { Log } from '../telemetry/log.ts';
import { type Metrics, noteOutcome } from '../telemetry/metrics.ts';
import { traced } from '../telemetry/tracing.ts';
import type { UpstreamRegistry } from '../upstream/upstream-registry.ts';
import type { Auth } from './auth.ts';
import { openDocumentPolicy } from './document-policy.ts';
import type { Limits } from './limits.ts';
import type { ClientObserver } from './observers.ts';

/** What clients may ask for, and who answers it. */
export interface Operations {
  readonly schema: GraphQLSchema;
  readonly documentPolicy: DocumentPolicy;
  readonly fanout: Fanout;
  readonly subscriptions: Subscriptions;
}

export interface OperationsOptions {
  readonly config: Config;
  readonly crossbar: Crossbar;
  readonly upstreams: UpstreamRegistry;
  readonly auth: Auth;
  readonly limits: Limits;
  readonly clients: ClientObserver;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly scheduler: FlushScheduler;
}

const msPerSecond = 1000;
const maxConcurrentRestRequests = 8;
const bindingsKnownForMs = 60_000;

export function openOperations(options: OperationsOptions): Operations {
  const { config, crossbar, upstreams, auth, limits, clients, metrics, log, maskError, scheduler } = options;
  const { sessions, accountAccess, conferenceOwnership, ownerFor, upstreamTokens } = auth;
  const onUnreadableField = (type: string, field: string): void => metrics.unreadableFields.inc({ type, field });
  const bindingCatalog = new BindingCatalog(
    (clientInfo) => fetchBindingCatalog(crossbar, clientInfo),
    bindingsKnownForMs,
  );
  const schema = buildGatewaySchema({
    access: new OperationAccess({
      accountAccess,
      ownerFor,
      maxRequests: config.maxRestRequestsPerOperation,
      maxConcurrent: maxConcurrentRestRequests,
    }),
    accountAccess,
    ownerFor,
    collections: new CollectionReader(crossbar, {
      onUnreadable: onUnreadableField,
      isHidden: keyMatcher(config.hiddenDataKeys),
    }),
    snapshotTopicTimeoutMs: config.snapshotTopicTimeoutMs,
    conferenceOwnership,
    sessions,
    upstreams,
    prepareSocket: (accountId) => upstreamTokens.prepare(accountId),
    login: (credentials, clientInfo) =>
      noteOutcome(
        traced('login', { 'kazoo.request_id': clientInfo.requestId }, () =>
          limits.logins.attempt(credentials, addressBlock(clientInfo.clientIp), () =>
            login(crossbar, credentials, clientInfo),
          ),
        ),
        (outcome) => clients.onLogin(clientInfo, outcome),
      ),
    refreshToken: (token, clientInfo) => refreshToken(crossbar, token, clientInfo),
    fetchBindingCatalog: (clientInfo) => bindingCatalog.get(clientInfo),
    reauthorize: (context) => subscriptions.reauthorize(context),
    onUnreadableField,
  });
  const fanout = new Fanout(scheduler, maskError, (durationMs) => metrics.executions.observe(durationMs / msPerSecond));
  const subscriptions = new Subscriptions({
    schema,
    fanout,
    sessions,
    accountAccess,
    ownerFor,
    maskError,
    limits: limits.subscriptions,
    onResume: clients.onResume,
    onSubscribed: clients.onSubscribed,
    onRefused: clients.onRefused,
    onLeft: clients.onLeft,
  });
  return { schema, documentPolicy: openDocumentPolicy(config, schema, metrics, log), fanout, subscriptions };
}
