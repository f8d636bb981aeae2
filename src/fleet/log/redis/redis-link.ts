import { randomBytes } from 'node:crypto';
import type { AccountHead, AccountLease, AcquireOutcome, HeldLease } from '../account-lease.ts';
import type { EngineLink } from '../engine-link.ts';
import type { AppendOutcome, Batch, FleetPage, PageLimit, Position } from '../fleet-entry.ts';
import type { AccountWants, BeatOutcome, Instance, InstanceFacts, Want } from '../fleet-log.ts';
import type { Channels } from './channels.ts';
import type { RedisConnection } from './redis-connection.ts';
import * as replies from './replies.ts';
import type { Script } from './script.ts';
import type { Scripts } from './scripts.ts';

const aliveMs = 10_000;

/** What an engine keeps, and for how long. */
export interface RedisBounds {
  /** How long what is stored of an account is kept after its last beats; a minute or more. */
  readonly keepMs: number;
  /** Of the bodies of all accounts, which are counted every four seconds. */
  readonly maxLogBytes: number;
  /** How long what an instance wants outlives it, at least: its clients come back to another. */
  readonly lingerMs: number;
}

/** An instance's connection to Redis: each call is one script. */
export class RedisLink implements EngineLink {
  readonly #instanceId: string;
  readonly #connection: RedisConnection;
  readonly #scripts: Scripts;
  readonly #channels: Channels;
  readonly #keepMs: string;
  readonly #maxLogBytes: string;
  readonly #lingerMs: number;

  constructor(
    instanceId: string,
    connection: RedisConnection,
    scripts: Scripts,
    channels: Channels,
    { keepMs, maxLogBytes, lingerMs }: RedisBounds,
  ) {
    this.#instanceId = instanceId;
    this.#connection = connection;
    this.#scripts = scripts;
    this.#channels = channels;
    this.#keepMs = `${keepMs}`;
    this.#maxLogBytes = `${maxLogBytes}`;
    this.#lingerMs = lingerMs;
  }

  close(): void {
    this.#connection.close();
  }

  async mark(facts: InstanceFacts, markNumber: number): Promise<void> {
    const wantingMs = Math.max(aliveMs, this.#lingerMs);
    const lifetimes = [`${aliveMs}`, `${wantingMs}`, this.#keepMs];
    const words = [JSON.stringify(facts), `${markNumber}`, newEpoch(), ...lifetimes];
    await this.#run(this.#scripts.mark, this.#instanceId, ...words);
  }

  async withdraw(): Promise<void> {
    await this.#run(this.#scripts.withdraw, this.#instanceId, `${this.#lingerMs}`);
  }

  async instances(): Promise<readonly Instance[]> {
    return replies.readInstances(await this.#run(this.#scripts.instances));
  }

  async head(accountId: string): Promise<AccountHead> {
    return replies.readHead(replies.words(await this.#run(this.#scripts.head, accountId)));
  }

  async heads(accountIds: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    const heads = replies.words(await this.#run(this.#scripts.heads, ...accountIds));
    return new Map(accountIds.map((accountId, index) => [accountId, Number(heads[index])]));
  }

  async latest(): Promise<Position> {
    return Number(await this.#run(this.#scripts.latest));
  }

  async leases(accountIds: readonly string[]): Promise<ReadonlyMap<string, AccountLease>> {
    return replies.readLeases(accountIds, await this.#run(this.#scripts.leases, ...accountIds));
  }

  async acquire(
    accountId: string,
    epoch: string,
    expected: AccountLease | undefined,
    seenUntil: Position,
  ): Promise<AcquireOutcome> {
    const lease = [`${expected?.fence ?? ''}`, `${expected?.beat ?? ''}`];
    const words = [this.#instanceId, this.#keepMs, accountId, epoch, ...lease, `${seenUntil}`];
    return replies.readAcquired(await this.#run(this.#scripts.acquire, ...words));
  }

  async beat(owned: readonly HeldLease[]): Promise<BeatOutcome> {
    const held = owned.flatMap(({ accountId, fence, waitingMs = 0 }) => [
      accountId,
      `${fence}`,
      waitingMs > 0 ? `${Math.ceil(waitingMs)}` : '',
    ]);
    return replies.readBeat(owned, await this.#run(this.#scripts.beat, this.#instanceId, this.#keepMs, ...held));
  }

  async transfer(accountId: string, fence: number, toInstance: string): Promise<number | undefined> {
    const words = [this.#instanceId, this.#keepMs, accountId, `${fence}`, toInstance];
    const newFence = await this.#run(this.#scripts.transfer, ...words);
    return newFence === null ? undefined : Number(newFence);
  }

  async appoint(accountId: string, fence: number, standbyId: string | undefined): Promise<boolean> {
    const appointed = await this.#run(this.#scripts.appoint, this.#instanceId, accountId, `${fence}`, standbyId ?? '');
    return appointed !== null;
  }

  async release(accountId: string, fence: number): Promise<void> {
    await this.#run(this.#scripts.release, this.#instanceId, accountId, `${fence}`);
  }

  /** Sent together, in one trip. Hot. */
  append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]> {
    return Promise.all(batches.map((batch) => this.#appendOne(batch)));
  }

  async #appendOne(batch: Batch): Promise<AppendOutcome> {
    const { accountId, epoch, fence, previous, batchId, keepAfter } = batch;
    const words = [this.#instanceId, this.#keepMs, this.#maxLogBytes, accountId, epoch, `${fence}`, `${previous}`];
    words.push(batchId, `${keepAfter}`);
    for (const { position, begins = [], ends = [], isStatus, body } of batch.entries) {
      words.push(`${position ?? ''}`, begins.join('\n'), ends.join('\n'), isStatus ? '1' : '', body);
    }
    return replies.readAppended(await this.#run(this.#scripts.append, ...words));
  }

  async subscribe(accountIds: readonly string[]): Promise<void> {
    await this.#connection.subscribe(accountIds.map((accountId) => this.#channels.account(accountId)));
  }

  async unsubscribe(accountIds: readonly string[]): Promise<void> {
    await this.#connection.unsubscribe(accountIds.map((accountId) => this.#channels.account(accountId)));
  }

  async read(
    accountId: string,
    epoch: string,
    after: Position,
    until: Position,
    limit: PageLimit,
  ): Promise<FleetPage | undefined> {
    const words = [accountId, epoch, `${after}`, `${until}`, `${limit.entries}`, `${limit.bytes}`];
    return replies.readPage(await this.#run(this.#scripts.read, ...words));
  }

  async want(accountId: string, wanted: readonly Want[], unwanted: readonly string[]): Promise<number> {
    const words = [this.#instanceId, this.#keepMs, accountId, `${wanted.length}`];
    for (const { binding, via } of wanted) words.push(binding, via.join('\n'));
    return Number(await this.#run(this.#scripts.want, ...words, ...unwanted));
  }

  async wants(accountId: string): Promise<AccountWants> {
    return replies.readWants(await this.#run(this.#scripts.wants, accountId));
  }

  async renewEpoch(expected: string): Promise<string> {
    return String(await this.#run(this.#scripts.renewEpoch, expected, newEpoch(), this.#keepMs));
  }

  async send(toInstance: string, text: string): Promise<void> {
    await this.#publish(this.#channels.instance(toInstance), `M ${this.#instanceId} ${text}`);
  }

  async broadcast(text: string): Promise<void> {
    await this.#publish(this.#channels.control, `B ${this.#instanceId} ${text}`);
  }

  async publish(accountId: string, text: string): Promise<void> {
    await this.#publish(this.#channels.account(accountId), `P ${this.#instanceId} ${text}`);
  }

  async takeTurn(name: string, pauseMs: number): Promise<number> {
    return Number(await this.#run(this.#scripts.takeTurn, name, `${Math.ceil(pauseMs)}`, this.#keepMs));
  }

  async #publish(channel: string, message: string): Promise<void> {
    await this.#connection.send(['PUBLISH', channel, message]);
  }

  #run(script: Script, ...words: readonly string[]): Promise<unknown> {
    return script.run((command) => this.#connection.send(command), this.#channels.metaKey, words);
  }
}

/** Of small letters and digits: it stands in cursors. */
function newEpoch(): string {
  return randomBytes(8).readBigUInt64BE().toString(36);
}
