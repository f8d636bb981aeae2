import type { GatewayError } from '../errors.ts';
import type { EventClock } from '../upstream/history/event-clock.ts';
import type { AccountEntry } from './entries/account-entry.ts';
import type { FormatChoice } from './entries/format-choice.ts';
import type { FleetAccount } from './fleet-account.ts';
import type { AccountLease } from './log/account-lease.ts';
import type { FleetEntry, Position } from './log/fleet-entry.ts';
import type { FleetLog } from './log/fleet-log.ts';
import type { AppendQueue } from './owning/append-queue.ts';
import { LeaseWatch } from './owning/lease-watch.ts';
import type { OwnedAccount } from './owning/owned-account.ts';
import { Takeover } from './owning/takeover.ts';
import { writtenForMs } from './owning/written-entries.ts';
import { AccountFeeds } from './reading/account-feeds.ts';
import { Returning } from './reading/returning.ts';
import { bridgeBefore } from './reconcile.ts';
import { lastHeardIn, type RoleState } from './role-state.ts';
import { SoloAccount } from './solo-account.ts';
import type { MadeTopics } from './source/made-topics.ts';
import { OwnConnection } from './source/own-connection.ts';
import { WantTeller } from './want-teller.ts';

export interface AccountRoleOptions {
  readonly account: FleetAccount;
  readonly log: FleetLog;
  readonly queue: AppendQueue;
  readonly format: FormatChoice;
  readonly sources: MadeTopics;
  readonly clock: EventClock;
  readonly historyAgeMs: number;
  /** Whether accounts may be taken: an instance that is about to stop takes none. */
  readonly mayOwn: () => boolean;
  /** The account is neither wanted nor owned here: it can be forgotten. */
  readonly onIdle: () => void;
  readonly onFault: (error: unknown) => void;
}

/** What this instance is to one account: its owner, one who follows, or by itself. */
export class AccountRole {
  readonly #options: AccountRoleOptions;
  readonly #wants: WantTeller;
  readonly #connection: OwnConnection;
  readonly #feeds: AccountFeeds;
  readonly #takeover: Takeover;
  readonly #solo: SoloAccount;
  readonly #returning: Returning;
  #joined: Promise<void> = Promise.resolve();
  #state: RoleState = { name: 'joining', lastHeard: new Date() };

  constructor(options: AccountRoleOptions) {
    const { account, log, sources, clock, onFault } = options;
    this.#options = options;
    this.#wants = new WantTeller(log, account.accountId, onFault);
    this.#connection = new OwnConnection(account.accountId, sources, (eventId) => account.knows(eventId));
    this.#feeds = new AccountFeeds({
      ...options,
      onEntry: (entry, place, isNews) => {
        this.#takeover.brought(entry);
        bridgeBefore(entry, place, account, this.#connection, isNews);
      },
      isOwner: () => this.#state.name === 'owning',
      onSkipped: (epoch) => void this.join(epoch).catch(onFault),
    });
    this.#takeover = new Takeover({
      ...options,
      connection: this.#connection,
      onGivenUp: (owned) => this.fenced(owned),
      onUnprepared: () => this.#endIfIdle(),
    });
    this.#solo = new SoloAccount(account, this.#connection, clock);
    this.#returning = new Returning(account, this.#connection);
  }

  get name(): RoleState['name'] {
    return this.#state.name;
  }

  /** Undefined where this instance is not the owner. */
  get owned(): OwnedAccount | undefined {
    return this.#state.name === 'owning' ? this.#state.owned : undefined;
  }

  /** Whether something may have come that is not brought yet: it has no place, or reads the log. */
  get isBehind(): boolean {
    return this.#state.name === 'joining' || this.#feeds.isBehind;
  }

  /** Whether listeners may have had what the log brings later, as no moment of its order tells. */
  get isReturning(): boolean {
    return this.#returning.isUnderWay;
  }

  /** Of the last entry that was brought in the present order; 0 where none was. */
  get position(): Position {
    return this.#feeds.position;
  }

  /** Of what waits for the engine here; after solo, what waits for the log waits at its owner. */
  get backlogBytes(): number {
    return this.owned?.backlogBytes ?? (this.isReturning ? 0 : this.#connection.waitingBytes);
  }

  /** Undefined where this instance is not the account's standby. */
  get standby(): 'ready' | 'preparing' | undefined {
    return this.#connection.standbyState;
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
  join(epoch: string): Promise<void> {
    const joined = this.#join(epoch);
    this.#joined = joined.catch(() => undefined); // Whoever called this is told of it.
    return joined;
  }

  async #join(epoch: string): Promise<void> {
    const { account, log } = this.#options;
    const lastHeard = lastHeardIn(this.#state, this.#connection.isContinuous);
    const joining: RoleState = { name: 'joining', lastHeard };
    if (this.#state.name === 'solo') this.#returning.begin();
    const waitedMs = this.owned?.waitingMs ?? 0;
    for (const entry of this.#leaveState(joining, epoch)) this.#connection.hold(entry, waitedMs);
    await this.#feeds.follow();
    const askedAtMs = performance.now();
    const head = await log.head(account.accountId);
    if (!this.#isStill(joining) || head.epoch !== epoch) return;
    if (this.#feeds.hasLost(head)) {
      await log.renewEpoch(epoch);
      return;
    }
    const feed = this.#feeds.open(head, lastHeard, this.#connection);
    this.#transition({ name: 'following', feed, lease: LeaseWatch.of(head, lastHeard, askedAtMs) });
    this.#wants.forgetAll();
    this.#wants.tell(account.topics.wanted);
    await feed.reach(head.position);
    this.observe(head.lease, head.position, askedAtMs);
  }

  /** What the engine says of the account's lease and last position, when asked at that moment. */
  observe(lease: AccountLease | undefined, position: Position, askedAtMs: number): void {
    const state = this.#state;
    if (state.name !== 'following' && state.name !== 'owning') return;
    void state.feed.reach(position);
    if (state.name === 'owning') return;
    this.#wants.tellAgain(this.#options.account.topics.unserved);
    const isRead = !state.feed.isBehind && state.feed.position >= position;
    state.lease.see(lease, askedAtMs, isRead);
    this.#takeover.see(lease);
    if (isRead) this.#returning.see(state.lease, state.feed.epoch, !this.#takeover.isPrepared);
    const { instanceId } = this.#options.log;
    // Handed over, or ours before this instance lost its place.
    if (lease?.instanceId === instanceId) void this.#take(lease, position);
    else if (state.lease.mayBeTakenBy(instanceId)) void this.#acquire(lease);
  }

  /**
   * The log's last position is an earlier one than was seen here before it was asked for. Where its
   * owner does not put back what the engine lost, the account joins anew.
   *
   * @throws what the log throws.
   */
  async lookForLost(): Promise<void> {
    const state = this.#state;
    if (state.name !== 'following' || !(await this.#feeds.haveLost(state.feed))) return;
    if (this.#isStill(state)) await this.join(state.feed.epoch);
  }

  /**
   * Gets ready to own the account: resolves when it is; to false where that was asked again before.
   *
   * @throws what the log throws, and an `Error` where this instance cannot take it.
   */
  async prepare(): Promise<boolean> {
    if (this.#state.name === 'solo' || this.#state.name === 'closed') throw new Error('The account is served here.');
    return await this.#takeover.prepare();
  }

  /**
   * Resolves with whether everything is here that the log has by now.
   *
   * @throws what the log throws.
   */
  catchUp(): Promise<boolean> {
    return this.#joined.then(() => this.#feeds.catchUp());
  }

  /** Another instance owns the account by now: it tells what may be missing before that. */
  fenced(given = this.owned): void {
    if (this.#state.name !== 'owning' || this.#state.owned !== given) return;
    const { feed, owned } = this.#state;
    const { waitingMs } = owned;
    owned.close(feed.position);
    this.#connection.close();
    this.#transition({ name: 'following', feed, lease: LeaseWatch.afterOwning(waitingMs) });
    this.#endIfIdle();
  }

  wantsChanged(version: number): void {
    this.owned?.wantsChanged(version);
    this.#takeover.wantsChanged();
  }

  /** Hot. */
  receive(epoch: string, entries: readonly FleetEntry[]): void {
    this.#feeds.receive(epoch, entries);
  }

  /** Serves by itself from now on: the engine is away. */
  goSolo(): void {
    if (this.#state.name === 'closed' || this.#state.name === 'solo') return;
    const { isContinuous } = this.#connection;
    const lastHeard = lastHeardIn(this.#state, isContinuous);
    const { isReturning } = this;
    this.#takeover.drop();
    const unwritten = this.#leaveState({ name: 'solo' });
    this.#feeds.forgetLast();
    this.#solo.begin({ isContinuous, lastHeard, isReturning, unwritten });
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
    this.#takeover.drop();
    this.#connection.close();
    this.#feeds.unfollow();
  }

  /** Ends what the state holds: what the own connection told, and the log of `epoch` may lack. */
  #leaveState(next: RoleState, epoch?: string): readonly AccountEntry[] {
    const state = this.#state;
    this.#feeds.close();
    this.#transition(next);
    if (state.name !== 'owning') return [];
    const entries = state.owned.close(state.feed.epoch === epoch ? Number.POSITIVE_INFINITY : state.feed.position);
    if (entries === undefined) this.#connection.lose(writtenForMs);
    return entries ?? [];
  }

  async #acquire(expected: AccountLease | undefined): Promise<void> {
    if (this.#state.name !== 'following' || !this.#takeover.isWanted) return;
    const { feed, lease } = this.#state;
    const acquiring: RoleState = { name: 'acquiring', feed, lease };
    this.#transition(acquiring);
    try {
      const head = await this.#takeover.request(feed, lease, expected);
      if (head !== undefined && this.#isStill(acquiring)) await this.#take(head.lease, head.position);
    } catch (error) {
      this.#options.onFault(error);
    } finally {
      if (this.#isStill(acquiring)) this.#transition({ name: 'following', feed, lease });
    }
  }

  /** Begins to own the account, after `position`. */
  async #take(lease: AccountLease, position: Position): Promise<void> {
    if (this.#state.name !== 'following' && this.#state.name !== 'acquiring') return;
    const taking: RoleState = { ...this.#state, name: 'acquiring' };
    this.#transition(taking);
    const { feed } = taking;
    await feed.reach(position);
    if (!this.#isStill(taking)) return;
    if (feed.position < position) {
      // The log failed at it; what it says next decides.
      this.#transition({ ...taking, name: 'following' });
      return;
    }
    const owned = this.#takeover.own(lease, feed, taking.lease);
    this.#transition({ name: 'owning', feed, owned, completeUntil: taking.lease.completeUntil });
    owned.wantsChanged(-1);
  }

  #endIfIdle(): void {
    const { name } = this.#state;
    const isNeeded = name === 'owning' || name === 'acquiring' || this.#takeover.isPrepared;
    if (!isNeeded && this.#options.account.topics.areIdle) this.#options.onIdle();
  }

  /** After something was waited for. */
  #isStill(state: RoleState): boolean {
    return this.#state === state;
  }

  #transition(next: RoleState): void {
    this.#state = next;
    if (next.name === 'owning' || next.name === 'solo') this.#returning.end();
    if (next.name === 'owning') this.#connection.leadTo((entry) => next.owned.append(entry));
    else if (next.name === 'solo') this.#connection.leadTo((entry) => this.#solo.apply(entry));
    else this.#connection.leadTo(undefined);
  }
}
