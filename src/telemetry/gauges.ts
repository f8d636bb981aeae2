import { Counter, Gauge } from 'prom-client';
import { type Metrics, prefix } from './metrics.ts';

/** The values that are read when metrics are collected. */
export interface Gauges {
  readonly connections: () => number;
  readonly sessions: () => number;
  readonly operationGroups: () => number;
  readonly subscribers: () => number;
  readonly topics: () => number;
  readonly liveTopics: () => number;
  readonly upstreams: () => number;
  /** By kind. */
  readonly upstreamSockets: () => Readonly<Record<string, number>>;
  readonly carriedAccounts: () => number;
  readonly waitingQueries: () => number;
  readonly waitingRequests: () => number;
  readonly waitingChecks: () => number;
  readonly waitingListChecks: () => number;
  readonly limitedAccounts: () => number;
  readonly streams: () => number;
  readonly bufferedBytes: () => number;
  readonly historyBytes: () => number;
  readonly liveTables: () => number;
  readonly liveRows: () => number;
  readonly liveBytes: () => number;
  readonly clockDifferenceSeconds: () => number;
}

/** The totals that other objects count, read when metrics are collected. */
export interface Counters {
  readonly executions: () => number;
  readonly deliveries: () => number;
  readonly clientBytes: () => { readonly read: number; readonly written: number };
  readonly droppedLogLines: () => number;
}

/**
 * Registers the gauges.
 *
 * @param upstreamStates the number of accounts by the state of their events
 */
export function registerGauges(
  { registry }: Metrics,
  gauges: Gauges,
  upstreamStates: () => ReadonlyMap<string, number>,
): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `${prefix}${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  new Gauge({
    name: `${prefix}upstream_sockets`,
    help: 'Open blackhole sockets, by kind: own (of one account) or shared (by accounts below a reseller)',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, sockets] of Object.entries(gauges.upstreamSockets())) this.set({ kind }, sockets);
    },
  });
  new Gauge({
    name: `${prefix}upstreams_by_state`,
    help: 'Accounts, by the state of their events (as streamStatus tells it)',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [state, accounts] of upstreamStates()) this.set({ state }, accounts);
    },
  });
  gauge('connections', 'Open client WebSockets', gauges.connections);
  gauge('streams', 'Open SSE streams', gauges.streams);
  gauge('buffered_bytes', 'Bytes that wait for clients which have not read them yet', gauges.bufferedBytes);
  gauge(
    'history_bytes',
    'Bytes of memory, about, of events that are kept for clients that resume',
    gauges.historyBytes,
  );
  gauge('live_tables', 'Live lists that are kept, one for each account and kind', gauges.liveTables);
  gauge('live_rows', 'Rows of all live lists', gauges.liveRows);
  gauge('live_bytes', 'Bytes that live lists take, about: rows as JSON, and what these are made of', gauges.liveBytes);
  gauge(
    'clock_difference_seconds',
    "How far Kazoo's clock is ahead of this machine's, by the dates of its answers",
    gauges.clockDifferenceSeconds,
  );
  gauge('sessions', 'Live sessions: WebSocket connections, SSE streams and requests under way', gauges.sessions);
  gauge('operation_groups', 'Distinct subscription operations being executed', gauges.operationGroups);
  gauge('subscribers', 'Running client subscriptions', gauges.subscribers);
  gauge('topics', 'Bindings held or wanted at Kazoo', gauges.topics);
  gauge('live_topics', 'Bindings of which no event is missed: Kazoo has confirmed and made them', gauges.liveTopics);
  gauge('upstreams', 'Accounts with a blackhole socket or a share of one, open or being opened', gauges.upstreams);
  gauge('carried_accounts', 'Accounts whose calls come through a shared blackhole socket', gauges.carriedAccounts);
  gauge('waiting_queries', 'Queries that wait for others of the same user', gauges.waitingQueries);
  gauge('waiting_requests', 'Requests to Crossbar that wait for their turn', gauges.waitingRequests);
  gauge('waiting_checks', 'Checks of tokens that wait until Kazoo takes them', gauges.waitingChecks);
  gauge(
    'waiting_list_checks',
    'Questions which lists a token may read that wait until Kazoo takes them',
    gauges.waitingListChecks,
  );
  gauge('limited_accounts', 'Accounts whose checks of tokens Kazoo limits right now', gauges.limitedAccounts);
}

/** Registers the totals as counters. */
export function registerCounters({ registry }: Metrics, counters: Counters): void {
  const { executions, deliveries, clientBytes, droppedLogLines } = counters;
  const total = (name: string, help: string, read: () => number): void => {
    new Counter({
      name: `${prefix}${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  total('event_executions_total', 'Events executed and serialized, once for each distinct operation', executions);
  total('event_deliveries_total', 'Events handed to clients, once for each of their subscriptions', deliveries);
  total('client_read_bytes_total', 'Bytes received from clients, over all transports', () => clientBytes().read);
  total('client_written_bytes_total', 'Bytes sent to clients, over all transports', () => clientBytes().written);
  total('dropped_log_lines_total', 'Log lines lost because standard output did not take them', droppedLogLines);
}
