import { describe, expect, inject } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { KazooSimulator, type KazooSimulatorOptions } from '../../../src/simulator/kazoo-simulator.ts';
import { Random } from '../../../src/simulator/random.ts';
import { createLog, type Log } from '../../../src/telemetry/log.ts';
import { Journal } from '../../chaos/journal.ts';
import { Record as ClientRecord } from '../../chaos/record.ts';
import { type Watcher as Follower, operations } from '../../chaos/watcher.ts';
import { WebSocketWatcher } from '../../chaos/web-socket-watcher.ts';
import { isInstalled, RedisServer } from '../../fleet/log/redis-server.ts';
import { until } from '../../harness/gateway-harness.ts';
import { GatewayProgram } from '../../harness/gateway-program.ts';
import { metric, type Served } from '../../harness/operator-pages.ts';
import { RawClient } from '../../harness/raw-client.ts';

export { metric, page, type Served as Instance } from '../../harness/operator-pages.ts';

const program = ['redis-server', 'valkey-server'].find(isInstalled);

/** Runs the tests where an engine is installed; elsewhere they are skipped, and say so. */
export function describeFleet(what: string, tests: () => void): void {
  const title = program === undefined ? `${what}, but neither redis-server nor valkey-server is installed` : what;
  describe.skipIf(program === undefined)(title, tests);
}

/** Instances of a fleet on an engine of their own, with one Kazoo, all on loopback. */
export class FleetHarness implements AsyncDisposable {
  readonly kazoo: KazooSimulator;
  readonly engine: RedisServer;
  readonly #gateways: Gateway[] = [];
  readonly #programs: GatewayProgram[] = [];
  readonly #clients: RawClient[] = [];
  readonly #followers: Follower[] = [];
  /** What happened to the account `demo` as its followers should know it. */
  readonly journal: Journal;

  private constructor(kazoo: KazooSimulator, engine: RedisServer) {
    this.kazoo = kazoo;
    this.engine = engine;
    this.journal = new Journal(kazoo.directory.account('demo').id, kazoo, new Random(1));
  }

  static async start(kazoo: KazooSimulatorOptions = {}): Promise<FleetHarness> {
    return new FleetHarness(await KazooSimulator.start(kazoo), await RedisServer.start(program ?? ''));
  }

  /** Starts an instance in this process, and resolves when it has joined the fleet. */
  async instance(settings: Readonly<Record<string, string>> = {}): Promise<Gateway> {
    const gateway = await this.begin(settings);
    await untilJoined(gateway);
    return gateway;
  }

  /** Starts an instance in this process, whether or not it can use the engine. */
  async begin(
    settings: Readonly<Record<string, string>>,
    log: Log = createLog('silent'),
    pagesFolder?: string,
  ): Promise<Gateway> {
    const config = readConfig({ ...this.#settings, ...settings });
    const gateway = await startGateway(config, log, { bindingLagMs: 0, pagesFolder });
    this.#gateways.push(gateway);
    return gateway;
  }

  /** Starts an instance as a program, which can be killed, and resolves when it has joined. */
  async program(settings: Readonly<Record<string, string>> = {}): Promise<GatewayProgram> {
    const program = await GatewayProgram.start(inject('program'), { ...this.#settings, ...settings });
    this.#programs.push(program);
    await untilJoined(program);
    return program;
  }

  /** A client of an instance that follows the calls of the account `demo`. */
  async watch(instance: Served, after: string | null = null): Promise<Watcher> {
    const client = await this.client(instance, this.kazoo.issueToken(this.identity));
    client.subscribe('1', calls, { variables: { after } });
    return new Watcher(client);
  }

  /** A client of an instance with a token. */
  async client(instance: Served, authToken: string): Promise<RawClient> {
    const client = await RawClient.ready(instance.url.replace('http', 'ws'), { authToken });
    this.#clients.push(client);
    return client;
  }

  /** A client that follows the calls of `demo`, and comes back wherever the fleet is by then. */
  follow(url: () => string): Follower {
    const follower = new WebSocketWatcher({
      record: new ClientRecord(`follower ${this.#followers.length}`, operations.calls),
      operation: operations.calls,
      accountId: this.journal.accountId,
      url,
      token: () => this.kazoo.issueToken(this.identity),
      resumes: true,
      pauseMs: () => 20,
    });
    this.#followers.push(follower);
    return follower;
  }

  /** The user `demo` of the account `demo`. */
  get identity(): { readonly accountId: string; readonly ownerId?: string } {
    const { id: accountId, users } = this.kazoo.directory.account('demo');
    const owner = users.find(({ username }) => username === 'demo');
    return { accountId, ...(owner && { ownerId: owner.id }) };
  }

  /** Calls begin, one after another, with these ids. */
  publish(...callIds: readonly string[]): void {
    for (const callId of callIds) {
      this.kazoo.publishCall(this.kazoo.directory.account('demo').id, 'CHANNEL_CREATE', { call_id: callId });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const follower of this.#followers) follower.stop();
    await Promise.all(this.#clients.map((client) => client[Symbol.asyncDispose]()));
    await Promise.all(this.#programs.map((program) => program.kill()));
    await Promise.all(this.#gateways.map((gateway) => gateway.close()));
    await this.engine[Symbol.asyncDispose]();
    await this.kazoo.close();
  }

  get #settings(): Readonly<Record<string, string>> {
    return {
      PORT: '0',
      HOST: '127.0.0.1',
      KAZOO_API_URL: this.kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: this.kazoo.blackholeUrl,
      REDIS_URL: this.engine.url,
      RECONNECT_BASE_MS: '5',
      RECONNECT_MAX_MS: '50',
      CLOSE_TIMEOUT_MS: '500',
      SHUTDOWN_WINDOW_MS: '500',
    };
  }
}

const calls = 'subscription ($after: String) { callEvents(after: $after) { callId cursor gap { reason } } }';

interface Seen {
  readonly callId: string;
  readonly cursor: string;
  readonly gap: { readonly reason: string } | null;
}

/** A client that follows calls. */
export class Watcher {
  readonly client: RawClient;

  constructor(client: RawClient) {
    this.client = client;
  }

  async next(): Promise<Seen> {
    for (;;) {
      const message = await this.client.next();
      if (message['type'] === 'ping') continue;
      const { data, errors } = message['payload'] as { data?: { callEvents: Seen } | null; errors?: unknown };
      if (message['type'] !== 'next' || data == null) throw new Error(JSON.stringify([message, errors]));
      return data.callEvents;
    }
  }

  async take(count: number): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    while (seen.length < count) seen.push(await this.next());
    return seen;
  }
}

/** Where the machine is too busy for the engine to answer in time, an instance begins by itself. */
function untilJoined(instance: Served): Promise<void> {
  return until(async () => expect(await metric(instance, 'fleet_mode{mode="fleet"}')).toBe(1));
}
