import type { ClientKind } from './clients/client-options.ts';
import { Clients } from './clients/clients.ts';
import type { Feeder } from './feed/feeder.ts';
import type { Upstream } from './feed/upstream.ts';
import type { Operation } from './operation.ts';
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
  /** Events that arrive together; default 1. */
  readonly eventsPerTurn?: number;
  /** Deliveries of one round, roughly. */
  readonly deliveriesPerRound: number;
}

export interface Round {
  readonly cpuMicrosecondsPerDelivery: number;
  readonly serverUtilisation: number;
  readonly clientUtilisation: number;
}

const microsecondsPerMs = 1000;

/** A server with its feed and its clients, ready to be measured. Whoever starts it closes it. */
export class Contestant {
  readonly #setup: Setup;
  readonly #feeder: Feeder;
  readonly #upstream: Upstream;
  readonly #server: Server;
  readonly #clients: Clients;

  /** Resolves when all clients are connected and subscribed. */
  static async start(setup: Setup, feeder: Feeder, messageBytes: number): Promise<Contestant> {
    const upstream = await feeder.open();
    const [server, clients] = await Promise.all([
      Server.start(setup.server, { upstream, messageBytes }),
      Clients.start(),
    ]);
    const contestant = new Contestant(setup, feeder, upstream, server, clients);
    try {
      await contestant.#connect();
      return contestant;
    } catch (error) {
      await contestant.close();
      throw error;
    }
  }

  private constructor(setup: Setup, feeder: Feeder, upstream: Upstream, server: Server, clients: Clients) {
    this.#setup = setup;
    this.#feeder = feeder;
    this.#upstream = upstream;
    this.#server = server;
    this.#clients = clients;
  }

  get #deliveriesPerTurn(): number {
    const { connections, subscriptionsPerConnection = 1, eventsPerTurn = 1 } = this.#setup;
    return connections * subscriptionsPerConnection * eventsPerTurn;
  }

  /** Feeds one turn after the other: the next when all clients have got the last, so that nothing waits anywhere and all is counted. */
  async round(): Promise<Round> {
    const { deliveriesPerRound, eventsPerTurn = 1 } = this.#setup;
    const turns = Math.ceil(deliveriesPerRound / this.#deliveriesPerTurn);
    const serverBefore = await this.#server.usage();
    const clientBefore = await this.#clients.usage();
    for (let turn = 0; turn < turns; turn += 1) {
      const delivered = this.#clients.delivered(this.#deliveriesPerTurn);
      await Promise.all([this.#feeder.feed(this.#upstream, eventsPerTurn), delivered]);
    }
    const serverAfter = await this.#server.usage();
    const clientAfter = await this.#clients.usage();
    const cpuMs = serverAfter.cpuMs - serverBefore.cpuMs;
    return {
      cpuMicrosecondsPerDelivery: (cpuMs * microsecondsPerMs) / (turns * this.#deliveriesPerTurn),
      serverUtilisation: utilisation(serverBefore, serverAfter),
      clientUtilisation: utilisation(clientBefore, clientAfter),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#clients.close(), this.#server.close(), this.#feeder.closeFeed(this.#upstream)]);
  }

  async #connect(): Promise<void> {
    const { client: kind, connections, subscriptionsPerConnection = 1, operations } = this.#setup;
    await this.#clients.connect({
      kind,
      port: this.#server.port,
      token: this.#upstream.token,
      connections,
      subscriptionsPerConnection,
      operations: [...operations],
    });
    await this.#server.untilSubscribed(connections * subscriptionsPerConnection);
    await this.#feeder.untilHeard(this.#upstream);
  }
}
