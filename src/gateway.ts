import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import { openAdmission } from './admission.ts';
import { type Config, ConfigError } from './config.ts';
import { openDocumentPolicy } from './document-policy.ts';
import { GatewayError } from './errors.ts';
import { Fanout } from './fanout/fanout.ts';
import { Turn } from './fanout/turn.ts';
import { errorMasker } from './graphql/mask-error.ts';
import { OperationAccess } from './graphql/operation-access.ts';
import { buildGatewaySchema } from './graphql/schema.ts';
import { Subscriptions } from './graphql/subscriptions.ts';
import { withoutSuggestions } from './graphql/without-suggestions.ts';
import { addressBlock } from './http/client-addresses.ts';
import { ClientBytes } from './http/client-bytes.ts';
import { closedGraphiqlPage } from './http/graphiql/closed-graphiql-page.ts';
import type { PrefilledLogin } from './http/graphiql/examples.ts';
import { graphiqlPage } from './http/graphiql/graphiql-page.ts';
import { createHttpServer } from './http/http-server.ts';
import { operatorEndpoints } from './http/operator-endpoints.ts';
import { OriginPolicy } from './http/origin-policy.ts';
import { reloadOnChange } from './http/tls-reload.ts';
import { GraphQLWebSocketServer } from './http/websocket-server.ts';
import { createGatewayYoga } from './http/yoga.ts';
import { BlackholeConnection, type BlackholeConnectionOptions } from './kazoo/blackhole-connection.ts';
import type { Caller } from './kazoo/caller.ts';
import { Collections } from './kazoo/collections.ts';
import { Crossbar } from './kazoo/crossbar.ts';
import { publicDataWithout } from './kazoo/public-data.ts';
import { Reachability } from './kazoo/reachability.ts';
import { login, refreshToken } from './kazoo/user-auth.ts';
import { fetchOfferedBindings } from './kazoo/websockets.ts';
import { openLimits } from './limits.ts';
import type { Log } from './log.ts';
import { createMetrics, registerSizes, registerTotals, type Sizes } from './metrics.ts';
import { clientObserver, upstreamObserver } from './observation.ts';
import { noteOutcome } from './outcome.ts';
import { readCredentials } from './tls-files.ts';
import { ConnectionGate } from './upstream/connection-gate.ts';
import { EventClock } from './upstream/event-clock.ts';
import { watchMonthTurns } from './upstream/month-turn.ts';
import { Upstreams } from './upstream/upstreams.ts';

const graphqlPath = '/graphql';

/** A running gateway. */
export interface Gateway {
  /** `http://host:port/graphql`, with the port that was really taken. */
  readonly url: string;
  readonly sizes: Sizes;
  /** Ends all streams and connections, then resolves. Idempotent. */
  close(): Promise<void>;
}

// Below blackhole's own bucket of 100 + 10 per second (protocol.md "Pressure"); few in flight, since 4.3.116+ drops replies beyond 50 waiting frames.
const commandPace = { commandBurst: 80, commandsPerSecond: 9, maxCommandsInFlight: 10 } as const;
const maxUnansweredSubscribes = 3;
const maxConcurrentRestRequests = 8;
/** Whoever asks whether the gateway is ready does not wait long itself. */
const probeTimeoutMs = 1_000;
const tlsCheckIntervalMs = 1_000;

/** What only a demo sets. */
export interface GatewayOptions {
  /** What GraphiQL's example for logging in holds; everybody who opens the page can read it. Default: nothing. */
  readonly prefilledLogin?: PrefilledLogin | undefined;
}

/** Builds the house and opens its doors. @throws when the port cannot be taken. */
export async function startGateway(
  config: Config,
  log: Log,
  { prefilledLogin }: GatewayOptions = {},
): Promise<Gateway> {
  const metrics = createMetrics();
  const onError = (error: unknown): void => log.error({ err: error }, 'unexpected error');
  const maskError = config.introspection ? errorMasker(onError) : withoutSuggestions(errorMasker(onError));

  const crossbar = new Crossbar({
    apiUrl: config.kazooApiUrl,
    requestTimeoutMs: config.restTimeoutMs,
    connectTimeoutMs: config.connectTimeoutMs,
    maxConnections: config.maxRestConnections,
    ca: config.kazooCa,
    serverName: config.kazooServerName,
    onResponse: ({ method, route, status, durationMs }) =>
      metrics.restRequests.observe({ method, route, status: String(status) }, durationMs / 1000),
  });
  const clients = clientObserver(metrics, log);
  const tlsFiles = tlsFilesOf(config);
  const limits = openLimits(config, metrics, log);
  const admission = openAdmission(config, crossbar, log, onError);
  const { sessions, authority, conferenceOwnership, signIn, socketTokens, checks } = admission;
  const backoff = { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs };
  const upstreams = new Upstreams({
    connect: (url, listener) => new BlackholeConnection({ ...blackholeOptions(config), url }, listener),
    gate: new ConnectionGate({
      urls: config.kazooBlackholeUrl,
      connectsPerSecond: config.connectsPerSecond,
      backoff,
    }),
    tokens: socketTokens,
    clock: new EventClock(),
    history: { maxEvents: config.maxHistoryEvents, maxBytes: config.maxHistoryBytes, maxAgeMs: config.maxHistoryAgeMs },
    publicData: publicDataWithout(config.hiddenDataKeys),
    observer: upstreamObserver(metrics, log),
    lingerMs: config.lingerMs,
    subscribeTimeoutMs: config.subscribeTimeoutMs,
    maxTopics: config.maxTopicsPerAccount,
    onTooManyTopics: () => metrics.limited.inc({ limit: 'max_topics_per_account' }),
    maxUnansweredSubscribes,
    backoff,
  });
  const stopWatchingMonths = watchMonthTurns(config.kazooTimeZone, (renewal) => upstreams.turnMonth(renewal));
  const fanout = new Fanout(maskError);
  const access = new OperationAccess({
    authority,
    maxRequests: config.maxRestRequestsPerOperation,
    maxConcurrent: maxConcurrentRestRequests,
  });
  const onUnreadableField = (type: string, field: string): void => metrics.unreadableFields.inc({ type, field });
  const schema = buildGatewaySchema({
    access,
    authority,
    collections: new Collections(crossbar, onUnreadableField),
    snapshotTopicTimeoutMs: config.snapshotTopicTimeoutMs,
    conferenceOwnership,
    sessions,
    upstreams,
    prepareSocket: (accountId) => socketTokens.prepare(accountId),
    login: (credentials, caller) =>
      noteOutcome(
        limits.logins.attempt(credentials, addressBlock(caller.clientIp), () => login(crossbar, credentials, caller)),
        (outcome) => clients.onLogin(caller, outcome),
      ),
    refreshToken: (token, caller) => refreshToken(crossbar, token, caller),
    fetchOfferedBindings: (caller) => fetchOfferedBindings(crossbar, caller),
    reauthorize: (context) => subscriptions.reauthorize(context),
    onUnreadableField,
  });
  const subscriptions = new Subscriptions({
    schema,
    fanout,
    sessions,
    authority,
    maskError,
    limits: limits.subscriptions,
    onResume: clients.onResume,
  });
  const documentPolicy = openDocumentPolicy(config, schema, metrics, log);

  const shared = {
    sessions,
    signIn,
    origins: new OriginPolicy(config.allowedOrigins),
    turn: new Turn(),
    maxBufferedBytes: config.maxBufferedBytes,
    keepAliveMs: config.keepAliveMs,
    callerOf: (request: IncomingMessage) => callerOf(request, limits.addresses.of(request)),
    connections: limits.connections,
    buffers: limits.buffers,
    maskError,
    onError,
    onSlowClient: () => metrics.slowClients.inc(),
  };
  const webSockets = new GraphQLWebSocketServer({
    ...shared,
    path: graphqlPath,
    schema,
    ...documentPolicy,
    subscriptions,
    maxMessageBytes: config.maxMessageBytes,
    initTimeoutMs: config.initTimeoutMs,
    closeTimeoutMs: config.closeTimeoutMs,
    cursor: () => upstreams.cursor,
    operationLimits: limits.operations,
    onOperation: (type) => clients.onOperation(type, 'websocket'),
    onConnect: clients.onConnect,
    onDisconnect: clients.onDisconnect,
  });
  const credentials = tlsFiles && readCredentials(tlsFiles.certPath, tlsFiles.keyPath);
  let isReady = false;
  const kazoo = new Reachability({
    probe: () => fetchOfferedBindings(crossbar, {}),
    intervalMs: config.kazooProbeIntervalMs,
    timeoutMs: probeTimeoutMs,
  });
  const server = createHttpServer({
    ...shared,
    graphqlPath,
    tls: credentials,
    maxHeaderBytes: config.maxHeaderBytes,
    headersTimeoutMs: config.headersTimeoutMs,
    requestTimeoutMs: config.requestTimeoutMs,
    idleTimeoutMs: config.httpIdleTimeoutMs,
    yoga: createGatewayYoga({
      path: graphqlPath,
      schema,
      ...documentPolicy,
      subscriptions,
      maskError,
      maxBodyBytes: config.maxBodyBytes,
      onOperation: clients.onOperation,
    }),
    handlers: [
      operatorEndpoints({
        registry: metrics.registry,
        isServing: () => isReady,
        isKazooReachable: () => kazoo.isReachable(),
        readyNeedsKazoo: config.readyNeedsKazoo,
      }),
      config.graphiql
        ? graphiqlPage({ graphqlPath, hasSchema: config.introspection, prefilledLogin })
        : closedGraphiqlPage(graphqlPath),
    ],
  });
  const clientBytes = new ClientBytes();
  clientBytes.watch(server);
  server.on('upgrade', (request, socket, head) => webSockets.handleUpgrade(request, socket, head));

  const sizes: Sizes = {
    connections: () => webSockets.connections,
    sessions: () => sessions.size,
    operationGroups: () => fanout.groups,
    seats: () => fanout.seats,
    topics: () => upstreams.topics,
    liveTopics: () => upstreams.liveTopics,
    upstreams: () => upstreams.accounts,
    waitingChecks: () => checks.waiting,
    limitedAccounts: () => checks.limitedAccounts,
    streams: () => Math.max(0, limits.connections.taken - webSockets.connections),
    bufferedBytes: () => limits.buffers.bufferedBytes,
  };
  registerSizes(metrics, sizes, () => upstreams.statuses.counts);
  registerTotals(metrics, {
    executions: () => fanout.executions,
    deliveries: () => fanout.deliveries,
    clientBytes: () => clientBytes.total,
  });

  await admission.ready;
  server.listen(config.port, config.host === '' ? undefined : config.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    admission.close();
    limits.close();
    stopWatchingMonths();
    await crossbar.close();
    throw isAddressInUse(error)
      ? new ConfigError([`PORT: ${config.port} is taken by another program; choose another one`])
      : error;
  }
  isReady = true;
  const stopReloading =
    tlsFiles && server instanceof TlsServer
      ? reloadOnChange({
          ...tlsFiles,
          server,
          checkIntervalMs: tlsCheckIntervalMs,
          onReloaded: () => log.info('read the TLS certificate again'),
          onFailed: (error) => log.warn({ err: error }, 'cannot use the TLS certificate as it is now'),
        })
      : undefined;
  const url = urlOf(server.address(), config.host, tlsFiles === undefined ? 'http' : 'https');
  log.info({ url, kazooApiUrl: config.kazooApiUrl, kazooBlackholeUrl: config.kazooBlackholeUrl }, 'listening');

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    isReady = false;
    const reason = new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down. Connect again.');
    const closed = new Promise((resolve) => server.close(resolve));
    await sessions.drain(reason, config.shutdownWindowMs);
    admission.close();
    limits.close();
    stopWatchingMonths();
    stopReloading?.();
    upstreams.close(reason);
    server.closeIdleConnections();
    await webSockets.close();
    server.closeAllConnections();
    await closed;
    await crossbar.close();
    // prom-client's observer of the garbage collector lives as long as the process, and would keep all that the sizes reach.
    metrics.registry.clear();
    log.info('closed');
  }
  return {
    url,
    sizes,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function tlsFilesOf({ tlsCert: certPath, tlsKey: keyPath }: Config) {
  return certPath === undefined || keyPath === undefined ? undefined : { certPath, keyPath };
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function blackholeOptions(config: Config): Omit<BlackholeConnectionOptions, 'url'> {
  return {
    connectTimeoutMs: config.connectTimeoutMs,
    replyTimeoutMs: config.replyTimeoutMs,
    pingIntervalMs: config.upstreamPingIntervalMs,
    pongTimeoutMs: config.upstreamPongTimeoutMs,
    maxFrameBytes: config.maxUpstreamFrameBytes,
    ca: config.kazooCa,
    serverName: config.kazooServerName,
    ...commandPace,
  };
}

function callerOf({ headers }: IncomingMessage, clientIp: string | undefined): Caller {
  const given = headers['x-request-id'];
  return { requestId: typeof given === 'string' ? given : randomUUID(), clientIp };
}

function urlOf(address: ReturnType<import('node:http').Server['address']>, host: string, scheme: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : '';
  return `${scheme}://${host === '' || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}${graphqlPath}`;
}
