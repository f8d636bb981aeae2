import { GatewayError } from '../../../src/errors.ts';
import type { Random } from '../../../src/simulator/random.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { givesCursor, type Instance } from './fleet-instance.ts';
import { everything, FleetWorld, Watcher } from './fleet-world.ts';
import { SlowLog } from './slow-log.ts';

/** After it, as clients know, nobody can resume: who left without a cursor is told so. */
const lostCursor = '0-0';

const accounts = ['a', 'b'];
const instanceCount = 3;

/** What one client has been told over all the connections that it had. */
class Client {
  readonly accountId: string;
  readonly told: (number | Gap)[] = [];
  /** How many of those came before the client had to load everything afresh. */
  reloadedAt = 0;
  /** Numbers from here on are the client's: it was live for the first time when this came. */
  since: number | undefined;
  #watcher: Watcher | undefined;
  #unsubscribe: () => void = () => undefined;
  #cursor: string | undefined;
  #instance: Instance;
  readonly #world: FleetWorld;

  constructor(world: FleetWorld, instance: Instance, accountId: string) {
    this.#world = world;
    this.#instance = instance;
    this.accountId = accountId;
    this.connect(instance);
  }

  get instance(): Instance {
    return this.#instance;
  }

  get isLive(): boolean {
    return this.#watcher !== undefined;
  }

  /** Leaves its instance, and resumes on another one. */
  connect(instance: Instance): void {
    this.#take();
    this.#unsubscribe();
    this.#watcher = undefined;
    this.#instance = instance;
    const cursor = this.#cursor ?? (this.since === undefined ? undefined : lostCursor);
    const watcher = new Watcher();
    const { live, unsubscribe } = instance.upstreams.listen(this.accountId, everything, watcher, 'client');
    this.#unsubscribe = unsubscribe;
    let isOver = false;
    this.#unsubscribe = () => {
      isOver = true;
      unsubscribe();
    };
    live.then(
      async () => {
        if (cursor !== undefined) await instance.upstreams.reach(cursor, this.accountId);
        if (isOver) return;
        // What came before the catch-up is in it, too: the gateway serves those who arrive from then on.
        watcher.seen.length = 0;
        this.since ??= this.#world.number + 1;
        if (cursor !== undefined) this.#resume(cursor, instance);
        this.#watcher = watcher;
        if (givesCursor(instance, this.accountId)) this.#cursor = instance.upstreams.cursor;
      },
      () => {
        if (!isOver) setTimeout(() => isOver || this.connect(this.#instance), 500);
      },
    );
  }

  take(): readonly (number | Gap)[] {
    this.#take();
    return this.told;
  }

  #resume(cursor: string, { upstreams }: Instance): void {
    const missed = upstreams.sinceIfKnown(cursor, this.accountId, [everything]);
    if (missed === undefined) {
      this.told.push({ from: new Date(0), to: new Date(), reason: 'OWNER_LOST', certain: true });
      this.reloadedAt = this.told.length;
      return;
    }
    for (const { event, gap } of missed) {
      this.#cursor = event.cursor;
      if (gap !== null) this.told.push(gap);
      this.told.push(Number(event.data['number']));
    }
  }

  #take(): void {
    if (this.#watcher === undefined) return;
    this.told.push(...this.#watcher.seen);
    const { upstreams } = this.#instance;
    // As the last event gives it, or a ping.
    const isGiven = givesCursor(this.#instance, this.accountId);
    this.#cursor = isGiven ? upstreams.cursor : (this.#watcher.cursor ?? this.#cursor);
    this.#watcher.seen.length = 0;
  }
}

/** Breaks a fleet at random, and compares what its clients were told with what happened. */
export class FleetModel {
  readonly #random: Random;
  readonly #world: FleetWorld;
  readonly #clients: Client[] = [];
  readonly #published: { readonly number: number; readonly accountId: string; readonly at: Date }[] = [];
  readonly trace: string[] = [];
  #started = 0;
  readonly #logs = new Map<string, SlowLog>();
  #live: Instance[] = [];

  constructor(random: Random, keepsStandbys: boolean) {
    this.#random = random;
    this.#world = new FleetWorld({ keepsStandbys });
  }

  async run(steps: number): Promise<void> {
    for (let count = 0; count < instanceCount; count += 1) this.#start();
    await this.#pass(200);
    for (let count = 0; count < 6; count += 1) this.#join();
    await this.#pass(2_000);
    for (let step = 0; step < steps; step += 1) {
      await this.#break();
      await this.#pass(this.#random.integer(50, 3_000));
    }
    await this.#heal();
    await this.#pass(40_000);
  }

  problems(): readonly string[] {
    return this.#clients.flatMap((client, index) => {
      const told = client.take();
      const numbers = told.filter((entry) => typeof entry === 'number');
      const gaps = told.filter((entry) => typeof entry !== 'number');
      const name = `client ${index} of ${client.accountId} on ${client.instance.id}`;
      const latest = told.slice(client.reloadedAt).filter((entry) => typeof entry === 'number');
      const late = latest.filter((number, at) => at > 0 && number < (latest[at - 1] ?? 0));
      const twice = latest.filter((number, at) => latest.indexOf(number) !== at);
      const since = client.since ?? Number.POSITIVE_INFINITY;
      const missing = this.#published.filter(
        ({ number, accountId, at }) =>
          accountId === client.accountId &&
          number >= since &&
          !numbers.includes(number) &&
          !gaps.some(({ from, to }) => from <= at && at <= to),
      );
      const last = this.#published.findLast(({ accountId }) => accountId === client.accountId)?.number;
      return [
        ...(twice.length > 0 ? [`${name} got ${twice.join()} twice`] : []),
        ...(late.length > 0 ? [`${name} got ${late.join()} after later ones`] : []),
        ...(missing.length > 0 ? [`${name} misses ${missing.map(({ number }) => number).join()} in silence`] : []),
        ...(numbers.at(-1) === last ? [] : [`${name} got ${numbers.at(-1)} last, not ${last}`]),
      ];
    });
  }

  [Symbol.dispose](): void {
    this.#world[Symbol.dispose]();
  }

  #start(): void {
    this.#started += 1;
    const id = `i${this.#started}`;
    const log = new SlowLog(this.#world.engine, id);
    this.#logs.set(id, log);
    this.#live.push(this.#world.start(id, undefined, log));
  }

  #join(): void {
    this.#clients.push(new Client(this.#world, this.#random.pick(this.#live), this.#random.pick(accounts)));
  }

  async #break(): Promise<void> {
    const instance = this.#random.pick(this.#live);
    const action = this.#random.integer(0, 11);
    this.trace.push(
      `${new Date().toISOString().slice(14, 23)} ${action} ${instance.id} before ${this.#world.number + 1}`,
    );
    if (action === 0)
      await this.#outage(
        () => this.#world.engine.refuse(new Error('LOADING')),
        () => this.#world.engine.refuse(undefined),
      );
    else if (action === 1)
      await this.#outage(
        () => this.#world.engine.stall(instance.id),
        () => this.#world.engine.resume(instance.id),
      );
    else if (action === 2) this.#world.engine.disconnect(instance.id);
    else if (action === 3) this.#world.engine.disconnect();
    else if (action === 4) this.#kill(instance);
    else if (action === 10) this.#replace(instance);
    else if (action === 11) await this.#slowDown(instance);
    else if (action === 5) {
      const from = new Date();
      instance.source.isDead = true;
      await this.#pass(this.#random.integer(100, 3_000));
      instance.source.isDead = false;
      for (const accountId of accounts) instance.source.miss(accountId, from);
    } else if (action === 6) {
      await this.#outage(
        () => this.#world.engine.swallow((id, accountId) => id === instance.id && accountId !== undefined),
        () => this.#world.engine.swallow(() => false),
      );
    } else if (action === 7) this.#join();
    else this.#random.pick(this.#clients).connect(this.#random.pick(this.#live));
  }

  #kill(instance: Instance): void {
    this.#world.kill(instance);
    this.#live = this.#live.filter((other) => other !== instance);
    this.#start();
    for (const client of this.#clients) if (client.instance === instance) client.connect(this.#random.pick(this.#live));
  }

  /** What it writes waits, and its beats do not; it may die of that. */
  async #slowDown(instance: Instance): Promise<void> {
    let pass = (): void => undefined;
    await this.#outage(
      () => {
        pass = this.#logs.get(instance.id)?.hold() ?? pass;
      },
      () => {
        if (this.#random.integer(0, 1) === 0) this.#kill(instance);
        pass();
      },
    );
  }

  /** Stops an instance as an operator does; its clients stay until it is done. */
  #replace(instance: Instance): void {
    this.#live = this.#live.filter((other) => other !== instance);
    this.#start();
    void instance.upstreams.drain().then(() => {
      for (const client of this.#clients)
        if (client.instance === instance) client.connect(this.#random.pick(this.#live));
      instance.upstreams.close(new GatewayError('SHUTTING_DOWN', 'It is replaced.'));
    });
  }

  async #outage(begin: () => void, end: () => void): Promise<void> {
    begin();
    await this.#pass(this.#random.integer(100, 8_000));
    end();
  }

  async #heal(): Promise<void> {
    this.#world.engine.refuse(undefined);
    this.#world.engine.swallow(() => false);
    await this.#pass(1_000);
  }

  async #pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      const accountId = this.#random.pick(accounts);
      const number = this.#world.publish(accountId);
      this.#published.push({ number, accountId, at: new Date() });
      await this.#world.pass(Math.min(100, left));
    }
  }
}
