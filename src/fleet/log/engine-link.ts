import type { AccountHead, AccountLease, AcquireOutcome, HeldLease } from './account-lease.ts';
import type { AppendOutcome, Batch, FleetEntry, Position } from './fleet-entry.ts';
import type { BeatOutcome, FleetLog, InstanceFacts } from './fleet-log.ts';

/**
 * What a link delivers, synchronously and in the order of the engine. Nothing is delivered of what
 * came before the link was open.
 */
export interface EngineLinkListener {
  onEntries(accountId: string, epoch: string, entries: readonly FleetEntry[]): void;
  onLease(accountId: string, lease: AccountLease | undefined): void;
  onWants(accountId: string, version: number): void;
  onMessage(from: string, text: string): void;
  onBroadcast(from: string, text: string): void;
  onPublished(accountId: string, from: string, text: string): void;
  /** The mark with this number came back; `epoch` is the one in which it was made. */
  onProbe(markNumber: number, epoch: string): void;
  onEpoch(epoch: string): void;
  /** The link is of no use any more; the caller closes it. */
  onLost(error: Error): void;
}

/**
 * One life of an instance's connections to the engine. It never mends itself: whoever opened it
 * closes it at the first failure and opens another one, so that nothing is assumed of what a
 * connection missed. Promises reject with the engine's error, and may stay pending for ever.
 */
export interface EngineLink
  extends Pick<
    FleetLog,
    | 'instances'
    | 'heads'
    | 'latest'
    | 'read'
    | 'want'
    | 'wants'
    | 'renewEpoch'
    | 'send'
    | 'broadcast'
    | 'publish'
    | 'takeTurn'
  > {
  close(): void;

  /** Marks the instance as alive, and sends itself a probe. Begins an epoch where there is none. */
  mark(facts: InstanceFacts, markNumber: number): Promise<void>;
  withdraw(): Promise<void>;

  head(accountId: string): Promise<AccountHead>;
  leases(accountIds: readonly string[]): Promise<ReadonlyMap<string, AccountLease>>;
  acquire(
    accountId: string,
    epoch: string,
    expected: AccountLease | undefined,
    seenUntil: Position,
  ): Promise<AcquireOutcome>;
  beat(owned: readonly HeldLease[]): Promise<BeatOutcome>;
  transfer(accountId: string, fence: number, toInstance: string): Promise<number | undefined>;
  release(accountId: string, fence: number): Promise<void>;
  appoint(accountId: string, fence: number, standbyId: string | undefined): Promise<boolean>;

  append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]>;
  /** Resolves when the engine confirmed all. */
  subscribe(accountIds: readonly string[]): Promise<void>;
  unsubscribe(accountIds: readonly string[]): Promise<void>;
}

/** When `signal` aborts, nobody waits for the link any more: what was begun ends. */
export type OpenLink = (instanceId: string, listener: EngineLinkListener, signal: AbortSignal) => Promise<EngineLink>;
