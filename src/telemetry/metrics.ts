import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { AccountGaps } from './account-gaps.ts';
import { HotCounter } from './hot-counter.ts';
import { HotHistogram } from './hot-histogram.ts';
import { packageVersion } from './package-version.ts';

/** The metrics that are updated when something happens. */
export interface Metrics {
  readonly registry: Registry;
  /** By outcome. */
  readonly upstreamEvents: HotCounter;
  readonly unreadableFields: Counter<'type' | 'field'>;
  readonly upstreamCommands: Counter<'action' | 'outcome'>;
  readonly upstreamDisconnects: Counter<'kind'>;
  readonly slowClients: Counter;
  readonly limited: Counter<'limit'>;
  readonly disconnects: Counter<'code'>;
  /** By type and transport. */
  readonly operations: HotCounter;
  readonly logins: Counter<'outcome'>;
  readonly resumes: Counter<'outcome'>;
  readonly gaps: Counter<'reason'>;
  readonly accountGaps: AccountGaps;
  readonly lostEvents: Counter;
  readonly repairs: Counter<'outcome'>;
  readonly polls: Counter<'list' | 'outcome'>;
  readonly descendantFailures: Counter;
  readonly restRequests: Histogram<'method' | 'route' | 'status'>;
  readonly executions: HotHistogram;
  readonly fanout: HotHistogram;
  readonly lag: HotHistogram;
}

/** The prefix of the names of all metrics. */
export const prefix = 'kazoo_gateway_';
const secondsOfOne = [0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.005, 0.02, 0.1];
const secondsOfMany = [0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: `${prefix}build_info`,
    help: '1, with the version of the gateway',
    labelNames: ['version'],
    registers,
  }).set({ version: packageVersion() }, 1);
  return {
    registry,
    upstreamEvents: new HotCounter(
      {
        name: `${prefix}upstream_events_total`,
        help: 'Frames from blackhole, by outcome: delivered, duplicate, unwanted, foreign or unreadable',
        registers,
      },
      'outcome',
    ),
    unreadableFields: new Counter({
      name: `${prefix}unreadable_fields_total`,
      help: 'Values of Kazoo that a typed field could not read, by event type and field, counted for each read',
      labelNames: ['type', 'field'],
      registers,
    }),
    upstreamCommands: new Counter({
      name: `${prefix}upstream_commands_total`,
      help: 'Commands sent to blackhole, by action and by result (success or an error code)',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    upstreamDisconnects: new Counter({
      name: `${prefix}upstream_disconnects_total`,
      help: 'Blackhole sockets lost or never opened, by kind of reason (refused, dns, tls, timeout, rateLimited, ...)',
      labelNames: ['kind'],
      registers,
    }),
    slowClients: new Counter({
      name: `${prefix}slow_clients_total`,
      help: 'Clients closed because they did not read what waited for them',
      registers,
    }),
    limited: new Counter({
      name: `${prefix}limited_total`,
      help: 'Requests refused and connections closed because of a limit, by the setting of the limit in lower case',
      labelNames: ['limit'],
      registers,
    }),
    disconnects: new Counter({
      name: `${prefix}disconnects_total`,
      help: 'Client WebSockets that closed, by close code (1006: without a close frame, other: made up)',
      labelNames: ['code'],
      registers,
    }),
    operations: new HotCounter(
      {
        name: `${prefix}operations_total`,
        help:
          'Valid, permitted operations by type (query, mutation, subscription) ' +
          'and transport (http, sse, websocket)',
        registers,
      },
      'type',
      'transport',
    ),
    logins: new Counter({
      name: `${prefix}logins_total`,
      help: 'Logins, by result (success or an error code)',
      labelNames: ['outcome'],
      registers,
    }),
    resumes: new Counter({
      name: `${prefix}resumes_total`,
      help: 'Subscriptions that resumed after a cursor, by result (success or an error code)',
      labelNames: ['outcome'],
      registers,
    }),
    gaps: new Counter({
      name: `${prefix}gaps_total`,
      help: 'Time spans in which events of a binding may have been missed, by reason',
      labelNames: ['reason'],
      registers,
    }),
    accountGaps: new AccountGaps(),
    lostEvents: new Counter({
      name: `${prefix}lost_events_total`,
      help: 'Events that were too many or too large to be passed on, once for each distinct operation that missed them',
      registers,
    }),
    repairs: new Counter({
      name: `${prefix}live_repairs_total`,
      help: "Comparisons of live lists with Kazoo's own, by outcome: repaired, doubtful (asked again) or failed",
      labelNames: ['outcome'],
      registers,
    }),
    polls: new Counter({
      name: `${prefix}live_polls_total`,
      help: 'Polls of live lists that no event tells of, by list and outcome: changed, unchanged, doubtful or failed',
      labelNames: ['list', 'outcome'],
      registers,
    }),
    descendantFailures: new Counter({
      name: `${prefix}descendant_failures_total`,
      help: 'Attempts to follow an account from above it (scope: DESCENDANTS) that failed and are repeated',
      registers,
    }),
    restRequests: new Histogram({
      name: `${prefix}rest_request_duration_seconds`,
      help: 'Requests to Crossbar, by method, route and HTTP status (0: no answer)',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    executions: new HotHistogram({
      name: `${prefix}event_execution_duration_seconds`,
      help: 'Executing and serializing one event, once for each distinct operation',
      buckets: secondsOfOne,
      registers,
    }),
    fanout: new HotHistogram({
      name: `${prefix}fanout_duration_seconds`,
      help: 'Handing events to their clients in one turn of the event loop',
      buckets: secondsOfMany,
      registers,
    }),
    lag: new HotHistogram({
      name: `${prefix}event_lag_seconds`,
      help: 'From an event until the bytes for all its clients are written: the longest of each turn of the event loop',
      buckets: secondsOfMany,
      registers,
    }),
  };
}

/**
 * Begins `work` at once, and calls `note` when it has ended, with `success` or with the code of its
 * error (`unexpected` for an error without a code). Settles as `work` ends.
 */
export async function noteOutcome<Answer>(
  work: () => Answer | Promise<Answer>,
  note: (outcome: string) => void,
): Promise<Answer> {
  try {
    const answer = await work();
    note('success');
    return answer;
  } catch (error) {
    note(error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected');
    throw error;
  }
}
