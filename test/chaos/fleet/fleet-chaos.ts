import { setTimeout as delay } from 'node:timers/promises';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../../src/simulator/random.ts';
import type { RedisServer } from '../../fleet/log/redis-server.ts';
import { type Direction, SwallowingProxy } from '../../fleet/log/swallowing-proxy.ts';
import { GatewayProgram } from '../../harness/gateway-program.ts';
import { metrics } from '../../harness/operator-pages.ts';
import { Journal } from '../journal.ts';
import { Record } from '../record.ts';
import { operations, type Watcher } from '../watcher.ts';
import { WebSocketWatcher } from '../web-socket-watcher.ts';
import { FleetEngines } from './fleet-engines.ts';

/** For what hangs, not for what a busy machine makes slow. */
const deadlineMs = 120_000;
const pollMs = 100;

interface Settings {
  readonly [name: string]: string;
}

/** What a fleet is made of. */
export interface Programs {
  /** The path of the built gateway. */
  readonly gateway: string;
  /** What starts a Redis or a Valkey. */
  readonly engine: string;
}

/** A gateway of the fleet, and its own way to the engine. */
interface Member {
  readonly program: GatewayProgram;
  readonly door: SwallowingProxy;
}

/** The parts of a scenario: a Kazoo, an engine, gateways in processes of their own, and clients. */
export class FleetChaos implements AsyncDisposable {
  readonly kazoo: KazooSimulator;
  readonly engines: FleetEngines;
  readonly random: Random;
  readonly rounds: number;
  readonly journal: Journal;
  readonly watchers: Watcher[] = [];
  /** Violations that were found meanwhile. */
  readonly problems: string[] = [];
  #areGapsExcused = false;
  readonly #gatewayProgram: string;
  readonly #settings: Settings;
  readonly #members: Member[] = [];

  private constructor(
    kazoo: KazooSimulator,
    engines: FleetEngines,
    gatewayProgram: string,
    settings: Settings,
    random: Random,
    rounds: number,
  ) {
    this.kazoo = kazoo;
    this.engines = engines;
    this.#gatewayProgram = gatewayProgram;
    this.#settings = settings;
    this.random = random;
    this.rounds = rounds;
    this.journal = new Journal(kazoo.directory.account('demo').id, kazoo, random);
  }

  static async start(programs: Programs, settings: Settings, random: Random, rounds: number): Promise<FleetChaos> {
    const engines = await FleetEngines.start(programs.engine);
    return new FleetChaos(await KazooSimulator.start(), engines, programs.gateway, settings, random, rounds);
  }

  /** The engine that is used now. */
  get engine(): RedisServer {
    return this.engines.current;
  }

  /** The gateways that nobody has told to end. */
  get members(): readonly Member[] {
    return this.#members.filter(({ program }) => program.isServing);
  }

  /** All gateways, in the order in which they were started. */
  get programs(): readonly GatewayProgram[] {
    return this.#members.map(({ program }) => program);
  }

  /** Whether clients may be told of gaps, for what the scenario did not want. */
  get areGapsExcused(): boolean {
    return this.#areGapsExcused;
  }

  excuseGaps(): void {
    this.#areGapsExcused = true;
  }

  /** For how long gateways have served by themselves, all together. */
  async soloSeconds(): Promise<number> {
    const all = await Promise.all(this.members.map(({ program }) => metrics(program)));
    return all.reduce((total, each) => total + (each.get('fleet_solo_seconds_total') ?? 0), 0);
  }

  /** Starts one more gateway, and resolves when it has joined. */
  async join(): Promise<Member> {
    const door = await SwallowingProxy.before(this.engine.port);
    const settings = {
      ...this.#settings,
      KAZOO_API_URL: this.kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: this.kazoo.blackholeUrl,
      REDIS_URL: door.url,
    };
    const onError = (line: string): void => {
      this.problems.push(`a gateway logged ${line}`);
    };
    const member = { program: await GatewayProgram.start(this.#gatewayProgram, settings, onError), door };
    this.#members.push(member);
    await this.until('the new gateway has joined', async () => {
      return (await metrics(member.program)).get('fleet_mode{mode="fleet"}') === 1;
    });
    return member;
  }

  /** Clients, each of a gateway at random; they go to another one when theirs ends. */
  watch(count: number): void {
    const kinds = [operations.calls, operations.creations, operations.ends];
    for (let index = 0; index < count; index += 1) {
      const operation = kinds[index % kinds.length] ?? operations.calls;
      let { program } = this.random.pick(this.members);
      const watcher = new WebSocketWatcher({
        record: new Record(`client ${this.watchers.length}`, operation),
        operation,
        accountId: this.journal.accountId,
        url: () => {
          if (!program.isServing) program = this.random.pick(this.members).program;
          return program.url;
        },
        token: () => this.#token(),
        resumes: true,
        pauseMs: () => this.random.integer(20, 200),
      });
      this.watchers.push(watcher);
    }
  }

  /** The gateway that subscribes the account at Kazoo; it may be another one soon. */
  async owner(): Promise<Member> {
    let owner: Member | undefined;
    await this.until('somebody owns the account', async () => {
      owner = await this.#ownerNow();
      return owner !== undefined;
    });
    return owner as Member;
  }

  /** One that does not own the account. */
  async follower(): Promise<Member> {
    const owner = await this.owner();
    return this.random.pick(this.members.filter((member) => member !== owner));
  }

  /** Publishes calls, evenly, until the returned function is called. */
  keepPublishing(eventsPerSecond: number): () => Promise<void> {
    let isOver = false;
    const run = async (): Promise<void> => {
      const beganAtMs = performance.now();
      for (let published = 0; !isOver; ) {
        const due = ((performance.now() - beganAtMs) * eventsPerSecond) / 1_000;
        for (; published < due; published += 1) this.journal.call();
        await delay(1_000 / eventsPerSecond);
      }
    };
    const running = run();
    return () => {
      isOver = true;
      return running;
    };
  }

  /** What goes between a gateway and the engine is lost, until the returned function is called. */
  swallow({ door }: Member, ...directions: readonly Direction[]): () => void {
    door.swallow(...directions);
    return () => door.pass();
  }

  pause(leastMs: number, mostMs: number): Promise<void> {
    return delay(this.random.integer(leastMs, mostMs));
  }

  /** The engine dies, and its replica takes its place, with what it has. */
  async failOver(): Promise<void> {
    await this.engines.failOver();
    for (const { door } of this.#members) door.leadTo(this.engine.port);
  }

  /**
   * Resolves when all gateways share one connection to Kazoo, or two where the owner has a standby,
   * and no client misses anything.
   */
  async untilWhole(): Promise<void> {
    const standbys = this.#settings['FLEET_STANDBY'] === 'true' ? 1 : 0;
    await this.until('the fleet is whole', async () => {
      const all = await Promise.all(this.members.map(({ program }) => metrics(program)));
      const sum = (name: string): number => all.reduce((total, each) => total + (each.get(name) ?? 0), 0);
      return (
        all.every((each) => each.get('fleet_mode{mode="fleet"}') === 1) &&
        this.watchers.every(({ isSubscribed }) => isSubscribed) &&
        sum('subscribers') === this.watchers.length &&
        sum('fleet_accounts{role="owner"}') === 1 &&
        sum('live_topics') === sum('topics') &&
        sum('fleet_standby_accounts{state="ready"}') === standbys &&
        this.kazoo.openSockets === 1 + standbys
      );
    });
  }

  /** Resolves when the gateways that are left serve all clients. */
  async untilSubscribed(): Promise<void> {
    await this.until('the gateways serve all clients', async () => {
      const all = await Promise.all(this.members.map(({ program }) => metrics(program)));
      return (
        all.reduce((subscribers, each) => subscribers + (each.get('subscribers') ?? 0), 0) === this.watchers.length
      );
    });
  }

  /** All clients must see everything from now on. */
  expectEverything(): void {
    for (const { record } of this.watchers) record.flowsFrom(this.journal.next);
  }

  /** Clients leave; resolves when nothing is left of them. */
  async leave(): Promise<void> {
    for (const watcher of this.watchers) watcher.stop();
    await this.until('nothing is left', async () => {
      const all = await Promise.all(this.members.map(({ program }) => metrics(program)));
      const names = [
        'subscribers',
        'topics',
        ...['owner', 'follower', 'solo'].map((role) => `fleet_accounts{role="${role}"}`),
      ];
      return this.kazoo.openSockets === 0 && all.every((each) => names.every((name) => each.get(name) === 0));
    });
  }

  /** @throws when `check` does not hold in time, with a description of the state. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (!(await isSo())) {
      if (performance.now() > deadline) throw new Error(`It never came about that ${what}: ${await this.#describe()}`);
      await delay(pollMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const watcher of this.watchers) watcher.stop();
    await Promise.all(this.#members.map(({ program }) => program.kill()));
    await Promise.all(this.#members.map(({ door }) => door[Symbol.asyncDispose]()));
    await this.engines[Symbol.asyncDispose]();
    await this.kazoo.close();
  }

  #token(): string {
    const { id } = this.kazoo.directory.account('demo');
    return this.kazoo.issueToken({ accountId: id, ownerId: this.kazoo.directory.user('demo', 'demo').id });
  }

  async #ownerNow(): Promise<Member | undefined> {
    for (const member of this.members) {
      const owned = (await metrics(member.program)).get('fleet_accounts{role="owner"}') ?? 0;
      if (owned > 0) return member;
    }
    return undefined;
  }

  async #describe(): Promise<string> {
    const shown = /^(subscribers|topics|live_topics|fleet_mode|fleet_accounts|fleet_standby)/;
    const states = this.members.map(async ({ program }) => {
      const all = [...(await metrics(program))].filter(([name, value]) => shown.test(name) && value !== 0);
      return all.map(([name, value]) => `${name} ${value}`).join(', ');
    });
    const last = this.watchers.map(({ record, isSubscribed }) => `${record.last}${isSubscribed ? '' : ' lost'}`);
    const gateways = (await Promise.all(states)).join(' | ');
    return `${gateways}; sockets ${this.kazoo.openSockets}; clients at ${last.join(', ')}`;
  }
}
