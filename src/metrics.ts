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
  readonly restRequests: Histogram<'method' | 'route' | 'status'>;
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
}

const prefix = 'kazoo_gateway_';

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
      help: 'Blackhole sockets lost or never opened, by kind of reason',
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
    restRequests: new Histogram({
      name: `${prefix}rest_request_duration_seconds`,
      help: 'Requests to Crossbar, by method, route and HTTP status (0: no answer)',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
  };
}

export function registerSizes({ registry }: Metrics, sizes: Sizes): void {
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
  gauge('connections', 'Open client WebSockets', sizes.connections);
  gauge('sessions', 'Live sessions: WebSocket connections, SSE streams and requests under way', sizes.sessions);
  gauge('operation_groups', 'Distinct subscription operations being executed', sizes.operationGroups);
  gauge('seats', 'Running client subscriptions', sizes.seats);
  gauge('topics', 'Bindings held or wanted at Kazoo', sizes.topics);
  gauge('live_topics', 'Bindings whose subscription Kazoo has confirmed', sizes.liveTopics);
  gauge('upstreams', 'Accounts with a blackhole socket, open or being opened', sizes.upstreams);
  gauge('waiting_checks', 'Checks of tokens that wait until Kazoo takes them', sizes.waitingChecks);
  gauge('limited_accounts', 'Accounts whose checks of tokens Kazoo limits right now', sizes.limitedAccounts);
}
