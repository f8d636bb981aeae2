import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import type { SettingFacts } from '../config/setting-facts.ts';
import { GatewayError } from '../errors.ts';
import { FlushScheduler } from '../fanout/flush-scheduler.ts';
import { errorMasker, withoutSuggestions } from '../graphql/documents/error-masker.ts';
import type { PrefilledLogin } from '../http/graphiql/examples/session-examples.ts';
import { healthAndMetrics } from '../http/health-and-metrics.ts';
import type { RequestHandler } from '../http/http-server.ts';
import { ApiHealth } from '../kazoo/crossbar/api-health.ts';
import { OperatorRecords } from '../operator/operator-records.ts';
import { oncePerRun } from '../scheduling/once-per-run.ts';
import { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { Gauges } from '../telemetry/gauges.ts';
import type { Log } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import { watchMonthRollovers } from '../upstream/topics/month-rollover.ts';
import { createAuth } from './auth.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { GatewayLifecycle } from './gateway-lifecycle.ts';
import { createCrossbar, createKazooClock, createKazooParts, createUpstreams } from './kazoo.ts';
import { createLimits } from './limits.ts';
import { createGauges, exposeMetrics } from './measured-parts.ts';
import { createClientObserver, createFlushObserver } from './observers.ts';
import { createOperations } from './operations.ts';
import { createOperator } from './operator.ts';
import { openPages } from './pages.ts';
import { shutDown } from './shutdown.ts';
import { createTransports } from './transports.ts';

const graphqlPath = '/graphql';
/** From the sources as from the build; both are one folder below the package. */
const builtPagesFolder = fileURLToPath(new URL('../../dist/pages/', import.meta.url));

/** A running gateway. */
export interface Gateway {
  /** `http://host:port/graphql`, with the port that was really taken. */
  readonly url: string;
  readonly gauges: Gauges;
  /**
   * Asks Kazoo whether it serves, and logs one line if it does not. Resolves within a second or so;
   * never rejects.
   */
  tellWithoutKazoo(): Promise<void>;
  /** Ends all streams and connections, then resolves. Idempotent. */
  close(): Promise<void>;
}

/** What is not a setting. */
export interface GatewayOptions {
  /**
   * The credentials in GraphiQL's example login and in that of the wallboard, which everybody who
   * opens the pages can read. Default: none.
   */
  readonly prefilledLogin?: PrefilledLogin | undefined;
  /** Where the built pages are. Default: those of `npm run build`. */
  readonly pagesFolder?: string | undefined;
  /** Counts the lines that the log could not write, for the metrics. Default: 0. */
  readonly droppedLogLines?: () => number;
  /**
   * How long after its reply to a subscribe Kazoo may still make the binding. Default: 250, for any
   * Kazoo.
   */
  readonly bindingLagMs?: number;
  /** What operators see of the settings, by name. Default: nothing. */
  readonly settings?: ReadonlyMap<string, SettingFacts>;
}

/**
 * Composes a gateway and listens for clients. @throws ConfigError when the port cannot be taken, or
 * a page that is switched on was not built.
 */
export async function startGateway(
  config: Config,
  log: Log,
  {
    prefilledLogin,
    pagesFolder = builtPagesFolder,
    droppedLogLines = () => 0,
    bindingLagMs,
    settings = new Map(),
  }: GatewayOptions = {},
): Promise<Gateway> {
  const pages = openPages(config, { graphqlPath, pagesFolder, prefilledLogin });
  const metrics = createMetrics();
  const records = config.operatorToken === undefined ? undefined : new OperatorRecords();
  const clients = createClientObserver(metrics, log, records);
  const onError = (error: unknown): void => log.error({ err: error }, 'unexpected error');
  const maskError = config.introspection ? errorMasker(onError) : withoutSuggestions(errorMasker(onError));

  const kazooClock = createKazooClock(log);
  const apiHealth = new ApiHealth(log);
  const crossbar = createCrossbar(config, kazooClock, metrics, (exchange) => apiHealth.note(exchange));
  const limits = createLimits(config, metrics, log);
  const auth = createAuth({
    config,
    crossbar,
    clock: kazooClock,
    loginLimits: limits.logins,
    clients,
    log,
    onError,
  });
  const upstreamsOptions = { config, tokens: auth.upstreamTokens, metrics, log, bindingLagMs };
  const fleet = config.redisUrl && (await createFleet(config.redisUrl, upstreamsOptions));
  if (fleet !== undefined) auth.shareTokens(fleet.upstreams.control);
  const sources = fleet?.sources ?? createUpstreams(upstreamsOptions);
  const upstreams: AccountUpstreams = fleet?.upstreams ?? sources;
  auth.tokenRequests.events.on('account', (account, askedAtMs) => upstreams.noteRealm(account, askedAtMs));
  const stopWatchingMonths = watchMonthRollovers(config.kazooTimeZone, (renewal) => upstreams.rollMonthOver(renewal));
  const scheduler = new FlushScheduler(createFlushObserver(metrics, onError));
  // An event that is here already waits for nobody's slice.
  const turns = new SlicedQueue(() => scheduler.flushFirst());
  const operations = createOperations({
    config,
    crossbar,
    upstreams,
    sources,
    fleet: fleet?.upstreams,
    auth,
    limits,
    clients,
    metrics,
    log,
    maskError,
    scheduler,
    turns,
    pageDocuments: pages.documents,
  });
  const operator = createOperator({
    config,
    auth,
    upstreams,
    fleet,
    limits,
    apiHealth,
    clock: kazooClock,
    records,
    settings,
    droppedLogLines,
    turns,
    log,
    onError,
  });
  const kazooParts = createKazooParts(config, crossbar);
  const lifecycle = new GatewayLifecycle();
  const health = createHealth({ config, metrics, kazooParts, fleet, lifecycle });
  const transports = createTransports({
    config,
    graphqlPath,
    operations,
    auth,
    limits,
    clients,
    metrics,
    log,
    maskError,
    onError,
    scheduler,
    turns,
    // What this gateway remembers goes with it; instances of a fleet know what it knew.
    cursorStart: fleet === undefined ? sources.cursorStart : undefined,
    cursor: oncePerRun(() => (upstreams.isBehind === true ? undefined : upstreams.cursor)),
    handlers: [health, ...(operator === undefined ? [] : [operator.handler]), ...pages.handlers],
  });
  const gauges = createGauges({ clock: kazooClock, crossbar, auth, limits, upstreams, operations, transports });
  exposeMetrics(metrics, gauges, { upstreams, operations, transports, droppedLogLines });

  function stopTimers(): void {
    auth.close();
    limits.close();
    stopWatchingMonths();
  }

  await Promise.all([auth.ready, fleet?.ready]);
  const url = await transports.listen().catch(async (error: unknown) => {
    stopTimers();
    upstreams.close(new GatewayError('SHUTTING_DOWN', 'The gateway cannot listen.'));
    await crossbar.close();
    throw error;
  });
  lifecycle.serve();
  log.info({ url, kazooApiUrl: config.kazooApiUrl, kazooBlackholeUrl: config.kazooBlackholeUrl }, 'listening');
  return {
    url,
    gauges,
    tellWithoutKazoo: () => apiHealth.onStart(() => Promise.all(kazooParts.map((part) => part.problem()))),
    close: () =>
      lifecycle.close(() =>
        shutDown({
          config,
          operator,
          transports,
          auth,
          fleet,
          upstreams,
          operations,
          crossbar,
          clients,
          metrics,
          log,
          stopTimers,
        }),
      ),
  };
}

interface HealthParts {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly kazooParts: ReturnType<typeof createKazooParts>;
  readonly fleet: Fleet | undefined;
  readonly lifecycle: GatewayLifecycle;
}

function createHealth({ config, metrics, kazooParts, fleet, lifecycle }: HealthParts): RequestHandler {
  return healthAndMetrics({
    registry: metrics.registry,
    isServing: () => lifecycle.isServing,
    dependencies: [
      ...kazooParts.map((part) => ({ problem: () => part.problem(), isNeeded: config.readyNeedsKazoo })),
      {
        problem: async () => (fleet?.upstreams.mode === 'solo' ? 'solo' : undefined),
        isNeeded: config.readyNeedsEngine,
      },
    ],
  });
}
