import type { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/blackhole/binding.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import { type AccountOverview, type AccountView, nothingFollowed } from '../upstream/account-view.ts';
import type { MissedEvent, RememberedLoss } from '../upstream/history/account-history.ts';
import { cursorExpired } from '../upstream/history/cursor-expired.ts';
import type { EventClock } from '../upstream/history/event-clock.ts';
import type { Histories } from '../upstream/history/histories.ts';
import { StatusStore } from '../upstream/status-store.ts';
import type { Renewal } from '../upstream/topics/month-rollover.ts';
import type { TopicListener } from '../upstream/topics/topic-listener.ts';
import { refusedSubscription, type TopicSubscription, tooManyTopics } from '../upstream/topics/topic-subscription.ts';
import { type EntryFormat, FormatChoice } from './entries/format-choice.ts';
import { FleetCursors } from './fleet-cursors.ts';
import { FleetMembers, type FleetRoles, type StandbyCounts } from './fleet-members.ts';
import { type FleetMode, FleetModeSwitch } from './fleet-mode.ts';
import type { FleetObserver } from './fleet-observer.ts';
import type { FleetLog, InstanceFacts } from './log/fleet-log.ts';
import { LogInbox } from './log-inbox.ts';
import { Handovers } from './owning/handovers.ts';
import { Standbys } from './owning/standbys.ts';
import { ControlChannel } from './sharing/control-channel.ts';
import { SharedLists } from './sharing/shared-lists.ts';
import { MadeTopics } from './source/made-topics.ts';
import type { SourceRegistry } from './source/source-registry.ts';
import { Upkeep } from './upkeep.ts';

export interface FleetUpstreamsOptions {
  /** Closed with this. */
  readonly log: FleetLog;
  /** Closed with this. */
  readonly sources: SourceRegistry;
  /** That of `sources`: the order while this instance serves by itself. */
  readonly clock: EventClock;
  /** Closed with this. */
  readonly histories: Histories;
  readonly maxHistoryAgeMs: number;
  readonly lingerMs: number;
  readonly subscribeTimeoutMs: number;
  readonly maxTopics: number;
  /** Whether each account that this instance owns has a standby, at twice the cost for Kazoo. */
  readonly keepsStandbys: boolean;
  /** In which entries of the log can be written, the earliest first. */
  readonly formats: readonly EntryFormat[];
  readonly kazooHash: string;
  readonly privacyHash: string;
  readonly observer: FleetObserver;
}

/** The events of all accounts, shared by the instances of a fleet: one subscribes, all get them. */
export class FleetUpstreams implements AccountUpstreams {
  readonly statuses = new StatusStore();
  /** What this instance makes of the events of accounts that it owns. */
  readonly made: MadeTopics;
  /** Kazoo's answers with lists, which one instance gets and all take. */
  readonly lists: SharedLists;
  /** What instances tell each other beside events. */
  readonly control: ControlChannel;
  readonly #options: FleetUpstreamsOptions;
  readonly #format: FormatChoice;
  readonly #mode: FleetModeSwitch;
  readonly #members: FleetMembers;
  readonly #cursors: FleetCursors;
  readonly #handovers: Handovers;
  readonly #upkeep: Upkeep;
  readonly #inbox: LogInbox;
  #closedWith: GatewayError | undefined;
  #withdrawn: Promise<void> = Promise.resolve();

  constructor(options: FleetUpstreamsOptions) {
    this.#options = options;
    const { log, observer } = options;
    this.#format = new FormatChoice(options.formats);
    this.control = new ControlChannel(log);
    this.lists = new SharedLists(log, () => this.#mode.name === 'fleet');
    this.made = new MadeTopics(options.sources);
    this.#mode = new FleetModeSwitch({
      onJoin: (epoch) => this.#members.join(epoch),
      onBack: (epoch) => this.#members.back(epoch),
      onSolo: () => this.#members.goSolo(),
      onMode: (mode, reason) => {
        // The engine is there, or there again: it may have forgotten who else is.
        this.#format.doubt();
        this.#cursors.doubt();
        log.mark(this.#facts);
        observer.onMode(mode, reason);
      },
    });
    this.#members = new FleetMembers({
      ...options,
      sources: this.made,
      statuses: this.statuses,
      format: this.#format,
      mode: this.#mode,
    });
    this.#cursors = new FleetCursors({ ...options, members: this.#members, mode: this.#mode });
    this.#handovers = new Handovers(log, (accountId) => this.#members.of(accountId).role, observer.onFault);
    this.#upkeep = new Upkeep({
      log,
      mode: this.#mode,
      members: this.#members,
      handovers: this.#handovers,
      format: this.#format,
      standbys: options.keepsStandbys ? new Standbys(log, observer.onFault) : undefined,
      facts: () => this.#facts,
      onFault: observer.onFault,
    });
    this.#inbox = new LogInbox({
      members: this.#members,
      mode: this.#mode,
      handovers: this.#handovers,
      control: this.control,
      lists: this.lists,
      observer,
    });
    log.start(this.#facts, this.#inbox);
  }

  get mode(): FleetMode['name'] {
    return this.#mode.name;
  }

  /** How many accounts this instance owns, and how many it gets from others. */
  get roles(): FleetRoles {
    return this.#members.roles;
  }

  /** How many accounts of others this instance is the standby of. */
  get standbys(): StandbyCounts {
    return this.#members.standbys;
  }

  /** How many this instance wrote to the log, and how many came from there. */
  get entries(): Readonly<Record<'appended' | 'read', number>> {
    return { appended: this.#members.appendedEntries, read: this.#inbox.readEntries };
  }

  /** Of the entries that are not known to be written yet. */
  get backlogBytes(): number {
    return this.#members.backlogBytes;
  }

  get sockets(): Readonly<Record<'own' | 'shared', number>> {
    return this.#options.sources.sockets;
  }

  get carriedAccounts(): number {
    return this.#options.sources.carriedAccounts;
  }

  get accounts(): number {
    return this.#members.size;
  }

  get topics(): number {
    return this.#members.sum(({ account }) => account.topics.size);
  }

  get completeTopics(): number {
    return this.#members.sum(({ account }) => account.topics.complete);
  }

  get historyBytes(): number {
    return this.#options.histories.bytes + this.#options.sources.historyBytes;
  }

  /** Whether clients may have had events after `cursor`: an account lacks what others have. */
  get isBehind(): boolean {
    return this.#cursors.areBehind;
  }

  areReturning(accountIds: readonly string[]): boolean {
    return this.#members.areReturning(accountIds);
  }

  /** Everything that is received later comes after it. */
  get cursor(): string {
    return this.#cursors.present;
  }

  cursorOf(accountId: string): string {
    return this.#cursors.presentOf(accountId);
  }

  listen(
    accountId: string,
    binding: Binding,
    listener: TopicListener,
    client: string,
    via?: string,
  ): TopicSubscription {
    if (this.#closedWith !== undefined) return refusedSubscription(this.#closedWith);
    const unfollow = this.follow(accountId, via);
    const { unsubscribe: leave, ...subscription } = this.listenForFollowers(accountId, binding, listener, client);
    const unsubscribe = (): void => {
      leave();
      unfollow();
    };
    subscription.live.catch(unsubscribe);
    return { ...subscription, unsubscribe };
  }

  follow(accountId: string, via: string | undefined): () => void {
    return this.#closedWith === undefined ? this.#members.of(accountId).account.topics.follow(via) : () => undefined;
  }

  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    if (this.#closedWith !== undefined) return refusedSubscription(this.#closedWith);
    const { account } = this.#members.of(accountId);
    const { maxTopics } = this.#options;
    if (!account.topics.makeRoomFor(binding)) return refusedSubscription(tooManyTopics(maxTopics));
    return account.topics.listen(binding, listener, client);
  }

  since(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> {
    const missed = this.sinceIfKnown(cursor, accountId, bindings);
    if (missed !== undefined) return missed;
    throw cursorExpired();
  }

  sinceIfKnown(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined {
    return this.#cursors.since(cursor, accountId, bindings);
  }

  reach(cursor: string, accountId: string): Promise<void> {
    return this.#cursors.reach(cursor, accountId);
  }

  rememberedLoss(cursor: string, accountId: string): RememberedLoss | undefined {
    return this.#cursors.rememberedLoss(cursor, accountId);
  }

  view(accountId: string, binding: Binding): AccountView {
    return this.#members.find(accountId)?.account.view(binding) ?? nothingFollowed;
  }

  *overviews(): Iterable<AccountOverview> {
    for (const { account, role } of this.#members) {
      const { accountId, receipts, topics } = account;
      yield { accountId, receipts, topics, carriedBy: undefined, role: role.name };
    }
  }

  checkCursor(cursor: string): void {
    this.#cursors.check(cursor);
  }

  rollMonthOver(renewal: Omit<Renewal, 'atMs'>): void {
    this.#options.sources.rollMonthOver(renewal);
  }

  noteRealm(account: Pick<Account, 'id' | 'realm'>, askedAtMs: number): void {
    this.#options.sources.noteRealm(account, askedAtMs);
  }

  /**
   * Hands everything that this instance owns over to others; its clients get events all the while.
   * Resolves when that is done as far as it can be: what is left is told as a gap.
   */
  async drain(): Promise<void> {
    this.#members.drain();
    this.#options.log.mark(this.#facts);
    if (this.#mode.name !== 'fleet') return;
    await this.#handovers.handOver(() => this.#members.served).catch(this.#options.observer.onFault);
    await this.resign();
  }

  /**
   * Gives up what is not handed over yet: others take it at once, and tell a gap. Does not reject.
   */
  async resign(): Promise<void> {
    this.#handovers.close();
    await this.#members.resign().catch(this.#options.observer.onFault);
  }

  close(error: GatewayError): void {
    this.#closedWith ??= error;
    this.#upkeep.close();
    this.#handovers.close();
    this.#cursors.close();
    this.#mode.close();
    this.#members.close(error);
    this.#options.sources.close(error);
    this.#options.histories.close();
    this.#withdrawn = this.#options.log.close().catch(this.#options.observer.onFault);
  }

  /** Resolves after `close`, when the others know that this instance is gone, or cannot be told. */
  get withdrawn(): Promise<void> {
    return this.#withdrawn;
  }

  get #facts(): InstanceFacts {
    const { kazooHash, privacyHash } = this.#options;
    const isReady = this.#mode.name === 'fleet' && !this.#members.isDraining;
    const { roles, standbys } = this.#members;
    const standbyAccounts = standbys.ready + standbys.preparing;
    const { latest: entryVersion } = this.#format;
    return { ownedAccounts: roles.owner, standbyAccounts, entryVersion, isReady, kazooHash, privacyHash };
  }
}
