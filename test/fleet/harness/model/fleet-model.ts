import { GatewayError } from '../../../../src/errors.ts';
import { type Binding, parseBinding } from '../../../../src/kazoo/blackhole/binding.ts';
import type { Random } from '../../../../src/simulator/random.ts';
import type { Instance } from '../fleet-instance.ts';
import { everything, FleetWorld } from '../fleet-world.ts';
import { SlowLog } from '../slow-log.ts';
import { FleetClient } from './fleet-client.ts';
import { lossesOf, type Published, problemsOf } from './published.ts';
import type { Trouble } from './troubles.ts';

const names = ['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_DESTROY'];
const [creations = everything, answers = everything, ends = everything] = names.map((name) =>
  parseBinding(`call.${name}.*`),
);
/** What clients listen to. */
export const kinds: readonly Binding[] = [everything, creations, answers, ends];
const operations: readonly (readonly Binding[])[] = [
  [everything],
  [everything],
  [creations],
  [creations, ends],
  [answers, creations, ends],
  [answers, everything],
];
const instancesAtStart = 3;
const clientsAtStart = 8;
const eventMs = 50;
const pingMs = 1_000;
const healMs = 40_000;

/** A fleet, its clients, and what happened, which is compared with what these were told. */
export class FleetModel {
  readonly accounts = ['a', 'b', 'c'];
  readonly random: Random;
  readonly world: FleetWorld;
  readonly trace: string[] = [];
  instances: readonly Instance[] = [];
  clients: readonly FleetClient[] = [];
  readonly #published: Published[] = [];
  readonly #logs = new Map<string, SlowLog>();
  readonly #lagMs: number;
  #started = 0;

  constructor(random: Random) {
    this.random = random;
    const keepsStandbys = random.chance(0.5);
    this.#lagMs = random.pick([0, 0, 100, 700]);
    const messageDelayMs = random.pick([0, 0, 1, 40]);
    this.world = new FleetWorld({ keepsStandbys, messageDelayMs, rememberedWrites: 0 });
    this.trace.push(`lag ${this.#lagMs}, messages ${messageDelayMs}${keepsStandbys ? ', with standbys' : ''}`);
  }

  /** Plays some of these, one after another, and lets all heal in the end. */
  async run(troubles: readonly Trouble[], steps: number): Promise<void> {
    for (let count = 0; count < instancesAtStart; count += 1) this.start();
    await this.pass(200);
    for (let count = 0; count < clientsAtStart; count += 1) this.come();
    await this.pass(10_000);
    for (let step = 0; step < steps; step += 1) {
      const trouble = this.random.pick(troubles);
      this.note(trouble.name);
      await trouble.play(this);
      await this.pass(this.random.integer(50, 3_000));
    }
    this.note('heal');
    this.world.engine.refuse(undefined);
    this.world.engine.swallow(() => false);
    await this.pass(healMs);
    // What is under way arrives.
    await this.world.pass(2_000);
  }

  /** What is wrong with what the clients were told. */
  problems(): readonly string[] {
    const told = this.clients.map((client) => [client, problemsOf(client, this.#published, this.#lagMs)] as const);
    return told.flatMap(([client, texts]) => texts.map((text) => `${this.#nameOf(client)}: ${text}`));
  }

  /** What the clients were told of losses. */
  losses(): readonly string[] {
    return this.clients.flatMap((client) => lossesOf(client).map((text) => `${this.#nameOf(client)}: ${text}`));
  }

  note(text: string): void {
    this.trace.push(`${new Date().toISOString().slice(14, 23)} before ${this.world.number + 1} ${text}`);
  }

  /** Lets time pass, in which events happen. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= eventMs) {
      const [accountId, name] = [this.random.pick(this.accounts), this.random.pick(names)];
      const number = this.world.publish(accountId, name);
      this.#published.push({ number, accountId, name, at: new Date() });
      if ((number * eventMs) % pingMs === 0) for (const client of this.clients) client.ping();
      await this.world.pass(Math.min(eventMs, left));
    }
  }

  start(): Instance {
    this.#started += 1;
    const id = `i${this.#started}`;
    const log = new SlowLog(this.world.engine, id);
    this.#logs.set(id, log);
    const instance = this.world.start(id, undefined, log);
    instance.source.lagMs = this.random.integer(0, this.#lagMs);
    this.instances = [...this.instances, instance];
    return instance;
  }

  /** Nobody comes to the instance any more. */
  forget(instance: Instance): void {
    this.instances = this.instances.filter((other) => other !== instance);
    if (this.instances.length === 0) this.start();
  }

  kill(instance: Instance): void {
    this.note(`kill ${instance.id}`);
    this.world.kill(instance);
    this.forget(instance);
    for (const client of this.clientsOf(instance)) this.move(client, this.random.pick([0, 0, 3_000]));
  }

  clientsOf(instance: Instance): readonly FleetClient[] {
    return this.clients.filter((client) => client.instance === instance);
  }

  /** A client comes. */
  come(instance = this.random.pick(this.instances), accountId = this.random.pick(this.accounts)): FleetClient {
    const client = new FleetClient(accountId, this.random.pick(operations));
    this.clients = [...this.clients, client];
    client.connect(instance);
    return client;
  }

  /** A client leaves for good. */
  leave(client: FleetClient): void {
    client.cut();
    this.clients = this.clients.filter((other) => other !== client);
  }

  /** A client loses its instance, and is at another one by then at the latest. */
  move(client: FleetClient, awayMs: number): void {
    if (this.random.chance(0.5)) client.ping();
    client.cut(this.random.pick([0, 0, 1, 3]));
    const back = (): void => client.connect(this.random.pick(this.instances));
    const inMs = this.random.integer(0, awayMs);
    if (inMs === 0) back();
    else setTimeout(back, inMs);
  }

  /** What the instance writes waits until the returned function is called. */
  hold(instance: Instance): () => void {
    return this.#logs.get(instance.id)?.hold() ?? (() => undefined);
  }

  /** Stops an instance as an operator does: clients leave it within so long. */
  async stop(instance: Instance, withinMs: number, awayMs: number): Promise<void> {
    this.forget(instance);
    const drained = instance.upstreams.drain();
    for (const client of this.clientsOf(instance))
      setTimeout(() => this.move(client, awayMs), this.random.integer(0, withinMs));
    await Promise.all([drained, new Promise((resolve) => setTimeout(resolve, withinMs + 1))]);
    for (const client of this.clientsOf(instance)) this.move(client, awayMs);
    this.note(`${instance.id} is closed`);
    instance.upstreams.close(new GatewayError('SHUTTING_DOWN', 'It is replaced.'));
  }

  [Symbol.dispose](): void {
    this.world[Symbol.dispose]();
  }

  #nameOf(client: FleetClient): string {
    const { accountId, bindings } = client;
    return `client ${this.clients.indexOf(client)} of ${accountId} ${bindings.map(({ text }) => text).join()}`;
  }
}
