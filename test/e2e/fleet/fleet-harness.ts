import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, inject } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { KazooSimulator, type KazooSimulatorOptions } from '../../../src/simulator/kazoo-simulator.ts';
import { createLog, type Log } from '../../../src/telemetry/log.ts';
import { isInstalled, killed, RedisServer } from '../../fleet/log/redis-server.ts';
import { until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

const program = ['redis-server', 'valkey-server'].find(isInstalled);

/** Runs the tests where an engine is installed; elsewhere they are skipped, and say so. */
export function describeFleet(what: string, tests: () => void): void {
  const title = program === undefined ? `${what}, but neither redis-server nor valkey-server is installed` : what;
  describe.skipIf(program === undefined)(title, tests);
}

/** What clients and operators see of an instance. */
export interface Instance {
  readonly url: string;
}

/** Instances of a fleet on an engine of their own, with one Kazoo, all on loopback. */
export class FleetHarness implements AsyncDisposable {
  readonly kazoo: KazooSimulator;
  readonly engine: RedisServer;
  readonly #gateways: Gateway[] = [];
  readonly #processes: ChildProcess[] = [];
  readonly #clients: RawClient[] = [];

  private constructor(kazoo: KazooSimulator, engine: RedisServer) {
    this.kazoo = kazoo;
    this.engine = engine;
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
  async begin(settings: Readonly<Record<string, string>>, log: Log = createLog('silent')): Promise<Gateway> {
    const config = readConfig({ ...this.#settings, ...settings });
    const gateway = await startGateway(config, log, { bindingLagMs: 0 });
    this.#gateways.push(gateway);
    return gateway;
  }

  /** Starts an instance as a program, which can be killed. */
  async program(): Promise<Instance & { kill(): Promise<void> }> {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [inject('program')], {
      env: { PATH, ...this.#settings, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#processes.push(child);
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, url } = JSON.parse(line);
      if (msg !== 'listening') continue;
      child.stdout.resume();
      await untilJoined({ url });
      return { url, kill: () => killed(child) };
    }
    throw new Error('the gateway did not start');
  }

  /** A client of an instance that follows the calls of the account `demo`. */
  async watch(instance: Instance, after: string | null = null): Promise<Watcher> {
    const client = await this.client(instance, this.kazoo.issueToken(this.identity));
    client.subscribe('1', calls, { variables: { after } });
    return new Watcher(client);
  }

  /** A client of an instance with a token. */
  async client(instance: Instance, authToken: string): Promise<RawClient> {
    const client = await RawClient.ready(instance.url.replace('http', 'ws'), { authToken });
    this.#clients.push(client);
    return client;
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
    await Promise.all(this.#clients.map((client) => client[Symbol.asyncDispose]()));
    await Promise.all(this.#processes.map(killed));
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
function untilJoined(instance: Instance): Promise<void> {
  return until(async () => expect(await metric(instance, 'fleet_mode{mode="fleet"}')).toBe(1));
}

/** What an operator reads at an instance. */
export async function page(
  { url }: Instance,
  path: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url.replace('/graphql', path));
  return { status: response.status, text: await response.text() };
}

/** The value of a metric, with its labels as Prometheus writes them. */
export async function metric(instance: Instance, name: string): Promise<number> {
  const { text } = await page(instance, '/metrics');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`kazoo_gateway_${name} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}
