import type { ClientKind, ClientOptions } from './clients/client-options.ts';
import { Clients } from './clients/clients.ts';
import type { Feeder } from './feed/feeder.ts';
import type { Story } from './feed/story.ts';
import type { Upstream } from './feed/upstream.ts';
import type { Operation } from './operation.ts';
import type { Bench } from './rows/row.ts';
import { Server } from './servers/server.ts';
import type { ServerKind } from './servers/server-kind.ts';
import { utilisation } from './usage.ts';

export interface Setup {
  readonly server: ServerKind;
  readonly client: ClientKind;
  readonly connections: number;
  /** Default 1. */
  readonly subscriptionsPerConnection?: number;
  readonly operations: readonly Operation[];
  /** Default: `new calls`. */
  readonly story?: Story;
  /** Events that arrive together; default 1. */
  readonly eventsPerTurn?: number;
  /** Events that each subscription begins with; default 0. */
  readonly eventsAtStart?: number;
  /**
   * Turns before the first round, however short the run; default 0. Where few clients get an event,
   * the work of each event shows, which V8 compiles anew for thousands of events.
   */
  readonly warmUpTurns?: number;
  /** Deliveries of one round, roughly. */
  readonly deliveriesPerRound: number;
}

export interface Round {
  readonly cpuMicrosecondsPerDelivery: number;
  /** The part of it that the kernel took. */
  readonly systemMicrosecondsPerDelivery: number;
  readonly serverUtilisation: number;
  readonly clientUtilisation: number;
}

const microsecondsPerMs = 1000;
/**
 * Ticks that follow the pause in which the others were measured: Linux then acknowledges the first
 * 16 packets one by one, at the sender's cost.
 */
const unmeasuredTurns = 20;

/** A server with its feed and its clients. Whoever starts it closes it. */
export class Contestant {
  readonly upstream: Upstream;
  readonly server: Server;
  readonly clients: Clients;
  readonly #setup: Setup;
  readonly #feeder: Feeder;
  #connected = 0;

  /** Resolves when the server is up; nobody is connected yet. */
  static async start(setup: Setup, { feeder, messageBytes }: Bench): Promise<Contestant> {
    const upstream = await feeder.open(setup.story ?? 'new calls');
    const server = await Server.start(setup.server, { upstream, messageBytes });
    try {
      return new Contestant(setup, feeder, upstream, server, await Clients.start());
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  private constructor(setup: Setup, feeder: Feeder, upstream: Upstream, server: Server, clients: Clients) {
    this.#setup = setup;
    this.#feeder = feeder;
    this.upstream = upstream;
    this.server = server;
    this.clients = clients;
  }

  get #deliveriesPerTurn(): number {
    const { subscriptionsPerConnection = 1, eventsPerTurn = 1 } = this.#setup;
    return this.#connected * subscriptionsPerConnection * eventsPerTurn;
  }

  /**
   * Connects further clients, by default as many as the setup says; resolves when they are
   * subscribed.
   */
  async connect(connections = this.#setup.connections, eventsAtStart = this.#setup.eventsAtStart ?? 0): Promise<void> {
    const { subscriptionsPerConnection = 1 } = this.#setup;
    const begun = this.clients.delivered(connections * subscriptionsPerConnection * eventsAtStart);
    await Promise.all([this.clients.connect(this.clientOptions(connections)), begun]);
    this.#connected += connections;
    await this.server.untilSubscribed(this.#connected * subscriptionsPerConnection);
    await this.#feeder.untilHeard(this.upstream);
  }

  /** Cuts all clients; resolves when the server has noticed. */
  async disconnect(): Promise<void> {
    await this.clients.disconnect();
    this.#connected = 0;
    await this.server.untilSubscribed(0);
  }

  clientOptions(connections: number): ClientOptions {
    const { client: kind, subscriptionsPerConnection = 1, operations } = this.#setup;
    const { token } = this.upstream;
    return {
      kind,
      port: this.server.port,
      token,
      connections,
      subscriptionsPerConnection,
      operations: [...operations],
    };
  }

  /** Sends the events of one tick and resolves when they are delivered to all clients. */
  async turn(): Promise<void> {
    const delivered = this.clients.delivered(this.#deliveriesPerTurn);
    await Promise.all([this.#feeder.feed(this.upstream, this.#setup.eventsPerTurn ?? 1), delivered]);
  }

  async warmUp(): Promise<void> {
    for (let turn = 0; turn < (this.#setup.warmUpTurns ?? 0); turn += 1) await this.turn();
  }

  /**
   * Feeds tick after tick: the next when all clients have received the last, so that nothing waits
   * anywhere.
   */
  async round(): Promise<Round> {
    const turns = Math.ceil(this.#setup.deliveriesPerRound / this.#deliveriesPerTurn);
    for (let turn = 0; turn < unmeasuredTurns; turn += 1) await this.turn();
    const serverBefore = await this.server.usage();
    const clientBefore = await this.clients.usage();
    for (let turn = 0; turn < turns; turn += 1) await this.turn();
    const serverAfter = await this.server.usage();
    const clientAfter = await this.clients.usage();
    const perDelivery = (ms: number): number => (ms * microsecondsPerMs) / (turns * this.#deliveriesPerTurn);
    return {
      cpuMicrosecondsPerDelivery: perDelivery(serverAfter.cpuMs - serverBefore.cpuMs),
      systemMicrosecondsPerDelivery: perDelivery(serverAfter.systemMs - serverBefore.systemMs),
      serverUtilisation: utilisation(serverBefore, serverAfter),
      clientUtilisation: utilisation(clientBefore, clientAfter),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.clients.close(), this.server.close()]);
    await this.#feeder.closeFeed(this.upstream);
  }
}

/** Starts all of them, one after the other; when one fails, none stays. */
export async function startContestants(setups: readonly Setup[], bench: Bench): Promise<readonly Contestant[]> {
  const contestants: Contestant[] = [];
  try {
    for (const setup of setups) contestants.push(await Contestant.start(setup, bench));
    return contestants;
  } catch (error) {
    await closeContestants(contestants);
    throw error;
  }
}

export async function closeContestants(contestants: readonly Contestant[]): Promise<void> {
  await Promise.all(contestants.map((contestant) => contestant.close()));
}
