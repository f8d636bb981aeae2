import type { AccountEntry } from '../entries/account-entry.ts';
import type { FormatChoice } from '../entries/format-choice.ts';
import type { FleetAccount } from '../fleet-account.ts';
import type { AccountHead, AccountLease } from '../log/account-lease.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import type { AccountFeed } from '../reading/account-feed.ts';
import { reconcileLog } from '../reconcile.ts';
import type { MadeTopics } from '../source/made-topics.ts';
import type { OwnConnection } from '../source/own-connection.ts';
import type { AppendQueue } from './append-queue.ts';
import type { LeaseWatch } from './lease-watch.ts';
import { OwnedAccount } from './owned-account.ts';
import { Preparation } from './preparation.ts';
import { Standby } from './standby.ts';

export interface TakeoverOptions {
  readonly account: FleetAccount;
  readonly log: FleetLog;
  readonly queue: AppendQueue;
  readonly format: FormatChoice;
  /** Where the own connection gets what is made of events. */
  readonly sources: MadeTopics;
  readonly connection: OwnConnection;
  readonly historyAgeMs: number;
  /** Whether accounts may be taken: an instance that is about to stop takes none. */
  readonly mayOwn: () => boolean;
  /** The account is another's by now, or will be. */
  readonly onGivenUp: (owned: OwnedAccount) => void;
  /** This instance is not prepared, or not any more, and need not be. */
  readonly onUnprepared: () => void;
  readonly onFault: (error: unknown) => void;
}

/** How an instance comes to own an account that it follows. */
export class Takeover {
  readonly #options: TakeoverOptions;
  readonly #preparation: Preparation;
  readonly #standby: Standby;

  constructor(options: TakeoverOptions) {
    this.#options = options;
    const { account, log, connection, onUnprepared, onFault } = options;
    this.#preparation = new Preparation(account.accountId, log, connection, onUnprepared);
    this.#standby = new Standby(account.accountId, log, connection, onFault);
  }

  /** Whether the own connection is kept for it: as a standby, or for a handover. */
  get isPrepared(): boolean {
    return this.#preparation.isUnderWay || this.#options.connection.isStandingBy;
  }

  /** Whether this instance takes the account when nobody has it. */
  get isWanted(): boolean {
    return (this.#options.account.topics.wanted.size > 0 || this.#standby.isWanted) && this.#options.mayOwn();
  }

  /** Keeps ready as the standby that the lease names, or not any more. */
  see(lease: AccountLease | undefined): void {
    const { log, mayOwn, onUnprepared } = this.#options;
    if (lease?.instanceId === log.instanceId) return;
    const isNamed = lease === undefined ? this.#standby.isWanted : lease.standbyId === log.instanceId;
    if (isNamed && mayOwn()) this.#standby.keep();
    else if (!this.#preparation.isUnderWay) {
      this.#standby.end();
      // It may have been named, and not be any more.
      onUnprepared();
    }
  }

  /** What is wanted of the account has changed. */
  wantsChanged(): void {
    this.#standby.wantsChanged();
  }

  /**
   * Resolves when the own connection holds everything that comes, so that nothing is missed when
   * the account is handed over; to false where it was asked for again before that.
   *
   * @throws what the log throws, and an `Error` where this instance owns nothing new.
   */
  async prepare(): Promise<boolean> {
    if (!this.#options.mayOwn()) throw new Error('This instance takes nothing over now.');
    return await this.#preparation.begin();
  }

  /** Hot: the log brings an entry. */
  brought(entry: AccountEntry): void {
    this.#preparation.brought(entry);
    if (!this.#preparation.isUnderWay) this.#standby.brought(entry);
  }

  /** The account will not be handed over. Idempotent. */
  drop(): void {
    this.#preparation.drop();
  }

  /**
   * Asks for a lease that is free, or of an owner that is gone: the account's head where this
   * instance got it; else undefined, and `watch` has seen why.
   *
   * @throws what the log throws.
   */
  async request(
    feed: AccountFeed,
    watch: LeaseWatch,
    expected: AccountLease | undefined,
  ): Promise<(AccountHead & { readonly lease: AccountLease }) | undefined> {
    const { account, log } = this.#options;
    // A predecessor that is gone may have been so before the own connection brought everything.
    this.#preparation.drop();
    const askedAtMs = performance.now();
    const outcome = await log.acquire(account.accountId, expected, feed.position);
    if (outcome.kind === 'acquired') {
      // An owner that was only slow goes on, and would not say once more that it is live.
      if (expected !== undefined && !this.#options.connection.isStandingBy)
        account.reconnecting('The instance that followed the account is gone.');
      return outcome.head;
    }
    if (outcome.kind === 'held') watch.see(outcome.lease, askedAtMs);
    else if (outcome.kind === 'hole') await log.renewEpoch(feed.epoch);
    return undefined;
  }

  /**
   * Owns the account, whose log the feed has read to its end, and writes what the log lacks.
   * Whoever calls this must lead the own connection to it, and close it.
   */
  own(lease: AccountLease, feed: AccountFeed, { completeUntil, lagMs }: LeaseWatch): OwnedAccount {
    const { account, log, queue, format, sources, connection, historyAgeMs, onGivenUp, onFault } = this.#options;
    const owned: OwnedAccount = new OwnedAccount({
      accountId: account.accountId,
      epoch: feed.epoch,
      lease,
      log,
      queue,
      format,
      made: sources,
      position: feed.position,
      historyAgeMs,
      onWanted: (wanted) => connection.want(wanted),
      onGivenUp: () => onGivenUp(owned),
      onFault,
    });
    const isHandedOver = this.#preparation.isReady;
    const covered = isHandedOver ? connection.completeBindings : connection.coveredSince(completeUntil);
    const told = this.#preparation.tells(sources);
    reconcileLog(owned, account, connection, { covered, told, completeUntil, lagMs, instanceId: log.instanceId });
    this.#preparation.drop();
    return owned;
  }
}
