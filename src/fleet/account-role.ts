import type { GatewayError } from '../errors.ts';
import type { EventClock } from '../upstream/history/event-clock.ts';
import type { AccountEntry } from './account-entry.ts';
import { AccountFeed } from './account-feed.ts';
import type { FleetAccount } from './fleet-account.ts';
import type { AccountHead, AccountLease } from './log/account-lease.ts';
import type { FleetEntry, Position } from './log/fleet-entry.ts';
import type { FleetLog } from './log/fleet-log.ts';
import type { AppendQueue } from './owning/append-queue.ts';
import { LeaseWatch } from './owning/lease-watch.ts';
import { OwnedAccount, unionOfWants } from './owning/owned-account.ts';
import { bridgeUntil, reconcileClients, reconcileLog } from './reconcile.ts';
import type { SourceUpstreams } from './source/account-source.ts';
import { OwnConnection } from './source/own-connection.ts';
import { WantTeller } from './want-teller.ts';

const microsecondsPerMs = 1_000;
/** A predecessor that does not hand over in that time is not waited for. */
const successionTimeoutMs = 15_000;
/** Who reloads a page comes back; and an account that changes hands takes a while. */
const foreignForMs = 15_000;
/** For how long both have everything: one node of Kazoo may be behind another. */
const overlapMs = 1_000;

export interface AccountRoleOptions {
  readonly account: FleetAccount;
  readonly log: FleetLog;
  readonly queue: AppendQueue;
  readonly sources: SourceUpstreams;
  /** The order while this instance serves by itself. */
  readonly clock: EventClock;
  readonly historyAgeMs: number;
  /** Whether accounts may be taken: an instance that is about to stop takes none. */
  readonly mayOwn: () => boolean;
  /** Nobody wants anything of the account here, and it is not owned: it can be forgotten. */
  readonly onIdle: () => void;
  /** Something failed that will be tried again. */
  readonly onFault: (error: unknown) => void;
}

type State =
  /** Has no place in the fleet yet, or has lost it. Everything has come until `lastHeard`. */
  | { readonly name: 'joining'; readonly lastHeard: Date }
  /** Gets its entries from the log, which another instance writes, or which nobody writes yet. */
  | { readonly name: 'following'; readonly feed: AccountFeed; readonly lease: LeaseWatch }
  /** The lease is asked for, or is ours, and the account is not at the end of the log yet. */
  | { readonly name: 'acquiring'; readonly feed: AccountFeed; readonly lease: LeaseWatch }
  /** Writes the entries that it gets itself, too. */
  | { readonly name: 'owning'; readonly feed: AccountFeed; readonly owned: OwnedAccount }
  /** Serves its own clients by its own connection. */
  | { readonly name: 'solo' }
  | { readonly name: 'closed' };

/** What this instance is to one account: its owner, one who follows, or by itself. */
export class AccountRole {
  readonly #options: AccountRoleOptions;
  readonly #accountId: string;
  readonly #wants: WantTeller;
  readonly #connection: OwnConnection;
  #state: State = { name: 'joining', lastHeard: new Date() };
  /** The feed that the account had last, unless it was fed by its own connection since. */
  #lastFeed: AccountFeed | undefined;
  /** The last place in the fleet's order that was seen here. */
  #seen: { readonly epoch: string; readonly position: Position } | undefined;
  #isFollowed = false;
  /** Since when, at the earliest, the account is owned for others only; or was last said to be. */
  #foreignSinceMs = performance.now();
  /** Set while a predecessor is about to hand the account over. */
  #succession: { readonly timer: NodeJS.Timeout; isReady: boolean } | undefined;

  constructor(options: AccountRoleOptions) {
    const { account, log, sources, onFault } = options;
    this.#options = options;
    this.#accountId = account.accountId;
    this.#wants = new WantTeller(log, account.accountId, onFault);
    this.#connection = new OwnConnection(account.accountId, sources, (eventId) => account.knows(eventId));
  }

  get name(): State['name'] {
    return this.#state.name;
  }

  /** Undefined where this instance is not the owner. */
  get ownLease(): AccountLease | undefined {
    return this.#state.name === 'owning' ? this.#state.owned.lease : undefined;
  }

  /**
   * The moment up to which the account's listeners have everything, where entries that came later
   * may be missing; undefined where none are.
   */
  get lagsAt(): Position | undefined {
    const { account } = this.#options;
    const isBehind = this.#state.name === 'joining' || ('feed' in this.#state && this.#state.feed.isBehind);
    return isBehind && account.applied > 0 ? account.applied : undefined;
  }

  /** Of the last entry that was brought in the present order; 0 where none was. */
  get position(): Position {
    return 'feed' in this.#state ? this.#state.feed.position : 0;
  }

  /** Of what waits for the engine. */
  get backlogBytes(): number {
    return this.#state.name === 'owning' ? this.#state.owned.backlogBytes : this.#connection.held.bytes;
  }

  /** What the clients of this instance want has changed. */
  wanted(): void {
    const { account } = this.#options;
    if (this.#state.name === 'solo') this.#connection.want(account.topics.wanted);
    else if ('feed' in this.#state) this.#wants.tell(account.topics.wanted);
    this.#endIfIdle();
  }

  /** The owner does not know that this instance wants the binding, or does not have it yet. */
  unserved(binding: string): void {
    this.#wants.forget(binding);
    this.wanted();
  }

  /**
   * Takes its place in the fleet. Resolves when it has one, or another state has come.
   *
   * @throws what the log throws.
   */
  async join(epoch: string): Promise<void> {
    const { account, log } = this.#options;
    const lastHeard = this.#lastHeard;
    const joining: State = { name: 'joining', lastHeard };
    const waitedMs = this.#state.name === 'owning' ? this.#state.owned.waitingMs : 0;
    for (const entry of this.#leaveState(joining)) this.#connection.hold(entry, waitedMs);
    if (!this.#isFollowed) {
      this.#isFollowed = true;
      await log.follow(this.#accountId);
    }
    const askedAt = new Date();
    const head = await log.head(this.#accountId);
    if (!this.#isStill(joining) || head.epoch !== epoch) return;
    const isBehind = this.#seen?.epoch === epoch && head.position < this.#seen.position;
    // What was not used for as long as it is kept has expired: that is a gap of this account only.
    const isExpired = isBehind && head.position === 0 && head.reachesBackTo >= (this.#seen?.position ?? 0);
    if (isBehind && !isExpired) {
      // The engine came back without what it had told.
      await log.renewEpoch(epoch);
      return;
    }
    const feed = this.#feedFrom(head, lastHeard);
    const completeUntil = head.position > 0 ? new Date(head.position / microsecondsPerMs) : lastHeard;
    this.#transition({ name: 'following', feed, lease: new LeaseWatch(head.lease, completeUntil, askedAt) });
    this.#wants.forgetAll();
    this.#wants.tell(account.topics.wanted);
    await feed.reach(head.position);
    this.observe(head.lease, head.position, askedAt);
  }

  /** What the engine says of the account's lease and last position, when asked at that moment. */
  observe(lease: AccountLease | undefined, position: Position, askedAt: Date): void {
    const state = this.#state;
    if (state.name !== 'following' && state.name !== 'owning') return;
    void state.feed.reach(position);
    if (state.name === 'owning') return;
    state.lease.see(lease, askedAt);
    if (state.lease.hasBeaten && this.#succession === undefined) {
      reconcileClients(this.#options.account, this.#connection, state.feed.epoch);
    }
    // Handed over, or ours before this instance lost its place.
    if (lease?.instanceId === this.#options.log.instanceId) void this.#take(lease, position);
    else if (lease === undefined || state.lease.isDead) void this.#acquire(lease);
  }

  /** The engine was away: what it lost of an owned account is put back. */
  confirm(): void {
    if (this.#state.name === 'owning') this.#state.owned.confirm();
  }

  /**
   * The log's last position is an earlier one than was seen here before it was asked for. Its owner
   * puts back what the engine lost; where nobody does, the account's place is looked for anew.
   *
   * @throws what the log throws.
   */
  async lookForLost(): Promise<void> {
    const state = this.#state;
    if (state.name !== 'following') return;
    const { epoch, position } = state.feed;
    const head = await this.#options.log.head(this.#accountId);
    if (!this.#isStill(state) || head.epoch !== epoch || head.position >= position) return;
    if (head.isConfirmed || (head.position === 0 && head.lease === undefined)) await this.join(epoch);
  }

  /**
   * Gets ready to take the account over: holds what its own connection brings. Resolves when that
   * brings everything that is wanted.
   *
   * @throws what the log throws, and an `Error` where this instance cannot take it.
   */
  async prepare(): Promise<void> {
    const { log, mayOwn } = this.#options;
    const { name } = this.#state;
    if (name === 'solo' || name === 'closed' || !mayOwn()) throw new Error('This instance takes nothing over now.');
    clearTimeout(this.#succession?.timer);
    const succession = { timer: setTimeout(() => this.#endSuccession(), successionTimeoutMs), isReady: false };
    this.#succession = succession;
    const { byInstance } = await log.wants(this.#accountId);
    if (this.#succession === succession) {
      this.#connection.want(unionOfWants(byInstance));
      await this.#connection.untilComplete();
    }
    if (this.#succession !== succession) throw new Error('The account was not handed over in time.');
    succession.isReady = true;
  }

  /**
   * Hands the account over to an instance that is prepared. Both have everything for a while, since
   * the connection of either may be behind.
   *
   * @throws what the log throws.
   */
  async handOver(instanceId: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, overlapMs));
    if (this.#state.name !== 'owning') return;
    const { owned } = this.#state;
    await owned.written();
    await this.#options.log.transfer(this.#accountId, owned.fence, instanceId);
    this.fenced();
  }

  /**
   * Gives the account up, so that another instance takes it at once.
   *
   * @throws what the log throws.
   */
  async resign(): Promise<void> {
    if (this.#state.name !== 'owning') return;
    const { owned } = this.#state;
    await owned.written();
    this.fenced();
    await this.#options.log.release(this.#accountId, owned.fence);
  }

  /** Resolves when everything is here that the log has by now; rejects with what the log throws. */
  async catchUp(): Promise<void> {
    const heads = await this.#options.log.heads([this.#accountId]);
    if ('feed' in this.#state) await this.#state.feed.reach(heads.get(this.#accountId) ?? 0);
  }

  /** The engine acknowledged a beat that was sent at `sentAtMs` of `performance.now()`. */
  confirmed(sentAtMs: number, wantVersion: number): void {
    if (this.#state.name !== 'owning') return;
    const { owned } = this.#state;
    owned.confirmed(sentAtMs, wantVersion);
    if (owned.isUnwanted && owned.backlogBytes === 0) this.resign().catch(this.#options.onFault);
  }

  /** Whether it is owned for others only, and has been for a while, since this said so last. */
  takeForeign(): boolean {
    const isForeign = this.#state.name === 'owning' && this.#options.account.topics.wanted.size === 0;
    if (!isForeign) this.#foreignSinceMs = performance.now();
    const isDue = isForeign && performance.now() - this.#foreignSinceMs >= foreignForMs;
    if (isDue) this.#foreignSinceMs = performance.now();
    return isDue;
  }

  /** Another instance owns the account by now: it tells what may be missing before that. */
  fenced(): void {
    if (this.#state.name !== 'owning') return;
    const { feed, owned } = this.#state;
    const completeUntil = new Date(Date.now() - owned.waitingMs);
    owned.close();
    this.#connection.close();
    this.#transition({ name: 'following', feed, lease: new LeaseWatch(undefined, completeUntil, completeUntil) });
    this.#endIfIdle();
  }

  /** The wants of the account have this version by now. */
  wantsChanged(version: number): void {
    if (this.#state.name === 'owning') this.#state.owned.wantsChanged(version);
  }

  /** Hot. */
  receive(epoch: string, entries: readonly FleetEntry[]): void {
    if ('feed' in this.#state && this.#state.feed.epoch === epoch) this.#state.feed.receive(entries);
  }

  /** Serves by itself from now on: the engine is away. */
  goSolo(): void {
    if (this.#state.name === 'closed' || this.#state.name === 'solo') return;
    const { account, clock } = this.#options;
    const lastHeard = this.#lastHeard;
    const { isContinuous } = this.#connection;
    this.#dropSuccession();
    const unwritten = this.#leaveState({ name: 'solo' });
    this.#lastFeed = undefined;
    const now = clock.next();
    account.beginSolo(now);
    const { hasOverflowed, waitingMs } = this.#connection.held;
    const held = this.#connection.takeHeld();
    if (isContinuous && !hasOverflowed) {
      account.rebase(new Map(this.#connection.completeBindings.map((binding) => [binding, now])), now, now);
      for (const entry of [...unwritten, ...held]) this.#applyHere(entry);
    } else {
      account.lose(isContinuous ? new Date(Date.now() - waitingMs) : lastHeard);
      // What it has told is lost, or has nothing before it: it begins anew.
      this.#connection.close();
    }
    this.#connection.want(account.topics.wanted);
  }

  /** Nobody needs the account any more. */
  forget(): void {
    this.#wants.tell(new Map());
    this.#end();
    this.#options.account.forget();
  }

  /** Ends the account's streams with `error`. Its lease is the caller's to give back. */
  close(error: GatewayError): void {
    this.#end();
    this.#options.account.close(error);
  }

  #end(): void {
    this.#leaveState({ name: 'closed' });
    this.#dropSuccession();
    this.#connection.close();
    if (this.#isFollowed) this.#options.log.unfollow(this.#accountId);
  }

  /** Up to when everything is known to have come. */
  get #lastHeard(): Date {
    const state = this.#state;
    if (state.name === 'joining') return state.lastHeard;
    return 'lease' in state ? state.lease.completeUntil : new Date();
  }

  /** Ends what the state holds, and returns what the own connection told and the log may lack. */
  #leaveState(next: State): readonly AccountEntry[] {
    const state = this.#state;
    if ('feed' in state) {
      const { epoch, position } = state.feed;
      this.#lastFeed = state.feed;
      this.#seen = { epoch, position };
      state.feed.close();
    }
    this.#transition(next);
    return state.name === 'owning' ? state.owned.close() : [];
  }

  #feedFrom(head: AccountHead, lastHeard: Date): AccountFeed {
    const { account, log, onFault } = this.#options;
    const last = this.#lastFeed;
    // What the log has is news for those who were here before, and got nothing else meanwhile.
    const isKept = last !== undefined && last.position >= head.reachesBackTo && last.position <= head.position;
    const after = isKept && last.epoch === head.epoch ? last.position : undefined;
    if (last !== undefined && after === undefined && !this.#connection.isContinuous) account.lose(lastHeard);
    const onForked = (): void => void log.renewEpoch(head.epoch).catch(onFault);
    const onEvent = (eventId: string): void => bridgeUntil(eventId, account, this.#connection, head.epoch);
    return new AccountFeed({ account, log, head, after, onEvent, onForked, onFault });
  }

  async #acquire(expected: AccountLease | undefined): Promise<void> {
    const { account, log, mayOwn, onFault } = this.#options;
    if (this.#state.name !== 'following' || account.topics.wanted.size === 0 || !mayOwn()) return;
    const { feed, lease } = this.#state;
    const acquiring: State = { name: 'acquiring', feed, lease };
    this.#transition(acquiring);
    // A predecessor that is gone may have been so before the own connection brought everything.
    this.#dropSuccession();
    if (expected !== undefined) account.reconnecting('The instance that followed the account is gone.');
    const askedAt = new Date();
    try {
      const outcome = await log.acquire(this.#accountId, expected, feed.position);
      if (!this.#isStill(acquiring)) return;
      if (outcome.kind === 'acquired') await this.#take(outcome.head.lease, outcome.head.position);
      else if (outcome.kind === 'held') lease.see(outcome.lease, askedAt);
      else if (outcome.kind === 'hole') await log.renewEpoch(feed.epoch);
    } catch (error) {
      onFault(error);
    } finally {
      if (this.#isStill(acquiring)) this.#transition({ name: 'following', feed, lease });
    }
  }

  /** Begins to own the account, after `position`. */
  async #take(lease: AccountLease, position: Position): Promise<void> {
    if (this.#state.name !== 'following' && this.#state.name !== 'acquiring') return;
    const taking: State = { ...this.#state, name: 'acquiring' };
    this.#transition(taking);
    const { feed } = taking;
    await feed.reach(position);
    if (!this.#isStill(taking)) return;
    if (feed.position < position) {
      // The log failed at it; what it says next decides.
      this.#transition({ ...taking, name: 'following' });
      return;
    }
    const { account, log, queue, historyAgeMs, onFault } = this.#options;
    const owned = new OwnedAccount({
      accountId: this.#accountId,
      epoch: feed.epoch,
      lease,
      log,
      queue,
      position: feed.position,
      historyAgeMs,
      onWanted: (wanted) => this.#connection.want(wanted),
      onRefused: ({ kind }) => {
        if (kind === 'fenced') this.fenced();
        else if (kind === 'lost') log.renewEpoch(feed.epoch).catch(onFault);
      },
      onFault,
    });
    const isSuccession = this.#succession?.isReady === true && !this.#connection.held.hasOverflowed;
    const { completeUntil } = taking.lease;
    reconcileLog(owned, account, this.#connection, { isSuccession, completeUntil, instanceId: log.instanceId });
    this.#transition({ name: 'owning', feed, owned });
    this.#endSuccession();
    owned.wantsChanged(-1);
  }

  #dropSuccession(): void {
    clearTimeout(this.#succession?.timer);
    this.#succession = undefined;
  }

  #endSuccession(): void {
    this.#dropSuccession();
    this.#endIfIdle();
  }

  #applyHere(entry: AccountEntry): void {
    const { account, clock } = this.#options;
    account.apply(entry, { epoch: clock.epoch, time: clock.next() });
  }

  #endIfIdle(): void {
    const { name } = this.#state;
    const isNeeded = name === 'owning' || name === 'acquiring' || this.#succession !== undefined;
    if (!isNeeded && this.#options.account.topics.areIdle) this.#options.onIdle();
  }

  /** After something was waited for. */
  #isStill(state: State): boolean {
    return this.#state === state;
  }

  #transition(next: State): void {
    this.#state = next;
    if (next.name === 'owning') this.#connection.leadTo((entry) => next.owned.append(entry));
    else if (next.name === 'solo') this.#connection.leadTo((entry) => this.#applyHere(entry));
    else this.#connection.leadTo(undefined);
  }
}
