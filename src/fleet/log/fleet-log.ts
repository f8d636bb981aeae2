import type { AccountHead, AccountLease, AcquireOutcome, HeldLease } from './account-lease.ts';
import type { AppendOutcome, Batch, FleetEntry, FleetPage, PageLimit, Position } from './fleet-entry.ts';

/** What one instance wants of an account's binding. */
export interface Want {
  /** Without a line feed, as are the ids of resellers. */
  readonly binding: string;
  /** The resellers whose streams want it; empty where somebody follows the account by itself. */
  readonly via: readonly string[];
}

export interface AccountWants {
  /** Rises with each change. */
  readonly version: number;
  /** Of the instances that are alive, or have not been gone for long. */
  readonly byInstance: ReadonlyMap<string, readonly Want[]>;
}

/** What an instance tells of itself with each mark. */
export interface InstanceFacts {
  readonly ownedAccounts: number;
  /** The highest version of entries that it reads. */
  readonly entryVersion: number;
  /** Of how many others' accounts it is the standby; left out by earlier versions. */
  readonly standbyAccounts?: number;
  /** Whether accounts can be handed to it. */
  readonly isReady: boolean;
  /** A hash of where its Kazoo is. */
  readonly kazooHash: string;
  /** A hash of the settings that decide who may see what. */
  readonly privacyHash: string;
}

/** An instance that is alive: its last mark is at most ten seconds old. */
export interface Instance extends InstanceFacts {
  readonly instanceId: string;
}

export interface BeatOutcome {
  /** Accounts that another instance owns by now, or nobody. */
  readonly lost: readonly string[];
  /** The version of the wants of each account that is still owned. */
  readonly wantVersions: ReadonlyMap<string, number>;
}

/** Called synchronously, in the order of the engine. Must not throw. */
export interface FleetLogListener {
  /**
   * Entries of an account that is followed. A break in `previous`: some did not come. What is put
   * back comes again, at its position.
   */
  onEntries(accountId: string, epoch: string, entries: readonly FleetEntry[]): void;
  /**
   * A followed account changed hands or has another standby, or this instance was handed one, or
   * is its standby; undefined for a released one. May be lost; `leases` and `beat` tell it again.
   */
  onLease(accountId: string, lease: AccountLease | undefined): void;
  /**
   * Wants of an account that this instance owns, or is the standby of, have changed. May be lost;
   * `beat` tells it again.
   */
  onWants(accountId: string, version: number): void;
  /** Sent by another instance to this one. May be lost. */
  onMessage(from: string, text: string): void;
  /** Told by any instance to all, itself included. May be lost. */
  onBroadcast(from: string, text: string): void;
  /** Told by any instance to all who follow the account, itself included. May be lost. */
  onPublished(accountId: string, from: string, text: string): void;
  /**
   * The data path is proved, by a probe that came back; `epoch` is the engine's. What was
   * acknowledged before the last `onDown` may be gone: compare the heads. Called again, without an
   * `onDown` before it, when the epoch is another one.
   */
  onUp(epoch: string): void;
  /**
   * A probe did not come back, or a command failed: nothing is delivered until `onUp`. Called once
   * for each outage, also where the first attempt fails. The log keeps trying by itself.
   */
  onDown(reason: string): void;
}

/**
 * The fleet's shared log, as one instance sees it. Every promise rejects with an `Error` that has a
 * `cause` while the engine is away, and each rejection is an outage: `onDown` has been called.
 */
export interface FleetLog {
  readonly instanceId: string;
  /** The name of the order that positions belong to; undefined while the engine is away. */
  readonly epoch: string | undefined;

  /** Connects, and marks this instance as alive each second; `onUp` or `onDown` follows. */
  start(facts: InstanceFacts, listener: FleetLogListener): void;
  /** What the marks tell from now on. */
  mark(facts: InstanceFacts): void;
  /** Withdraws the instance; its leases stay, its wants for a while. Nobody is called any more. */
  close(): Promise<void>;
  instances(): Promise<readonly Instance[]>;

  head(accountId: string): Promise<AccountHead>;
  /** The last position of each; 0 where there is none. */
  heads(accountIds: readonly string[]): Promise<ReadonlyMap<string, Position>>;
  /** The last position of any account, or a later one: no cursor of the fleet is beyond it. */
  latest(): Promise<Position>;
  /** Accounts that nobody owns are left out. */
  leases(accountIds: readonly string[]): Promise<ReadonlyMap<string, AccountLease>>;
  /**
   * Takes an account whose lease is still `expected`; undefined where there was none. `seenUntil`
   * is the last position of the account that the caller has seen in this epoch, or 0.
   */
  acquire(accountId: string, expected: AccountLease | undefined, seenUntil: Position): Promise<AcquireOutcome>;
  /** Raises the beats of the accounts that are still owned, and keeps what is stored of them. */
  beat(owned: readonly HeldLease[]): Promise<BeatOutcome>;
  /** Hands an account over, and tells the successor: the new fence, or undefined where fenced. */
  transfer(accountId: string, fence: number, toInstance: string): Promise<number | undefined>;
  /**
   * Names the instance that keeps itself ready to take the account, or none, and tells it and all
   * who follow the account; false where fenced. The next owner names another one.
   */
  appoint(accountId: string, fence: number, standbyId: string | undefined): Promise<boolean>;
  /** Gives an account up; nothing where it is another's by now. */
  release(accountId: string, fence: number): Promise<void>;

  /** Writes each batch wholly or not at all, in one round trip; an outcome for each. */
  append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]>;
  /**
   * Resolves when entries that are appended from now on will be delivered. Counted; where it
   * rejects it counts all the same, and holds from the next `onUp` on.
   */
  follow(accountId: string): Promise<void>;
  /** Undoes one `follow`. */
  unfollow(accountId: string): void;
  /**
   * Entries after `after`, up to and including `until`, as far as they are kept; undefined when
   * nothing is stored of the account in this epoch. 0: all, from the account's first one on.
   */
  read(
    accountId: string,
    epoch: string,
    after: Position,
    until: Position,
    limit: PageLimit,
  ): Promise<FleetPage | undefined>;

  /** Changes what this instance wants, and tells the owner: the version of the account's wants. */
  want(accountId: string, wanted: readonly Want[], unwanted: readonly string[]): Promise<number>;
  /** Those of instances that have been gone for a while are left out, and forgotten. */
  wants(accountId: string): Promise<AccountWants>;

  /** Begins another order, unless `expected` is no longer the epoch: the epoch from now on. */
  renewEpoch(expected: string): Promise<string>;

  send(instanceId: string, text: string): Promise<void>;
  broadcast(text: string): Promise<void>;
  /** Tells something of an account that is not kept, whoever owns it. */
  publish(accountId: string, text: string): Promise<void>;
  /**
   * Takes a turn at something, unless an instance took one in the last `pauseMs`: 0, or the
   * milliseconds until then. What was taken is forgotten as accounts are.
   */
  takeTurn(name: string, pauseMs: number): Promise<number>;
}
