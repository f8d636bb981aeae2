import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.ts';
import { Fanout } from '../fanout/fanout.ts';
import type { DocumentPolicy } from '../graphql/documents/document-policy.ts';
import { OfferedBindings } from '../graphql/offered-bindings.ts';
import { OperationAccess } from '../graphql/operation-access.ts';
import { buildGatewaySchema } from '../graphql/schema.ts';
import { Subscriptions } from '../graphql/subscriptions/subscriptions.ts';
import { Collections } from '../kazoo/collections/collections.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import { keyMatcher } from '../kazoo/events/public-data.ts';
import { login, refreshToken } from '../kazoo/requests/user-auth.ts';
import { fetchOfferedBindings } from '../kazoo/requests/websockets.ts';
import { addressBlock } from '../limits/client-addresses.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { noteOutcome } from '../telemetry/outcome.ts';
import { traced } from '../telemetry/tracing.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import type { Admission } from './admission.ts';
import type { DeliveryTimes } from './delivery-times.ts';
import { openDocumentPolicy } from './document-policy.ts';
import type { Limits } from './limits.ts';
import type { ClientObserver } from './observation.ts';

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
  readonly upstreams: Upstreams;
  readonly admission: Admission;
  readonly limits: Limits;
  readonly clients: ClientObserver;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly times: DeliveryTimes;
}

const maxConcurrentRestRequests = 8;
const bindingsKnownForMs = 60_000;

export function openOperations(options: OperationsOptions): Operations {
  const { config, crossbar, upstreams, admission, limits, clients, metrics, log, maskError, times } = options;
  const { sessions, authority, conferenceOwnership, ownerFor, socketTokens } = admission;
  const onUnreadableField = (type: string, field: string): void => metrics.unreadableFields.inc({ type, field });
  const offeredBindings = new OfferedBindings((caller) => fetchOfferedBindings(crossbar, caller), bindingsKnownForMs);
  const schema = buildGatewaySchema({
    access: new OperationAccess({
      authority,
      ownerFor,
      maxRequests: config.maxRestRequestsPerOperation,
      maxConcurrent: maxConcurrentRestRequests,
    }),
    authority,
    ownerFor,
    collections: new Collections(crossbar, {
      onUnreadable: onUnreadableField,
      isHidden: keyMatcher(config.hiddenDataKeys),
    }),
    snapshotTopicTimeoutMs: config.snapshotTopicTimeoutMs,
    conferenceOwnership,
    sessions,
    upstreams,
    prepareSocket: (accountId) => socketTokens.prepare(accountId),
    login: (credentials, caller) =>
      noteOutcome(
        traced('login', { 'kazoo.request_id': caller.requestId }, () =>
          limits.logins.attempt(credentials, addressBlock(caller.clientIp), () => login(crossbar, credentials, caller)),
        ),
        (outcome) => clients.onLogin(caller, outcome),
      ),
    refreshToken: (token, caller) => refreshToken(crossbar, token, caller),
    fetchOfferedBindings: (caller) => offeredBindings.get(caller),
    reauthorize: (context) => subscriptions.reauthorize(context),
    onUnreadableField,
  });
  const fanout = new Fanout(times.turn, maskError, (durationMs) => times.onExecuted(durationMs));
  const subscriptions = new Subscriptions({
    schema,
    fanout,
    sessions,
    authority,
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
