import type { Config } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import { FlushScheduler } from '../fanout/flush-scheduler.ts';
import { errorMasker, withoutSuggestions } from '../graphql/documents/error-masker.ts';
import { closedGraphiqlPage } from '../http/graphiql/closed-graphiql-page.ts';
import type { PrefilledLogin } from '../http/graphiql/examples.ts';
import { graphiqlPage } from '../http/graphiql/graphiql-page.ts';
import { operatorEndpoints } from '../http/operator-endpoints.ts';
import { Reachability } from '../kazoo/crossbar/reachability.ts';
import { fetchBindingCatalog } from '../kazoo/requests/websockets.ts';
import { type Gauges, registerCounters, registerGauges } from '../telemetry/gauges.ts';
import type { Log } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { watchMonthRollovers } from '../upstream/topics/month-rollover.ts';
import { createAuth } from './auth.ts';
import { openOperations } from './execution.ts';
import { openCrossbar, openUpstreams } from './kazoo.ts';
import { openLimits } from './limits.ts';
import { clientObserver, flushObserver } from './observers.ts';
import { openTransports } from './transports.ts';

const graphqlPath = '/graphql';
/** Whoever asks whether the gateway is ready does not wait long itself. */
const probeTimeoutMs = 1_000;

/** A running gateway. */
export interface Gateway {
  /** `http://host:port/graphql`, with the port that was really taken. */
  readonly url: string;
  readonly gauges: Gauges;
  /** Ends all streams and connections, then resolves. Idempotent. */
  close(): Promise<void>;
}

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
  const clients = clientObserver(metrics, log);
  const onError = (error: unknown): void => log.error({ err: error }, 'unexpected error');
  const maskError = config.introspection ? errorMasker(onError) : withoutSuggestions(errorMasker(onError));

  const crossbar = openCrossbar(config, metrics, log);
  const limits = openLimits(config, metrics, log);
  const auth = createAuth(config, crossbar, log, {
    onAccount: (account, askedAt) => upstreams.noteRealm(account, askedAt),
    onError,
  });
  const { sessions, checks } = auth;
  const scheduler = new FlushScheduler(flushObserver(metrics, onError));
  const upstreams = openUpstreams({ config, tokens: auth.upstreamTokens, metrics, log });
  const stopWatchingMonths = watchMonthRollovers(config.kazooTimeZone, (renewal) => upstreams.rollMonthOver(renewal));
  const parts = { config, auth, limits, clients, metrics, log, maskError, scheduler };
  const operations = openOperations({ ...parts, crossbar, upstreams });
  const { fanout } = operations;
  const kazoo = new Reachability(() => fetchBindingCatalog(crossbar), config.kazooProbeIntervalMs, probeTimeoutMs);
  let isReady = false;
  const transports = openTransports({
    ...parts,
    graphqlPath,
    operations,
    cursor: () => upstreams.cursor,
    onError,
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

  const gauges: Gauges = {
    connections: transports.connections,
    sessions: () => sessions.size,
    operationGroups: () => fanout.groups,
    subscribers: () => fanout.subscribers,
    topics: () => upstreams.topics,
    liveTopics: () => upstreams.liveTopics,
    upstreams: () => upstreams.accounts,
    waitingChecks: () => checks.waiting,
    limitedAccounts: () => checks.limitedAccounts,
    streams: () => Math.max(0, limits.connections.acquired - transports.connections()),
    bufferedBytes: () => limits.buffers.bufferedBytes,
  };
  registerGauges(metrics, gauges, () => upstreams.statuses.counts);
  registerCounters(metrics, {
    executions: () => fanout.executions,
    deliveries: () => fanout.deliveries,
    clientBytes: transports.clientBytes,
  });

  /** What goes on by itself, whoever is there. */
  function stopBackground(): void {
    auth.close();
    limits.close();
    stopWatchingMonths();
  }

  await auth.ready;
  const url = await transports.listen().catch(async (error: unknown) => {
    stopBackground();
    await crossbar.close();
    throw error;
  });
  isReady = true;
  log.info({ url, kazooApiUrl: config.kazooApiUrl, kazooBlackholeUrl: config.kazooBlackholeUrl }, 'listening');

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    isReady = false;
    const reason = new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down. Connect again.');
    await transports.close({
      async farewell() {
        await sessions.drain(reason, config.shutdownWindowMs);
        stopBackground();
        upstreams.close(reason);
      },
      abandon: () => crossbar.close(),
    });
    // prom-client's observer of the garbage collector lives as long as the process, and would keep all that the sizes reach.
    metrics.registry.clear();
    log.info('closed');
  }
  return {
    url,
    gauges,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
