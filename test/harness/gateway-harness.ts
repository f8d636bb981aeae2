import type { GraphQLFormattedError } from 'graphql';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from '../../src/config/config.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../src/gateway/gateway.ts';
import { KazooSimulator, type KazooSimulatorOptions } from '../../src/simulator/kazoo-simulator.ts';
import { createLog, type Log } from '../../src/telemetry/log.ts';
import { SseReader } from './sse-reader.ts';
import { until } from './until.ts';

export { until } from './until.ts';

export interface HarnessOptions {
  readonly kazoo?: KazooSimulatorOptions;
  /** Settings by their environment name. They override those that make tests quick. */
  readonly settings?: Settings | ((kazoo: KazooSimulator) => Settings | Promise<Settings>);
  /** Options of `startGateway`, as the demo uses them. */
  readonly gateway?: GatewayOptions;
  /** Default: silent. */
  readonly log?: Log;
}

type Settings = Readonly<Record<string, string>>;

type Json = Record<string, unknown>;

/** What graphql-ws hands to its subscribers. */
export interface Result<Data> {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions?: unknown;
}

/** A simulator with a gateway in front of it, on free ports, and clients of both. */
export interface Harness extends AsyncDisposable {
  readonly kazoo: KazooSimulator;
  readonly gateway: Gateway;
  readonly url: string;
  readonly webSocketUrl: string;
  /** The id of one of the simulator's accounts, by name. */
  accountId(name: string): string;
  /** A token of the user that has the account's name, issued without a request to Crossbar. */
  token(accountName: string, lifetimeSeconds?: number): string;
  /** One operation over HTTP. */
  post(
    body: Json,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Json }>;
  /** A subscription over SSE, aborted when the harness is disposed. */
  sse(body: Json, headers?: Readonly<Record<string, string>>): Promise<SseReader>;
  /** A graphql-ws client, disposed with the harness. It does not retry unless `options` say so. */
  client(options?: Partial<ClientOptions>): Client;
  /** A client with the token of the user that has the account's name. */
  clientOf(accountName: string, options?: Partial<ClientOptions>): Client;
  /**
   * Resolves when there are exactly `subscribers` subscribers and Kazoo has confirmed all topics.
   */
  untilSubscribers(subscribers: number): Promise<void>;
  /** Subscribes; results are queued until they are read. */
  subscribe<Data = Json>(client: Client, query: string, variables?: Json): Reader<Data>;
}

/** A running subscription of a graphql-ws client. */
export interface Reader<Data> {
  /** The next result; rejects with what ended the stream. */
  next(): Promise<Result<Data>>;
  /** The number of results that arrived and were not read yet. */
  readonly waiting: number;
  /** Sends `complete`. */
  stop(): void;
}

export async function startHarness({
  kazoo: kazooOptions = {},
  settings = {},
  gateway: gatewayOptions = {},
  log = createLog('silent'),
}: HarnessOptions = {}): Promise<Harness> {
  const kazoo = await KazooSimulator.start(kazooOptions);
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    KAZOO_API_URL: kazoo.apiUrl,
    KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    LINGER_MS: '50',
    RECONNECT_BASE_MS: '5',
    RECONNECT_MAX_MS: '50',
    CLOSE_TIMEOUT_MS: '500',
    // Else a ping comes between what a busy machine is slow to send.
    KEEP_ALIVE_MS: '600000',
    INTROSPECTION: 'true',
    ...(typeof settings === 'function' ? await settings(kazoo) : settings),
  });
  // The simulator has made a binding when it replies.
  const gateway = await startGateway(config, log, { bindingLagMs: 0, ...gatewayOptions });
  const clients: Client[] = [];
  const aborts: AbortController[] = [];

  const accountId = (name: string): string => kazoo.directory.account(name).id;
  const token = (name: string, lifetimeSeconds?: number): string => {
    const account = kazoo.directory.account(name);
    const owner = account.users.find(({ username }) => username === name);
    return kazoo.issueToken({
      accountId: account.id,
      ...(owner === undefined ? {} : { ownerId: owner.id }),
      ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }),
    });
  };
  const webSocketUrl = gateway.url.replace('http', 'ws');
  const client = (options: Partial<ClientOptions> = {}): Client => {
    const created = createClient({ url: webSocketUrl, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
    clients.push(created);
    return created;
  };

  return {
    kazoo,
    gateway,
    url: gateway.url,
    webSocketUrl,
    accountId,
    token,
    async post(body, headers = {}) {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
    async sse(body, headers = {}) {
      const abort = new AbortController();
      aborts.push(abort);
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', ...headers },
        body: JSON.stringify(body),
        signal: abort.signal,
      });
      return new SseReader(response, abort);
    },
    client,
    clientOf: (name, options = {}) => client({ connectionParams: { authToken: token(name) }, ...options }),
    untilSubscribers: (subscribers) =>
      until(() => {
        expect(gateway.gauges.subscribers()).toBe(subscribers);
        expect(gateway.gauges.liveTopics()).toBe(gateway.gauges.topics());
      }),
    subscribe: (subscriber, query, variables) => read(subscriber, query, variables),
    async [Symbol.asyncDispose]() {
      for (const abort of aborts) abort.abort();
      await Promise.all(clients.map(async (each) => each.dispose()));
      await gateway.close();
      await kazoo.close();
    },
  };
}

function read<Data>(client: Client, query: string, variables: Json | undefined): Reader<Data> {
  const results: Result<Data>[] = [];
  let ended: { readonly reason: unknown } | undefined;
  let wake = (): void => undefined;
  const stop = client.subscribe<Data>(
    { query, ...(variables === undefined ? {} : { variables }) },
    {
      next(result) {
        results.push(result);
        wake();
      },
      error(reason) {
        ended = { reason };
        wake();
      },
      complete() {
        ended ??= { reason: new Error('completed') };
        wake();
      },
    },
  );
  return {
    async next() {
      for (;;) {
        const result = results.shift();
        if (result !== undefined) return result;
        if (ended !== undefined) throw ended.reason;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    get waiting() {
      return results.length;
    },
    stop,
  };
}
