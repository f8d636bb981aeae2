import type { AccountHead, AccountLease, AcquireOutcome } from '../../../../src/fleet/log/account-lease.ts';
import type { AppendOutcome, Batch, Position } from '../../../../src/fleet/log/fleet-entry.ts';
import type { AccountWants, Instance, InstanceFacts, Want } from '../../../../src/fleet/log/fleet-log.ts';
import { addBatch, checkRestored, type MemoryAccount, newAccount, trim, trimBytes } from './memory-account.ts';

const aliveMs = 10_000;

interface StoredWants {
  version: number;
  readonly byInstance: Map<string, Map<string, Want>>;
}

/** The next value of what rises, also where its last one was lost, or the clock went back. */
function nextAfter(last: number): number {
  return Math.max(last + 1, Date.now() * 1_000);
}

/** All that a `MemoryEngine` stores: what Redis loses with its process, or finds on its disk. */
export class MemoryState {
  /** Empty until the first mark. */
  epoch = '';
  /** The last position of the fleet. */
  last: Position = 0;
  fence = 0;
  readonly leases = new Map<string, AccountLease>();
  readonly accounts = new Map<string, MemoryAccount>();
  readonly wants = new Map<string, StoredWants>();
  readonly instances = new Map<string, Instance & { readonly aliveUntilMs: number }>();
  /** By instance, until when what it wants is kept. */
  readonly wantingUntilMs = new Map<string, number>();
  /** When each was taken last. */
  readonly turns = new Map<string, { readonly takenAtMs: number; readonly keptUntilMs: number }>();
  /** When an account's lease and wants are forgotten, or its entries of an epoch; soonest first. */
  readonly keptUntilMs = new Map<string, number>();

  copy(): MemoryState {
    return Object.assign(new MemoryState(), structuredClone({ ...this }));
  }

  /** Begins an order: nothing of an account reaches back to before it. */
  begin(epoch: string): void {
    this.epoch = epoch;
    this.last = nextAfter(this.last);
  }

  mark(instanceId: string, facts: InstanceFacts, lingerMs: number): void {
    this.instances.set(instanceId, { instanceId, ...facts, aliveUntilMs: Date.now() + aliveMs });
    this.wantingUntilMs.set(instanceId, Date.now() + Math.max(aliveMs, lingerMs));
  }

  withdraw(instanceId: string, lingerMs: number): void {
    this.instances.delete(instanceId);
    this.wantingUntilMs.set(instanceId, Date.now() + lingerMs);
  }

  aliveInstances(): readonly Instance[] {
    for (const [instanceId, { aliveUntilMs }] of this.instances) {
      if (aliveUntilMs <= Date.now()) this.instances.delete(instanceId);
    }
    return [...this.instances.values()].map(({ aliveUntilMs: _, ...instance }) => instance);
  }

  /** Keeps what is stored of an account for `keepMs` more, which is the same for all. */
  keep(accountId: string, keepMs: number): void {
    for (const key of [accountId, `${this.epoch} ${accountId}`]) {
      this.keptUntilMs.delete(key);
      this.keptUntilMs.set(key, Date.now() + keepMs);
    }
  }

  takeTurn(name: string, pauseMs: number, keepMs: number): number {
    const nowMs = Date.now();
    for (const [other, { keptUntilMs }] of this.turns) if (keptUntilMs <= nowMs) this.turns.delete(other);
    const takenAtMs = this.turns.get(name)?.takenAtMs ?? Number.NEGATIVE_INFINITY;
    const waitMs = takenAtMs + pauseMs - nowMs;
    // More than the pause: the clock went back.
    if (waitMs > 0 && waitMs <= pauseMs) return waitMs;
    this.turns.set(name, { takenAtMs: nowMs, keptUntilMs: nowMs + keepMs });
    return 0;
  }

  forgetExpired(): void {
    for (const [key, untilMs] of this.keptUntilMs) {
      if (untilMs > Date.now()) return;
      this.keptUntilMs.delete(key);
      this.accounts.delete(key);
      this.leases.delete(key);
      this.wants.delete(key);
    }
  }

  account(accountId: string, epoch = this.epoch): MemoryAccount | undefined {
    return this.accounts.get(`${epoch} ${accountId}`);
  }

  head(accountId: string, processId: string): AccountHead {
    const account = this.account(accountId) ?? newAccount(this.last);
    return {
      epoch: this.epoch,
      position: account.position,
      reachesBackTo: account.reachesBackTo,
      completeSince: new Map(account.completeSince),
      ...(account.status !== undefined && { status: account.status }),
      isConfirmed: account.processId === processId,
      lease: this.leases.get(accountId),
    };
  }

  acquire(
    instanceId: string,
    accountId: string,
    epoch: string,
    expected: AccountLease | undefined,
    seenUntil: Position,
    processId: string,
  ): AcquireOutcome {
    if (epoch !== this.epoch) return { kind: 'epoch' };
    const held = this.leases.get(accountId);
    if (held?.fence !== expected?.fence || held?.beat !== expected?.beat) return { kind: 'held', lease: held };
    const head = this.head(accountId, processId);
    if (seenUntil > Math.max(head.position, head.reachesBackTo)) return { kind: 'hole', position: head.position };
    return { kind: 'acquired', head: { ...head, lease: this.lend(accountId, instanceId, held?.waitedMs) } };
  }

  /** @param waitedMs of an owner before that may not have written everything */
  lend(accountId: string, instanceId: string, waitedMs?: number): AccountLease {
    this.fence = nextAfter(this.fence);
    const lease = { instanceId, fence: this.fence, beat: 0, ...(waitedMs !== undefined && { waitedMs }) };
    this.leases.set(accountId, lease);
    return lease;
  }

  appoint(
    instanceId: string,
    accountId: string,
    fence: number,
    standbyId: string | undefined,
  ): AccountLease | undefined {
    if (!this.isHeldBy(instanceId, accountId, fence)) return undefined;
    const { beat = 0, waitedMs } = this.leases.get(accountId) ?? {};
    const isWaiting = waitedMs !== undefined && { waitedMs };
    const lease = { instanceId, fence, beat, ...(standbyId !== undefined && { standbyId }), ...isWaiting };
    this.leases.set(accountId, lease);
    return lease;
  }

  isHeldBy(instanceId: string, accountId: string, fence: number): boolean {
    const lease = this.leases.get(accountId);
    return lease?.instanceId === instanceId && lease.fence === fence;
  }

  beat(accountId: string, waitedMs: number): void {
    const lease = this.leases.get(accountId);
    if (lease === undefined) return;
    const { waitedMs: _, ...rest } = lease;
    this.leases.set(accountId, { ...rest, beat: lease.beat + 1, ...(waitedMs > 0 && { waitedMs }) });
  }

  append(instanceId: string, batch: Batch, processId: string, maxLogBytes: number): AppendOutcome {
    const { accountId, entries } = batch;
    if (!this.isHeldBy(instanceId, accountId, batch.fence)) return { kind: 'fenced' };
    if (batch.epoch !== this.epoch) return { kind: 'epoch' };
    const account = this.account(accountId) ?? newAccount(this.last);
    if (account.batchId === batch.batchId) {
      const positions = account.entries.slice(account.entries.length - entries.length).map(({ position }) => position);
      return { kind: 'appended', positions, reachesBackTo: account.reachesBackTo };
    }
    if (account.position !== batch.previous) return { kind: 'lost', position: account.position };
    checkRestored(batch);
    this.accounts.set(`${this.epoch} ${accountId}`, account);
    const bytesBefore = account.bytes;
    const positions = addBatch(account, batch, (restored) => this.#nextPosition(restored));
    account.processId = processId;
    trim(account, batch.keepAfter);
    this.#keepWithin(maxLogBytes, account, account.bytes - bytesBefore, batch.previous);
    return { kind: 'appended', positions, reachesBackTo: account.reachesBackTo };
  }

  #nextPosition(restored: Position | undefined): Position {
    this.last = restored === undefined ? nextAfter(this.last) : Math.max(restored, this.last);
    return restored ?? this.last;
  }

  #keepWithin(maxLogBytes: number, account: MemoryAccount, added: number, previous: Position): void {
    const sizes = [...this.accounts.values()].map(({ bytes }) => bytes);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    if (total <= maxLogBytes) return;
    const share = maxLogBytes / sizes.length;
    trimBytes(account, account.bytes > share ? 2 * added : added, previous);
  }

  want(instanceId: string, accountId: string, wanted: readonly Want[], unwanted: readonly string[]): number {
    const wants = this.wants.get(accountId) ?? { version: 0, byInstance: new Map() };
    this.wants.set(accountId, wants);
    const own = wants.byInstance.get(instanceId) ?? new Map<string, Want>();
    for (const want of wanted) own.set(want.binding, want);
    for (const binding of unwanted) own.delete(binding);
    if (own.size === 0) wants.byInstance.delete(instanceId);
    else wants.byInstance.set(instanceId, own);
    wants.version = nextAfter(wants.version);
    return wants.version;
  }

  wantsOf(accountId: string): AccountWants {
    const wants = this.wants.get(accountId) ?? { version: 0, byInstance: new Map<string, Map<string, Want>>() };
    for (const instanceId of wants.byInstance.keys()) {
      if ((this.wantingUntilMs.get(instanceId) ?? 0) > Date.now()) continue;
      wants.byInstance.delete(instanceId);
      wants.version = nextAfter(wants.version);
    }
    const byInstance = [...wants.byInstance].map(([instanceId, own]) => [instanceId, [...own.values()]] as const);
    return { version: wants.version, byInstance: new Map(byInstance) };
  }
}
