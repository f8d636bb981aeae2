import type { AccountHead, AccountLease, AcquireOutcome, HeldLease } from '../../../../src/fleet/log/account-lease.ts';
import type { EngineLink } from '../../../../src/fleet/log/engine-link.ts';
import type { AppendOutcome, Batch, FleetPage, PageLimit, Position } from '../../../../src/fleet/log/fleet-entry.ts';
import type { AccountWants, BeatOutcome, Instance, InstanceFacts, Want } from '../../../../src/fleet/log/fleet-log.ts';
import { pageOf } from './memory-account.ts';
import type { MemoryConnection } from './memory-connection.ts';
import { type MemoryEngine, randomName } from './memory-engine.ts';

/** An instance's connection to a `MemoryEngine`. */
export class MemoryLink implements EngineLink {
  readonly #engine: MemoryEngine;
  readonly #connection: MemoryConnection;

  constructor(engine: MemoryEngine, connection: MemoryConnection) {
    this.#engine = engine;
    this.#connection = connection;
  }

  close(): void {
    this.#engine.close(this.#connection);
  }

  mark(facts: InstanceFacts, markNumber: number): Promise<void> {
    return this.#engine.run(this.#connection, (state) => {
      if (state.epoch === '') state.begin(randomName());
      state.mark(this.#connection.instanceId, facts, this.#engine.lingerMs);
      const { epoch } = state;
      this.#engine.tell(this.#connection.instanceId, (listener) => listener.onProbe(markNumber, epoch));
    });
  }

  withdraw(): Promise<void> {
    return this.#engine.run(this.#connection, (state) => {
      state.withdraw(this.#connection.instanceId, this.#engine.lingerMs);
    });
  }

  instances(): Promise<readonly Instance[]> {
    return this.#engine.run(this.#connection, (state) => state.aliveInstances());
  }

  head(accountId: string): Promise<AccountHead> {
    return this.#engine.run(this.#connection, (state) => state.head(accountId, this.#engine.processId));
  }

  heads(accountIds: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    return this.#engine.run(
      this.#connection,
      (state) => new Map(accountIds.map((accountId) => [accountId, state.account(accountId)?.position ?? 0])),
    );
  }

  latest(): Promise<Position> {
    return this.#engine.run(this.#connection, ({ last }) => last);
  }

  leases(accountIds: readonly string[]): Promise<ReadonlyMap<string, AccountLease>> {
    return this.#engine.run(this.#connection, (state) => {
      const leases = accountIds.map((accountId) => [accountId, state.leases.get(accountId)] as const);
      return new Map(leases.flatMap(([accountId, lease]) => (lease === undefined ? [] : [[accountId, lease]])));
    });
  }

  acquire(
    accountId: string,
    epoch: string,
    expected: AccountLease | undefined,
    seenUntil: Position,
  ): Promise<AcquireOutcome> {
    return this.#engine.write(this.#connection, (state) => {
      const { instanceId } = this.#connection;
      const outcome = state.acquire(instanceId, accountId, epoch, expected, seenUntil, this.#engine.processId);
      if (outcome.kind === 'acquired') {
        state.keep(accountId, this.#engine.keepMs);
        this.#tellLease(accountId, outcome.head.lease);
      }
      return outcome;
    });
  }

  beat(owned: readonly HeldLease[]): Promise<BeatOutcome> {
    return this.#engine.write(this.#connection, (state) => {
      const lost: string[] = [];
      const wantVersions = new Map<string, number>();
      for (const { accountId, fence, waitingMs = 0 } of owned) {
        if (!state.isHeldBy(this.#connection.instanceId, accountId, fence)) {
          lost.push(accountId);
          continue;
        }
        state.beat(accountId, Math.ceil(waitingMs));
        state.keep(accountId, this.#engine.keepMs);
        wantVersions.set(accountId, state.wants.get(accountId)?.version ?? 0);
      }
      return { lost, wantVersions };
    });
  }

  transfer(accountId: string, fence: number, toInstance: string): Promise<number | undefined> {
    return this.#engine.write(this.#connection, (state) => {
      if (!state.isHeldBy(this.#connection.instanceId, accountId, fence)) return undefined;
      const lease = state.lend(accountId, toInstance);
      this.#engine.tell(toInstance, (listener) => listener.onLease(accountId, lease));
      this.#tellLease(accountId, lease);
      return lease.fence;
    });
  }

  appoint(accountId: string, fence: number, standbyId: string | undefined): Promise<boolean> {
    return this.#engine.write(this.#connection, (state) => {
      const lease = state.appoint(this.#connection.instanceId, accountId, fence, standbyId);
      if (lease === undefined) return false;
      this.#tellLease(accountId, lease);
      if (standbyId !== undefined) this.#engine.tell(standbyId, (listener) => listener.onLease(accountId, lease));
      return true;
    });
  }

  release(accountId: string, fence: number): Promise<void> {
    return this.#engine.write(this.#connection, (state) => {
      if (!state.isHeldBy(this.#connection.instanceId, accountId, fence)) return;
      state.leases.delete(accountId);
      this.#tellLease(accountId, undefined);
    });
  }

  #tellLease(accountId: string, lease: AccountLease | undefined): void {
    this.#engine.tellFollowers(accountId, (listener) => listener.onLease(accountId, lease));
  }

  append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]> {
    return Promise.all(batches.map((batch) => this.#appendOne(batch)));
  }

  #appendOne(batch: Batch): Promise<AppendOutcome> {
    return this.#engine.write(this.#connection, (state) => {
      const { accountId, epoch, entries } = batch;
      const before = state.account(accountId)?.position ?? 0;
      const outcome = state.append(
        this.#connection.instanceId,
        batch,
        this.#engine.processId,
        this.#engine.maxLogBytes,
      );
      state.keep(accountId, this.#engine.keepMs);
      if (outcome.kind === 'appended' && before === batch.previous && entries.length > 0) {
        const { positions } = outcome;
        const written = entries.map(({ body }, index) => ({
          position: positions[index] ?? 0,
          previous: positions[index - 1] ?? before,
          body,
        }));
        this.#engine.tellFollowers(accountId, (listener) => listener.onEntries(accountId, epoch, written));
      }
      return outcome;
    });
  }

  subscribe(accountIds: readonly string[]): Promise<void> {
    return this.#engine.run(this.#connection, () => {
      for (const accountId of accountIds) this.#connection.subscribed.add(accountId);
    });
  }

  unsubscribe(accountIds: readonly string[]): Promise<void> {
    return this.#engine.run(this.#connection, () => {
      for (const accountId of accountIds) this.#connection.subscribed.delete(accountId);
    });
  }

  read(
    accountId: string,
    epoch: string,
    after: Position,
    until: Position,
    limit: PageLimit,
  ): Promise<FleetPage | undefined> {
    return this.#engine.run(this.#connection, (state) => pageOf(state.account(accountId, epoch), after, until, limit));
  }

  want(accountId: string, wanted: readonly Want[], unwanted: readonly string[]): Promise<number> {
    return this.#engine.write(this.#connection, (state) => {
      const version = state.want(this.#connection.instanceId, accountId, wanted, unwanted);
      state.keep(accountId, this.#engine.keepMs);
      const { instanceId, standbyId } = state.leases.get(accountId) ?? {};
      for (const interested of [instanceId, standbyId]) {
        if (interested !== undefined) this.#engine.tell(interested, (listener) => listener.onWants(accountId, version));
      }
      return version;
    });
  }

  wants(accountId: string): Promise<AccountWants> {
    return this.#engine.run(this.#connection, (state) => state.wantsOf(accountId));
  }

  renewEpoch(expected: string): Promise<string> {
    return this.#engine.write(this.#connection, (state) => {
      if (state.epoch !== expected) return state.epoch;
      const epoch = randomName();
      state.begin(epoch);
      this.#engine.tellAll((listener) => listener.onEpoch(epoch));
      return epoch;
    });
  }

  send(toInstance: string, text: string): Promise<void> {
    return this.#engine.run(this.#connection, () => {
      this.#engine.tell(toInstance, (listener) => listener.onMessage(this.#connection.instanceId, text));
    });
  }

  broadcast(text: string): Promise<void> {
    return this.#engine.run(this.#connection, () => {
      this.#engine.tellAll((listener) => listener.onBroadcast(this.#connection.instanceId, text));
    });
  }

  publish(accountId: string, text: string): Promise<void> {
    const from = this.#connection.instanceId;
    return this.#engine.run(this.#connection, () => {
      this.#engine.tellFollowers(accountId, (listener) => listener.onPublished(accountId, from, text));
    });
  }

  takeTurn(name: string, pauseMs: number): Promise<number> {
    return this.#engine.write(this.#connection, (state) => state.takeTurn(name, pauseMs, this.#engine.keepMs));
  }
}
