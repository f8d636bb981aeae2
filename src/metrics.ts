import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted while it happens. */
export interface Metrics {
  readonly registry: Registry;
  readonly upstreamEvents: Counter<'outcome'>;
  readonly unreadableFields: Counter<'type' | 'field'>;
  readonly upstreamCommands: Counter<'action' | 'outcome'>;
  readonly upstreamDisconnects: Counter<'kind'>;
  readonly slowClients: Counter;
  readonly limited: Counter<'limit'>;
  readonly disconnects: Counter<'code'>;
  readonly operations: Counter<'type' | 'transport'>;
  readonly logins: Counter<'outcome'>;
  readonly resumes: Counter<'outcome'>;
  readonly gaps: Counter<'reason'>;
  readonly restRequests: Histogram<'method' | 'route' | 'status'>;
  readonly executions: Histogram;
  readonly fanout: Histogram;
  readonly lag: Histogram;
}

/** What is read when somebody looks. */
export interface Sizes {
  readonly connections: () => number;
  readonly sessions: () => number;
  readonly operationGroups: () => number;
  readonly seats: () => number;
  readonly topics: () => number;
  readonly liveTopics: () => number;
  readonly upstreams: () => number;
  readonly waitingChecks: () => number;
  readonly limitedAccounts: () => number;
  readonly streams: () => number;
  readonly bufferedBytes: () => number;
}

/** What only grows, and is counted elsewhere. */
export interface Totals {
  readonly executions: () => number;
  readonly deliveries: () => number;
  readonly clientBytes: () => { readonly read: number; readonly written: number };
}

const prefix = 'kazoo_gateway_';
const secondsOfOne = [0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.005, 0.02, 0.1];
const secondsOfMany = [0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    upstreamEvents: new Counter({
      name: `${prefix}upstream_events_total`,
      help: 'Frames from blackhole, by what became of them: delivered, duplicate, unwanted or unreadable',
      labelNames: ['outcome'],
      registers,
    }),
    unreadableFields: new Counter({
      name: `${prefix}unreadable_fields_total`,
      help: 'Values of Kazoo that a typed field could not read and answered with null, by event type and field, each time they were read',
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
      help: 'What was refused or closed because a limit was reached, by the setting of that limit in lower case',
      labelNames: ['limit'],
      registers,
    }),
    disconnects: new Counter({
      name: `${prefix}disconnects_total`,
      help: 'Client WebSockets that are gone, by close code (1006: without a word)',
      labelNames: ['code'],
      registers,
    }),
    operations: new Counter({
      name: `${prefix}operations_total`,
      help: 'Operations that were valid and allowed, by type (query, mutation, subscription) and transport (http, sse, websocket)',
      labelNames: ['type', 'transport'],
      registers,
    }),
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
      help: 'Stretches of time in which events of a binding may have been missed, by reason',
      labelNames: ['reason'],
      registers,
    }),
    restRequests: new Histogram({
      name: `${prefix}rest_request_duration_seconds`,
      help: 'Requests to Crossbar, by method, route and HTTP status (0: no answer)',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    executions: new Histogram({
      name: `${prefix}event_execution_duration_seconds`,
      help: 'Executing and serializing one event, once for each distinct operation',
      buckets: secondsOfOne,
      registers,
    }),
    fanout: new Histogram({
      name: `${prefix}fanout_duration_seconds`,
      help: 'Handing all events of one turn of the event loop to all their clients',
      buckets: secondsOfMany,
      registers,
    }),
    lag: new Histogram({
      name: `${prefix}event_lag_seconds`,
      help: 'From the first frame of a turn of the event loop until the bytes for all clients are written',
      buckets: secondsOfMany,
      registers,
    }),
  };
}

/** @param upstreamStates accounts, by the state of their events */
export function registerSizes(
  { registry }: Metrics,
  sizes: Sizes,
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
    name: `${prefix}upstreams_by_state`,
    help: 'Accounts, by the state of their events (as streamStatus tells it)',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [state, accounts] of upstreamStates()) this.set({ state }, accounts);
    },
  });
  gauge('connections', 'Open client WebSockets', sizes.connections);
  gauge('streams', 'Open SSE streams', sizes.streams);
  gauge('buffered_bytes', 'Bytes that wait for clients which have not read them yet', sizes.bufferedBytes);
  gauge('sessions', 'Live sessions: WebSocket connections, SSE streams and requests under way', sizes.sessions);
  gauge('operation_groups', 'Distinct subscription operations being executed', sizes.operationGroups);
  gauge('seats', 'Running client subscriptions', sizes.seats);
  gauge('topics', 'Bindings held or wanted at Kazoo', sizes.topics);
  gauge('live_topics', 'Bindings whose subscription Kazoo has confirmed', sizes.liveTopics);
  gauge('upstreams', 'Accounts with a blackhole socket, open or being opened', sizes.upstreams);
  gauge('waiting_checks', 'Checks of tokens that wait until Kazoo takes them', sizes.waitingChecks);
  gauge('limited_accounts', 'Accounts whose checks of tokens Kazoo limits right now', sizes.limitedAccounts);
}

export function registerTotals({ registry }: Metrics, { executions, deliveries, clientBytes }: Totals): void {
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
}
