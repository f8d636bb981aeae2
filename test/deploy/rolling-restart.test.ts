import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { RetryPace } from '../../src/client/gateway-client/retry-pace.ts';
import { readConfig } from '../../src/config/config.ts';
import { type Gateway, startGateway } from '../../src/gateway/gateway.ts';
import { freePort } from '../../src/simulator/free-port.ts';
import { KazooSimulator } from '../../src/simulator/kazoo-simulator.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { until } from '../harness/gateway-harness.ts';
import { RawClient } from '../harness/raw-client.ts';
import { ca, describeBehind, type RunningProxy, startProxy } from './harness/proxy.ts';

const clientCount = 200;
const longestAwayMs = 6_000;
const calls = 'subscription { calls { kind calls { id } } }';
const localAddress = '127.0.0.2';
/** Often enough to meet the moment in which an instance closes its connections. */
const queryEveryMs = 10;

/** An instance on a port that stays its own when it is replaced. */
class Instance implements AsyncDisposable {
  readonly port: number;
  readonly #kazoo: KazooSimulator;
  #gateway: Gateway | undefined;

  private constructor(port: number, kazoo: KazooSimulator) {
    this.port = port;
    this.#kazoo = kazoo;
  }

  static async start(kazoo: KazooSimulator): Promise<Instance> {
    const instance = new Instance(await freePort(), kazoo);
    await instance.start();
    return instance;
  }

  get clients(): number {
    return this.#gateway?.gauges.connections() ?? 0;
  }

  async start(): Promise<void> {
    const config = readConfig({
      PORT: String(this.port),
      HOST: '127.0.0.1',
      KAZOO_API_URL: this.#kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: this.#kazoo.blackholeUrl,
      TRUSTED_PROXIES: '127.0.0.1',
      SHUTDOWN_WINDOW_MS: '1000',
    });
    this.#gateway = await startGateway(config, createLog('silent'), { bindingLagMs: 0 });
  }

  async stop(): Promise<void> {
    await this.#gateway?.close();
    this.#gateway = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** A board that comes back as one of `createGatewayClient` does, and notes how long it was away. */
class Board implements AsyncDisposable {
  readonly #client: Client;
  longestAwayMs = 0;
  /** `live` while the rows shown are, else since when they are not; at first there are none. */
  #state: 'begun' | 'live' | { readonly awaySinceMs: number } = 'begun';

  constructor(proxy: RunningProxy, authToken: string, onRefused: (reason: string) => void) {
    const pace = new RetryPace();
    this.#client = createClient({
      url: `wss://127.0.0.1:${proxy.port}/graphql`,
      webSocketImpl: webSocketsThatTell(onRefused),
      connectionParams: { authToken },
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: () => setTimeout(pace.next()),
      on: { closed: () => this.#onClosed() },
    });
    this.#client.subscribe(
      { query: calls },
      { next: () => this.#onRows(), error: onRefusal, complete: () => undefined },
    );

    function onRefusal(error: unknown): void {
      onRefused(String(error));
    }
  }

  get isLive(): boolean {
    return this.#state === 'live';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
  }

  #onClosed(): void {
    if (this.#state === 'live') this.#state = { awaySinceMs: performance.now() };
  }

  #onRows(): void {
    if (typeof this.#state !== 'string')
      this.longestAwayMs = Math.max(this.longestAwayMs, performance.now() - this.#state.awaySinceMs);
    this.#state = 'live';
  }
}

class Boards implements AsyncDisposable {
  /** Why connections did not open, and subscriptions failed. */
  readonly refusals: string[] = [];
  readonly #boards: readonly Board[];

  constructor(proxy: RunningProxy, authToken: string) {
    this.#boards = Array.from(
      { length: clientCount },
      () => new Board(proxy, authToken, (reason) => this.refusals.push(reason)),
    );
  }

  /** Of all boards, after each was live for the first time. */
  get longestAwayMs(): number {
    return Math.max(...this.#boards.map((board) => board.longestAwayMs));
  }

  allLive(): Promise<void> {
    return until(() => expect(this.#boards.filter(({ isLive }) => !isLive)).toHaveLength(0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#boards.map((board) => board[Symbol.asyncDispose]()));
  }
}

/** @param onRefused gets why a connection did not open, such as a 502 of the proxy */
function webSocketsThatTell(onRefused: (reason: string) => void) {
  return class extends WebSocket {
    constructor(url: string, protocols: string, options: ClientOptions = {}) {
      super(url, protocols, { ...options, ca, localAddress });
      this.on('error', ({ message }) => onRefused(message));
    }
  };
}

/** Sends one query after another, and notes the statuses of the answers. */
class Queries implements AsyncDisposable {
  readonly statuses = new Set<number>();
  readonly #ended: Promise<void>;
  #isEnding = false;

  constructor({ port }: RunningProxy) {
    this.#ended = this.#ask(`https://127.0.0.1:${port}/graphql`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    await this.#ended;
  }

  async #ask(url: string): Promise<void> {
    const agent = new Agent({ ca, keepAlive: true, localAddress });
    while (!this.#isEnding) {
      const sent = request(url, { agent, method: 'POST', headers: { 'Content-Type': 'application/json' } });
      sent.end('{"query":"{ __typename }"}');
      const response = await responseTo(sent);
      if (response !== undefined) {
        this.statuses.add(response.statusCode ?? 0);
        response.resume();
        await once(response, 'end');
      }
      await setTimeout(queryEveryMs);
    }
    agent.destroy();
  }
}

/**
 * Undefined where the connection, which was kept open, was closed as the request left: browsers
 * then ask once more (RFC 9112 section 9.3.1), for which HAProxy closes it without an answer.
 */
async function responseTo(sent: ClientRequest): Promise<IncomingMessage | undefined> {
  try {
    const [response] = await once(sent, 'response');
    return response;
  } catch (error) {
    if (!sent.reusedSocket) throw error;
    return undefined;
  }
}

/** Resolves when the proxy has led a newcomer to the instance. */
async function untilFound(instance: Instance, { port }: RunningProxy): Promise<void> {
  const url = `wss://127.0.0.1:${port}/graphql`;
  await until(async () => {
    await using _newcomer = await RawClient.open(url, { ca, localAddress });
    expect(instance.clients).toBeGreaterThan(0);
  });
}

describeBehind('two instances that are replaced one after the other', (name) => {
  test('leave no client away for long, and nobody is answered 502', async () => {
    await using kazoo = await KazooSimulator.start();
    await using first = await Instance.start(kazoo);
    await using second = await Instance.start(kazoo);
    await using proxy = await startProxy(name, [first.port, second.port]);
    const token = kazoo.issueToken({ accountId: kazoo.directory.account('demo').id });
    await using boards = new Boards(proxy, token);
    await boards.allLive();
    await using queries = new Queries(proxy);

    for (const instance of [first, second]) {
      await instance.stop();
      await instance.start();
      await untilFound(instance, proxy);
    }
    await boards.allLive();

    expect(boards.refusals).toEqual([]);
    expect([...queries.statuses]).toEqual([200]);
    expect(boards.longestAwayMs).toBeGreaterThan(0);
    expect(boards.longestAwayMs).toBeLessThan(longestAwayMs);
  });
});
