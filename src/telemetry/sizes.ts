import { Counter, Gauge } from 'prom-client';
import { type Metrics, prefix } from './metrics.ts';

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
