import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { KazooSimulator } from '../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../src/simulator/random.ts';
import { gaugeTotals } from '../harness/gauge-totals.ts';
import type { TimeMachine } from '../harness/time-machine.ts';
import { Journal } from './journal.ts';
import { Record } from './record.ts';
import { SseWatcher } from './sse-watcher.ts';
import { type Operation, operations, type Watcher } from './watcher.ts';
import { WebSocketWatcher } from './web-socket-watcher.ts';

export type AccountName = 'demo' | 'other' | 'reseller';

export interface WatchOptions {
  /** Default `demo`. */
  readonly account?: AccountName;
  readonly operation?: Operation;
  /** Whether the client resumes with its last cursor; default true. */
  readonly resumes?: boolean;
  readonly sse?: boolean;
  /** Default: a fresh token of the account's own user. */
  readonly token?: () => string;
}

/** For what hangs, not for what a busy machine makes slow. */
const deadlineMs = 40_000;
const pollMs = 5;

/** The parts of a scenario: a Kazoo, a gateway in front of it, clients, and a random generator. */
export class Chaos {
  readonly kazoo: KazooSimulator;
  readonly gateway: Gateway;
  readonly random: Random;
  /** How often a scenario does what it does. */
  readonly rounds: number;
  readonly watchers: Watcher[] = [];
  /** Violations that a scenario found by itself. */
  readonly problems: string[] = [];
  #strangers = 0;
  readonly #clock: TimeMachine | undefined;
  readonly #journals = new Map<AccountName, Journal>();
  /** The clients that stay to the end and see everything. */
  readonly #staying = new Set<Watcher>();

  constructor(kazoo: KazooSimulator, gateway: Gateway, random: Random, rounds: number, clock?: TimeMachine) {
    this.kazoo = kazoo;
    this.gateway = gateway;
    this.random = random;
    this.rounds = rounds;
    this.#clock = clock;
  }

  /** @throws when the scenario does not set a start time. */
  get clock(): TimeMachine {
    if (this.#clock === undefined) throw new Error('The scenario runs on the real clock.');
    return this.#clock;
  }

  get staying(): readonly Watcher[] {
    return [...this.#staying];
  }

  journal(account: AccountName = 'demo'): Journal {
    let journal = this.#journals.get(account);
    if (journal === undefined) {
      journal = new Journal(this.accountId(account), this.kazoo, this.random);
      this.#journals.set(account, journal);
    }
    return journal;
  }

  journalOf(watcher: Watcher): Journal {
    const name = watcher.record.name.split(' ')[0];
    for (const [account, journal] of this.#journals) if (account === name) return journal;
    throw new Error(`Nothing was published for ${watcher.record.name}`);
  }

  accountId(account: AccountName): string {
    return this.kazoo.directory.account(account).id;
  }

  token(account: AccountName, lifetimeSeconds?: number, username: string = account): string {
    const { id } = this.kazoo.directory.account(account);
    const ownerId = this.kazoo.directory.user(account, username).id;
    return this.kazoo.issueToken({
      accountId: id,
      ownerId,
      ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }),
    });
  }

  watch(options: WatchOptions = {}): Watcher {
    const { account = 'demo', operation = operations.calls, resumes = true, sse = false } = options;
    const { token = () => this.token(account) } = options;
    this.journal(account);
    const name = `${account} ${sse ? 'sse' : 'ws'} ${this.watchers.length}`;
    const Kind = sse ? SseWatcher : WebSocketWatcher;
    const watcher = new Kind({
      record: new Record(name, operation),
      operation,
      accountId: this.accountId(account),
      url: () => this.gateway.url,
      token,
      resumes,
      pauseMs: () => this.random.integer(1, 20),
    });
    this.watchers.push(watcher);
    this.#staying.add(watcher);
    return watcher;
  }

  /** Clients of every kind of one account. */
  watchMany(count: number, options: WatchOptions = {}): readonly Watcher[] {
    const kinds = Object.values(operations).filter((operation) => operation !== operations.messages);
    return Array.from({ length: count }, (_, index) =>
      this.watch({
        operation: kinds[index % kinds.length] ?? operations.calls,
        sse: index % 3 === 2,
        resumes: index % 4 !== 3,
        ...options,
      }),
    );
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  leave(watcher: Watcher): void {
    this.#staying.delete(watcher);
    watcher.stop();
  }

  /** Notes that the client's stream is expected to end for good, with this code. */
  expectEnding(watcher: Watcher, code: string): void {
    watcher.record.expectedEnding = code;
    this.#staying.delete(watcher);
  }

  /** Lets another user of blackhole hold a binding until the returned function is called. */
  async holdElsewhere(binding: string, account: AccountName = 'demo'): Promise<() => void> {
    const socket = new WebSocket(this.kazoo.blackholeUrl);
    await once(socket, 'open');
    const data = { account_id: this.accountId(account), binding };
    socket.send(JSON.stringify({ action: 'subscribe', auth_token: this.token(account), request_id: 'r', data }));
    await once(socket, 'message');
    this.#strangers += 1;
    return () => {
      this.#strangers -= 1;
      socket.close();
    };
  }

  pause(leastMs = 1, mostMs = 30): Promise<void> {
    return delay(this.random.integer(leastMs, mostMs));
  }

  /** Publishes calls of the account at random moments until the returned function is called. */
  keepPublishing(account: AccountName = 'demo', mostMs = 6): () => Promise<void> {
    const journal = this.journal(account);
    return this.keepDoing(() => journal.calls(this.random.integer(1, 4)), mostMs);
  }

  /** Calls `act` at random moments until the returned function is called. */
  keepDoing(act: () => void, mostMs: number): () => Promise<void> {
    let isOver = false;
    const run = async (): Promise<void> => {
      while (!isOver) {
        act();
        await this.pause(1, mostMs);
      }
    };
    const running = run();
    return () => {
      isOver = true;
      return running;
    };
  }

  /**
   * Publishes messages of the account, which lie in the database of the month, until the returned
   * function is called.
   */
  keepPublishingMessages(account: AccountName = 'demo', mostMs = 8): () => Promise<void> {
    const journal = this.journal(account);
    return this.keepDoing(() => journal.message(), mostMs);
  }

  /** Waits until everything is live, then repeats `act` while calls are published. */
  async repeatWhilePublishing(act: (round: number) => Promise<void>, leastMs = 10, mostMs = 60): Promise<void> {
    await this.untilLive();
    const stop = this.keepPublishing();
    for (let round = 0; round < this.rounds; round += 1) {
      await this.pause(leastMs, mostMs);
      await act(round);
    }
    await stop();
  }

  /**
   * Resolves when every client that stays is subscribed and Kazoo has confirmed all topics: from
   * then on all clients must see everything.
   */
  async untilLive(): Promise<void> {
    const { gauges } = this.gateway;
    await this.until('everything is live', () => {
      // The gateway may not have noticed yet that a client is cut.
      const areSubscribed = this.staying.every(({ isSubscribed }) => isSubscribed);
      const isSubscribed = areSubscribed && gauges.subscribers() === this.#staying.size;
      // The gateway may not have noticed yet that Kazoo has closed a connection.
      const isConnected = this.kazoo.openSockets - this.#strangers === gauges.upstreams();
      return isSubscribed && isConnected && gauges.topics() > 0 && gauges.liveTopics() === gauges.topics();
    });
    for (const watcher of this.#staying) watcher.record.flowsFrom(this.journalOf(watcher).next);
  }

  /** @throws when `check` does not hold in time, with a description of the state. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`It never came about that ${what}: ${this.describe()}`);
      await delay(pollMs);
    }
  }

  describe(): string {
    const gauges = Object.entries(gaugeTotals(this.gateway.gauges)).map(([name, size]) => `${name} ${size}`);
    const last = this.watchers.map(({ record }) => `${record.name} at #${record.last}`);
    return `${gauges.join(', ')}; sockets ${this.kazoo.openSockets}, staying ${this.#staying.size}; ${last.join(', ')}`;
  }
}
