import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import type { KazooClock } from '../kazoo/kazoo-clock.ts';
import { registerAccountGauges } from '../telemetry/account-metrics.ts';
import { type Gauges, registerCounters, registerGauges } from '../telemetry/gauges.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import type { Auth } from './auth.ts';
import type { Limits } from './limits.ts';
import type { Operations } from './operations.ts';
import type { Transports } from './transports.ts';

const msPerSecond = 1_000;

/** The parts of a gateway that are asked when metrics are collected. */
export interface MeasuredParts {
  readonly clock: KazooClock;
  readonly crossbar: Crossbar;
  readonly auth: Auth;
  readonly limits: Limits;
  readonly upstreams: AccountUpstreams;
  readonly operations: Operations;
  readonly transports: Transports;
}

/** What the parts tell of themselves. */
export function createGauges({
  clock,
  crossbar,
  auth,
  limits,
  upstreams,
  operations,
  transports,
}: MeasuredParts): Gauges {
  const { sessions, verificationQueue } = auth;
  const { fanout } = operations;
  return {
    connections: transports.connections,
    sessions: () => sessions.size,
    operationGroups: () => fanout.groups,
    subscribers: () => fanout.subscribers,
    topics: () => upstreams.topics,
    liveTopics: () => upstreams.completeTopics,
    upstreams: () => upstreams.accounts,
    upstreamSockets: () => upstreams.sockets,
    carriedAccounts: () => upstreams.carriedAccounts,
    waitingQueries: () => limits.operationPlaces.waiting,
    waitingRequests: () => crossbar.waiting,
    waitingChecks: () => verificationQueue.waiting,
    waitingListChecks: () => auth.listQueue.waiting,
    limitedAccounts: () => verificationQueue.limitedAccounts,
    streams: () => Math.max(0, limits.connections.acquired - transports.connections()),
    bufferedBytes: () => limits.buffers.bufferedBytes,
    historyBytes: () => upstreams.historyBytes,
    liveTables: () => operations.live.tables,
    liveRows: () => operations.live.rows,
    liveBytes: () => operations.live.bytes,
    clockDifferenceSeconds: () => clock.differenceMs / msPerSecond,
  };
}

/** Registers what the parts tell with the metrics. */
export function exposeMetrics(
  metrics: Metrics,
  gauges: Gauges,
  parts: Pick<MeasuredParts, 'upstreams' | 'operations' | 'transports'> & { readonly droppedLogLines: () => number },
): void {
  const { upstreams, operations, transports, droppedLogLines } = parts;
  const { fanout } = operations;
  registerGauges(metrics, gauges, () => upstreams.statuses.counts);
  registerAccountGauges(metrics, () => upstreams.statuses.troubled);
  registerCounters(metrics, {
    executions: () => fanout.executions,
    deliveries: () => fanout.deliveries,
    clientBytes: transports.clientBytes,
    droppedLogLines,
  });
}
