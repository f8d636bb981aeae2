import { setTimeout as delay } from 'node:timers/promises';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../../src/simulator/random.ts';
import type { RedisServer } from '../../fleet/log/redis-server.ts';
import type { Direction } from '../../fleet/log/swallowing-proxy.ts';
import { GatewayProgram } from '../../harness/gateway-program.ts';
import { Crowd } from './crowd.ts';
import type { NewClient } from './crowd-messages.ts';
import { Doors } from './doors.ts';
import { FleetEngines } from './fleet-engines.ts';
import { FleetMetrics } from './fleet-metrics.ts';
import { type FleetLoad, PublishedAccounts } from './published-accounts.ts';

/** For what hangs, not for what a busy machine makes slow. */
const deadlineMs = 120_000;
const pollMs = 100;
const seeds = 1_000_000;
const kinds = ['calls', 'creations', 'ends'] as const;

interface Settings {
  readonly [name: string]: string;
}

/** What a fleet is made of. */
export interface Programs {
  /** The path of the built gateway. */
  readonly gateway: string;
  /** Those of node, for each gateway. */
  readonly flags: readonly string[];
  /** What starts a Redis or a Valkey. */
  readonly engine: string;
}

/** A gateway of the fleet, and its own way to the engine. */
interface Member {
  readonly program: GatewayProgram;
  readonly door: string;
}

/** The parts of a scenario: a Kazoo, an engine, gateways in processes of their own, and clients. */
export class FleetChaos implements AsyncDisposable {
  readonly kazoo: KazooSimulator;
  readonly engines: FleetEngines;
  readonly random: Random;
  readonly rounds: number;
  readonly accounts: PublishedAccounts;
  readonly crowd: Crowd;
  /** Violations that were found meanwhile. */
  readonly problems: string[] = [];
  #areGapsExcused = false;
  readonly #doors: Doors;
  readonly #programs: Programs;
  readonly #settings: Settings;
  readonly #members: Member[] = [];

  private constructor(
    kazoo: KazooSimulator,
    engines: FleetEngines,
    crowd: Crowd,
    doors: Doors,
    programs: Programs,
    settings: Settings,
    random: Random,
    { rounds, accounts }: FleetLoad,
  ) {
    this.kazoo = kazoo;
    this.engines = engines;
    this.crowd = crowd;
    this.#doors = doors;
    this.#programs = programs;
    this.#settings = settings;
    this.random = random;
    this.rounds = rounds;
    this.accounts = new PublishedAccounts(kazoo, random, accounts);
  }

  static async start(programs: Programs, settings: Settings, random: Random, load: FleetLoad): Promise<FleetChaos> {
    const [kazoo, engines, crowd, doors] = await Promise.all([
      KazooSimulator.start(),
      FleetEngines.start(programs.engine),
      Crowd.start(),
      Doors.start(),
    ]);
    return new FleetChaos(kazoo, engines, crowd, doors, programs, settings, random, load);
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
    return (await this.#metrics()).sum('fleet_solo_seconds_total');
  }

  /** Starts one more gateway, and resolves when it has joined. */
  async join(): Promise<Member> {
    const door = await this.#doors.open(this.engine.port);
    const settings = {
      ...this.#settings,
      KAZOO_API_URL: this.kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: this.kazoo.blackholeUrl,
      REDIS_URL: door,
    };
    const onError = (line: string): void => {
      this.problems.push(`a gateway logged ${line}`);
    };
    const { gateway, flags } = this.#programs;
    const member = { program: await GatewayProgram.start(gateway, settings, onError, flags), door };
    this.#members.push(member);
    await this.until('the new gateway has joined', async () => {
      return (await FleetMetrics.read([member.program])).areAll('fleet_mode{mode="fleet"}', 1);
    });
    await this.crowd.serve(this.#urls);
    return member;
  }

  /**
   * Clients: the first ones are at each gateway for each account, and all go to another gateway
   * when theirs ends.
   */
  async watch(count: number): Promise<void> {
    const [urls, accountIds] = [this.#urls, this.accounts.ids];
    const clients = Array.from({ length: count }, (_, place): NewClient => {
      const [account, layer] = [place % accountIds.length, Math.floor(place / accountIds.length)];
      const [accountId = '', url = ''] = [accountIds[account], urls[(account + layer) % urls.length]];
      return { accountId, operation: this.random.pick(kinds), token: this.accounts.token(accountId), url };
    });
    await this.crowd.watch(this.random.integer(0, seeds), urls, clients);
  }

  /** All clients go to that gateway, except for one of each account at each of the others. */
  async gather({ program }: Member): Promise<number> {
    const staying = this.accounts.size * (this.members.length - 1);
    const places = Array.from({ length: Math.max(0, this.crowd.size - staying) }, (_, index) => staying + index);
    await this.crowd.gather(places, program.url);
    return places.length;
  }

  /** Ends a gateway without a word to anybody. */
  async kill(member: Member): Promise<void> {
    await this.#forget(member);
    await member.program.kill();
  }

  /** Ends a gateway as an operator does. */
  async stop(member: Member): Promise<void> {
    await this.#forget(member);
    const exitCode = await member.program.stop();
    if (exitCode !== 0) this.problems.push(`an instance that was stopped exited with ${exitCode}`);
  }

  /** A gateway that subscribes an account at Kazoo; it may be another one soon. */
  async owner(): Promise<Member> {
    let owner: Member | undefined;
    await this.until('somebody owns an account', async () => {
      owner = await this.#ownerNow();
      return owner !== undefined;
    });
    return owner as Member;
  }

  /** Another one, which owns nothing where there is one account. */
  async follower(): Promise<Member> {
    const owner = await this.owner();
    return this.random.pick(this.members.filter((member) => member !== owner));
  }

  /** What goes between a gateway and the engine is lost, until the returned function is called. */
  async swallow({ door }: Member, ...directions: readonly Direction[]): Promise<() => Promise<void>> {
    await this.#doors.swallow(door, directions);
    return () => this.#doors.pass(door);
  }

  pause(leastMs: number, mostMs: number): Promise<void> {
    return delay(this.random.integer(leastMs, mostMs));
  }

  /** The engine dies, and its replica takes its place, with what it has. */
  async failOver(): Promise<void> {
    await this.engines.failOver();
    await this.#doors.lead(this.engine.port);
  }

  /**
   * Resolves when all gateways share one connection to Kazoo for each account, or two where its
   * owner has a standby, and no client misses anything.
   */
  async untilWhole(): Promise<void> {
    const standbys = this.#settings['FLEET_STANDBY'] === 'true' ? 1 : 0;
    await this.until('the fleet is whole', async () => {
      const all = await this.#metrics();
      const { size } = this.accounts;
      return (
        all.areAll('fleet_mode{mode="fleet"}', 1) &&
        all.sum('subscribers') === this.crowd.size &&
        all.sum('fleet_accounts{role="owner"}') === size &&
        all.sum('live_topics') === all.sum('topics') &&
        all.sum('fleet_standby_accounts{state="ready"}') === standbys * size &&
        this.kazoo.openSockets === (1 + standbys) * size &&
        (await this.crowd.lost()) === 0
      );
    });
  }

  /** Resolves when the gateways that are left serve all clients. */
  async untilSubscribed(): Promise<void> {
    await this.until('the gateways serve all clients', async () => {
      return (await this.#metrics()).sum('subscribers') === this.crowd.size;
    });
  }

  /** All clients must see everything from now on. */
  expectEverything(): Promise<void> {
    return this.crowd.flow(this.accounts.next);
  }

  /** Clients leave; resolves when nothing is left of them. */
  async leave(): Promise<void> {
    await this.crowd.stop();
    await this.until('nothing is left', async () => {
      const all = await this.#metrics();
      const names = [
        'subscribers',
        'topics',
        ...['owner', 'follower', 'solo'].map((role) => `fleet_accounts{role="${role}"}`),
      ];
      return this.kazoo.openSockets === 0 && names.every((name) => all.areAll(name, 0));
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
    await this.crowd.close();
    await Promise.all(this.#members.map(({ program }) => program.kill()));
    await this.#doors.close();
    await this.engines[Symbol.asyncDispose]();
    await this.kazoo.close();
  }

  get #urls(): readonly string[] {
    return this.members.map(({ program }) => program.url);
  }

  /** Clients that lose it go elsewhere. */
  async #forget({ program }: Member): Promise<void> {
    await this.crowd.serve(this.#urls.filter((url) => url !== program.url));
  }

  async #ownerNow(): Promise<Member | undefined> {
    const { members } = this;
    return members[(await this.#metrics(members)).firstWith('fleet_accounts{role="owner"}')];
  }

  #metrics(members = this.members): Promise<FleetMetrics> {
    return FleetMetrics.read(members.map(({ program }) => program));
  }

  async #describe(): Promise<string> {
    const [lost, behind] = await Promise.all([this.crowd.lost(), this.crowd.behind(this.accounts.last)]);
    const gateways = await this.#metrics();
    return `${gateways}; sockets ${this.kazoo.openSockets}; clients ${this.crowd.size}, ${lost} lost, ${behind} behind`;
  }
}
