import type { GraphQLError, GraphQLSchema } from 'graphql';
import { ListAccess } from '../auth/lists/list-access.ts';
import type { Config } from '../config/config.ts';
import { Fanout } from '../fanout/fanout.ts';
import type { FlushScheduler } from '../fanout/flush-scheduler.ts';
import type { FleetUpstreams } from '../fleet/fleet-upstreams.ts';
import { BindingCatalog } from '../graphql/binding-catalog.ts';
import type { DocumentPolicy } from '../graphql/documents/document-policy.ts';
import { Documents } from '../graphql/documents/documents.ts';
import { OperationCost } from '../graphql/documents/operation-cost.ts';
import { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { OperationAccess } from '../graphql/operation-access.ts';
import { QueryTurns } from '../graphql/query-turns.ts';
import { buildGatewaySchema } from '../graphql/schema.ts';
import { SubscriptionStarter } from '../graphql/subscriptions/subscription-starter.ts';
import { CollectionReader } from '../kazoo/collections/collection-reader.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import { keyMatcher } from '../kazoo/events/public-data.ts';
import { fetchBindingCatalog } from '../kazoo/requests/websockets.ts';
import { RateLimit } from '../limits/rate-limit.ts';
import type { LiveBudget } from '../live/live-budget.ts';
import type { NewsUpstreams } from '../live/news/news-feeds.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import type { Auth } from './auth.ts';
import type { Limits } from './limits.ts';
import { createLive } from './live/live.ts';
import { createNews } from './live/news.ts';
import type { ClientObserver } from './observers.ts';

/** The operations that clients may send, and what executes them. */
export interface Operations {
  readonly schema: GraphQLSchema;
  readonly documentPolicy: DocumentPolicy;
  readonly fanout: Fanout;
  readonly queries: QueryTurns;
  readonly subscriptions: SubscriptionStarter;
  /** What live lists take. */
  readonly live: LiveBudget;
}

export interface OperationsOptions {
  readonly config: Config;
  readonly crossbar: Crossbar;
  readonly upstreams: AccountUpstreams;
  /** The gateway's own connections to Kazoo. */
  readonly sources: NewsUpstreams;
  readonly fleet: FleetUpstreams | undefined;
  readonly auth: Auth;
  readonly limits: Limits;
  readonly clients: ClientObserver;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly scheduler: FlushScheduler;
  /** In which all clients take turns, by address. */
  readonly turns: SlicedQueue;
  /** The texts of what the gateway's own pages send, which are always trusted. */
  readonly pageDocuments: readonly string[];
}

const msPerSecond = 1000;
const maxConcurrentRestRequests = 8;
const bindingsKnownForMs = 60_000;
/** Room for some 20,000 tokens with a list each. */
const maxListAccessBytes = 32 * 1024 * 1024;
/** The rest of `limitedChecksPerSecond` is for checks of lists that keep a pace. */
const atOnceListShare = 1 / 3;
const atOnceWindowMs = 10_000;
/** More than Kazoo sends in one turn: who has so much to send has fallen behind. */
const maxBacklogBytes = 16_777_216;
/** All values of an event, as typed fields and as data, take no more than twice its frame. */
const resultsPerFrame = 2;
/** Names and nulls of all fields that a document can select take less. */
const selectionBytes = 1_048_576;

export function createOperations({
  config,
  crossbar,
  upstreams,
  sources,
  fleet,
  auth,
  limits,
  clients,
  metrics,
  log,
  maskError,
  scheduler,
  turns,
  pageDocuments,
}: OperationsOptions): Operations {
  const { sessions, accountAccess, conferenceOwnership, ownerFor, upstreamTokens } = auth;
  const onUnreadableField = (type: string, field: string): void => metrics.unreadableFields.inc({ type, field });
  const bindingCatalog = new BindingCatalog(
    (clientInfo) => fetchBindingCatalog(crossbar, clientInfo),
    bindingsKnownForMs,
  );
  const isHidden = keyMatcher(config.hiddenDataKeys);
  const collections = new CollectionReader(auth.tokenRequests, {
    onUnreadable: onUnreadableField,
    isHidden,
  });
  const live = createLive({
    config,
    collections,
    upstreams,
    sharedLists: fleet?.lists,
    slices: turns,
    auth,
    limits,
    metrics,
    log,
  });
  const listAccess = new ListAccess({
    collections,
    sessions,
    verifier: auth.listVerifier,
    atOnce: new RateLimit({
      maxUses: Math.ceil((config.limitedChecksPerSecond * atOnceWindowMs * atOnceListShare) / msPerSecond),
      windowMs: atOnceWindowMs,
    }),
    allowedForMs: config.authorityTtlMs,
    maxBytes: maxListAccessBytes,
  });
  accountAccess.events.on('revalidated', (token, accountId) => void listAccess.recheck(token, accountId));
  const schema = buildGatewaySchema({
    access: new OperationAccess({
      accountAccess,
      ownerFor,
      maxRequests: config.maxRestRequestsPerOperation,
      maxConcurrent: maxConcurrentRestRequests,
    }),
    accountAccess,
    ownerFor,
    collections,
    calls: live.calls,
    boards: live.boards,
    polls: live.polls,
    listAccess,
    followDescendants: live.followDescendants,
    ...createNews({ config, live, sources, fleet, log }),
    below: live.below,
    people: live.people,
    conferences: live.conferences,
    snapshotTopicTimeoutMs: config.snapshotTopicTimeoutMs,
    conferenceOwnership,
    sessions,
    upstreams,
    prepareSocket: (accountId) => upstreamTokens.prepare(accountId),
    login: auth.login,
    now: auth.now,
    kazooVersion: () => crossbar.kazooVersion,
    fetchBindingCatalog: (clientInfo) => bindingCatalog.get(clientInfo),
    onUnreadableField,
    isHidden,
  });
  const groupLimits = {
    maxBacklogBytes,
    maxResultBytes: resultsPerFrame * config.maxUpstreamFrameBytes + selectionBytes,
    onLost: (events: number) => metrics.lostEvents.inc(events),
  };
  const fanout = new Fanout(scheduler, turns, maskError, groupLimits, (durationMs) =>
    metrics.executions.observe(durationMs / msPerSecond),
  );
  const subscriptions = new SubscriptionStarter(
    schema,
    limits.subscriptions,
    accountAccess,
    { sessions, fanout, maskError },
    clients,
  );
  return {
    schema,
    documentPolicy: createDocumentPolicy({ config, schema, pageDocuments, turns, onLimited: limits.onLimited, log }),
    fanout,
    queries: new QueryTurns(limits.operationPlaces, accountAccess, turns, clients.onRefused),
    subscriptions,
    live: live.budget,
  };
}

export interface DocumentPolicyOptions {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  /** The texts of what the gateway's own pages send, which are always trusted. */
  readonly pageDocuments: readonly string[];
  /** In which all clients take turns, by address. */
  readonly turns: SlicedQueue;
  readonly onLimited: Limits['onLimited'];
  readonly log: Log;
}

/** Creates what decides which operation documents are executed. */
export function createDocumentPolicy(options: DocumentPolicyOptions): DocumentPolicy {
  const { config, schema, pageDocuments, turns, onLimited, log } = options;
  const { maxTokens, maxDepth, maxAliases, maxDirectives, maxFieldPairs } = config;
  const documents = new Documents({
    schema,
    turns,
    maxCachedBytes: config.maxCachedDocumentBytes,
    introspection: config.introspection,
    limits: { maxTokens, maxDepth, maxAliases, maxDirectives, maxFieldPairs },
    onLimited,
  });
  for (const [hash, query] of config.trustedDocuments) {
    const read = documents.read(query);
    if (!read.ok) log.warn({ hash, problem: read.errors[0]?.message }, 'a trusted document cannot be executed');
  }
  return {
    documents,
    trusted: new TrustedDocuments({
      documents: new Map(config.trustedDocuments),
      ownTexts: pageDocuments,
      only: config.trustedDocumentsOnly,
    }),
    cost: new OperationCost({ schema, maxCost: config.maxCost, unpagedListSize: config.unpagedListSize, onLimited }),
  };
}
