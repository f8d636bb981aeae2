import type { Config } from '../config/config.ts';
import { BlackholeConnection, type BlackholeConnectionOptions } from '../kazoo/blackhole/blackhole-connection.ts';
import { probeBlackhole } from '../kazoo/blackhole/probe-blackhole.ts';
import { Crossbar, type CrossbarExchange } from '../kazoo/crossbar/crossbar.ts';
import type { CrossbarRequest } from '../kazoo/crossbar/crossbar-request.ts';
import { publicDataWithout } from '../kazoo/events/public-data.ts';
import { KazooClock } from '../kazoo/kazoo-clock.ts';
import { type Probe, Reachability } from '../kazoo/reachability.ts';
import { fetchBindingCatalog } from '../kazoo/requests/websockets.ts';
import { principalOf, readTokenClaims } from '../kazoo/token-claims.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { traceRequest } from '../telemetry/tracing.ts';
import { EventClock } from '../upstream/history/event-clock.ts';
import { Histories } from '../upstream/history/histories.ts';
import { bindingLagMs as longestBindingLagMs } from '../upstream/socket/binding-lag.ts';
import { ConnectionGate } from '../upstream/socket/connection-gate.ts';
import type { TokenSource } from '../upstream/socket/token-source.ts';
import { UpstreamRegistry } from '../upstream/upstream-registry.ts';
import { createUpstreamObserver } from './observers.ts';

// Below blackhole's own bucket of 100 + 10 per second (protocol.md "Pressure"). Few in flight, since Kazoo 4.3.116 and
// later drop replies while more than 50 frames wait.
const commandPace = { burst: 80, perSecond: 9, maxInFlight: 10 } as const;
const maxUnansweredSubscribes = 3;
/** Shorter than the time that a health check waits itself. */
const probeTimeoutMs = 1_000;
/** How often a difference of the clocks is logged. */
const clockQuietMs = 3_600_000;

/** Creates the clock by which tokens expire. */
export function createKazooClock(log: Log): KazooClock {
  const differences = new LogThrottle({ quietMs: clockQuietMs, maxKeys: 1 });
  return new KazooClock((differenceMs) =>
    differences.log('different', () =>
      log.warn(
        { kazooIsAheadSeconds: Math.round(differenceMs / 1_000) },
        "the clocks of Kazoo and of this machine differ; tokens expire by Kazoo's",
      ),
    ),
  );
}

/**
 * Creates the client of Kazoo's REST API, which sets the clock. The caller must close it.
 *
 * @param note called once for each request
 */
export function createCrossbar(
  config: Config,
  clock: KazooClock,
  metrics: Metrics,
  note: (exchange: CrossbarExchange) => void,
): Crossbar {
  return new Crossbar({
    apiUrl: config.kazooApiUrl,
    requestTimeoutMs: config.restTimeoutMs,
    connectTimeoutMs: config.connectTimeoutMs,
    maxConnections: config.maxRestConnections,
    maxWaitMs: config.maxRestWaitMs,
    maxWaitingReads: config.maxWaitingReadsPerToken,
    clientOf: takesTurnAs,
    onLimited: () => metrics.limited.inc({ limit: 'max_waiting_reads_per_token' }),
    ca: config.kazooCa,
    serverName: config.kazooServerName,
    now: () => clock.now(),
    onResponse(exchange) {
      const { method, route, status, date, durationMs } = exchange;
      note(exchange);
      if (status > 0) clock.note(date, durationMs);
      metrics.restRequests.observe({ method, route, status: String(status) }, durationMs / 1000);
      traceRequest(
        `${method} ${route}`,
        durationMs,
        { 'http.request.method': method, 'url.template': route, 'http.response.status_code': status || undefined },
        status === 0 || status >= 500,
      );
    },
  });
}

/**
 * Whose turn a request to Crossbar takes: an address's while nobody has confirmed the token, which
 * may claim anything, and then a user's.
 */
function takesTurnAs({ kind, token, clientInfo }: CrossbarRequest): string {
  if (kind === 'authority' || token === undefined) return addressBlock(clientInfo?.clientIp);
  const claims = readTokenClaims(token);
  return claims === undefined ? token : principalOf(claims);
}

/**
 * Creates what tells whether Kazoo serves: of Crossbar and of blackhole, since each can be away by
 * itself. Nothing is asked until somebody wants to know.
 */
export function createKazooParts(config: Config, crossbar: Crossbar): readonly Reachability[] {
  const endpoints = config.kazooBlackholeUrl.map((url) => ({
    ...blackholeOptions(config),
    url,
    connectTimeoutMs: probeTimeoutMs,
  }));
  const askCrossbar = (): Promise<string | undefined> =>
    fetchBindingCatalog(crossbar).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? withoutFullStop(error.message) : 'failed'),
    );
  const askBlackhole = async (): Promise<string | undefined> => {
    const reasons = await Promise.all(endpoints.map(probeBlackhole));
    return reasons.includes(undefined) ? undefined : reasons[0]?.message;
  };
  const part = (name: string, ask: Probe) =>
    new Reachability(name, ask, { intervalMs: config.kazooProbeIntervalMs, timeoutMs: probeTimeoutMs });
  return [part('Crossbar', askCrossbar), part('blackhole', askBlackhole)];
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

export interface UpstreamsOptions {
  readonly config: Config;
  /** Chooses the token that opens an account's socket. */
  readonly tokens: TokenSource;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Default: the longest that Kazoo is thought to need. */
  readonly bindingLagMs?: number | undefined;
}

/** What an `UpstreamRegistry` keeps, and for how long. */
interface Kept {
  readonly clock: EventClock;
  readonly histories: Histories;
  readonly lingerMs: number;
}

/**
 * Creates the registry of the accounts' event streams. The caller must close it.
 *
 * @param kept default: as the settings say
 */
export function createUpstreams(
  { config, tokens, metrics, log, bindingLagMs = longestBindingLagMs }: UpstreamsOptions,
  kept: Kept = { clock: new EventClock(), histories: createHistories(config), lingerMs: config.lingerMs },
): UpstreamRegistry {
  const backoff = { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs };
  return new UpstreamRegistry({
    connect: (url, listener) => new BlackholeConnection({ ...blackholeOptions(config), url }, listener),
    gate: new ConnectionGate({
      urls: config.kazooBlackholeUrl,
      connectsPerSecond: config.connectsPerSecond,
      backoff,
    }),
    tokens,
    publicData: publicDataWithout(config.hiddenDataKeys),
    observer: createUpstreamObserver(metrics, log),
    ...kept,
    subscribeTimeoutMs: config.subscribeTimeoutMs,
    maxTopics: config.maxTopicsPerAccount,
    maxAccountsPerSocket: config.maxAccountsPerSocket,
    maxUnansweredSubscribes,
    backoff,
    bindingLagMs,
  });
}

/** Creates the past of all accounts, for those who resume. The caller must close it. */
export function createHistories(config: Config): Histories {
  return new Histories({
    maxEvents: config.maxHistoryEvents,
    maxBytes: config.maxHistoryBytes,
    maxTotalBytes: config.maxTotalHistoryBytes,
    maxAgeMs: config.maxHistoryAgeMs,
  });
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
    commandPace,
  };
}
