import type { GatewayError } from '../errors.ts';
import { AccountHistory } from '../upstream/history/account-history.ts';
import type { EventClock } from '../upstream/history/event-clock.ts';
import type { GapReason } from '../upstream/history/gap.ts';
import type { Histories } from '../upstream/history/histories.ts';
import type { StatusStore } from '../upstream/status-store.ts';
import { AccountRole } from './account-role.ts';
import type { FormatChoice } from './entries/format-choice.ts';
import { FleetAccount } from './fleet-account.ts';
import type { FleetMode } from './fleet-mode.ts';
import type { AccountLease } from './log/account-lease.ts';
import type { FleetEntry, Position } from './log/fleet-entry.ts';
import type { FleetLog } from './log/fleet-log.ts';
import { AppendQueue } from './owning/append-queue.ts';
import type { OwnedAccount } from './owning/owned-account.ts';
import { PresentMoment } from './reading/present-moment.ts';
import type { MadeTopics } from './source/made-topics.ts';

export interface FleetMembersOptions {
  readonly log: FleetLog;
  readonly sources: MadeTopics;
  readonly clock: EventClock;
  readonly histories: Histories;
  readonly statuses: StatusStore;
  readonly format: FormatChoice;
  readonly maxHistoryAgeMs: number;
  readonly lingerMs: number;
  readonly subscribeTimeoutMs: number;
  readonly maxTopics: number;
  readonly mode: { readonly name: FleetMode['name']; readonly epoch: string | undefined };
  readonly observer: { onFault(error: unknown): void; onGap(accountId: string, reason: GapReason): void };
}

/** An account that somebody here wants, or that this instance owns for others. */
export interface FleetMember {
  readonly account: FleetAccount;
  readonly role: AccountRole;
}

/** Of how many accounts this instance is what. */
export type FleetRoles = Readonly<Record<'owner' | 'follower' | 'solo', number>>;

/** Of how many accounts of others it is the standby, by whether it could replace their owner. */
export type StandbyCounts = Readonly<Record<'ready' | 'preparing', number>>;

/** The accounts that this instance has to do with. */
export class FleetMembers implements Iterable<FleetMember> {
  readonly present = new PresentMoment();
  readonly #options: FleetMembersOptions;
  readonly #queue: AppendQueue;
  readonly #byAccount = new Map<string, FleetMember>();
  #isDraining = false;
  #isKeepingUp = false;

  constructor(options: FleetMembersOptions) {
    this.#options = options;
    this.#queue = new AppendQueue(options.log);
  }

  get size(): number {
    return this.#byAccount.size;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  get roles(): FleetRoles {
    const roles = { owner: 0, follower: 0, solo: 0 };
    for (const { role } of this.#byAccount.values()) {
      if (role.name === 'owning') roles.owner += 1;
      else if (role.name === 'solo') roles.solo += 1;
      else roles.follower += 1;
    }
    return roles;
  }

  get standbys(): StandbyCounts {
    const standbys = { ready: 0, preparing: 0 };
    for (const { role } of this.#byAccount.values()) if (role.standby !== undefined) standbys[role.standby] += 1;
    return standbys;
  }

  get owned(): readonly OwnedAccount[] {
    return [...this.#byAccount.values()].flatMap(({ role }) => role.owned ?? []);
  }

  /** The owned accounts of which this instance gets something, with which a successor can go on. */
  get served(): readonly string[] {
    return this.owned.map(({ accountId }) => accountId).filter((accountId) => this.#isServed(accountId));
  }

  get appendedEntries(): number {
    return this.#queue.appended;
  }

  get backlogBytes(): number {
    return this.sum(({ role }) => role.backlogBytes);
  }

  /** Whether no moment names what the clients of one of these accounts have had. */
  areReturning(accountIds: readonly string[]): boolean {
    // Nearly always none is, and each ping of each client asks.
    if (!this.present.mayLack) return false;
    return accountIds.some((accountId) => this.#byAccount.get(accountId)?.role.isReturning === true);
  }

  sum(count: (member: FleetMember) => number): number {
    let sum = 0;
    for (const member of this.#byAccount.values()) sum += count(member);
    return sum;
  }

  [Symbol.iterator](): Iterator<FleetMember> {
    return this.#byAccount.values();
  }

  find(accountId: string): FleetMember | undefined {
    return this.#byAccount.get(accountId);
  }

  /** Makes it where there is none. */
  of(accountId: string): FleetMember {
    const existing = this.#byAccount.get(accountId);
    if (existing !== undefined) return existing;
    const member = this.#create(accountId);
    this.#byAccount.set(accountId, member);
    const { name, epoch } = this.#options.mode;
    if (name === 'solo') member.role.goSolo();
    else if (name === 'fleet' && epoch !== undefined) this.#join(member, epoch);
    return member;
  }

  /** Hot. */
  receive(accountId: string, epoch: string, entries: readonly FleetEntry[], last: Position): void {
    this.present.bring(this.#byAccount.get(accountId), last, ({ role }) => role.receive(epoch, entries));
  }

  /**
   * The accounts that this instance owns and has had nobody for, for a while: without an API key it
   * has no token for them. Each is told again after as long.
   */
  takeForeign(): readonly string[] {
    if (this.#isDraining) return [];
    return [...this.#byAccount].flatMap(([accountId, { account, role }]) =>
      role.owned?.takeForeign(account.topics.wanted.size > 0) === true ? [accountId] : [],
    );
  }

  /** All take their places in the order of this epoch. */
  join(epoch: string): void {
    this.present.begin();
    for (const member of this.#byAccount.values()) this.#join(member, epoch);
  }

  /** The engine is back, in the same order. */
  back(epoch: string): void {
    for (const member of this.#byAccount.values()) {
      if (member.role.name === 'joining') this.#join(member, epoch);
      else member.role.owned?.confirm();
    }
    void this.keepUp();
  }

  goSolo(): void {
    for (const { role } of this.#byAccount.values()) {
      role.goSolo();
      // It may have been here for a handover only.
      role.wanted();
    }
  }

  /** Owns nothing new from now on. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Gives up everything that is owned. */
  async resign(): Promise<void> {
    await Promise.all([...this.#byAccount.values()].map(({ role }) => role.owned?.resign()));
  }

  /** Raises the beats of what is owned, and looks after what others own. Does not reject. */
  async keepUp(): Promise<void> {
    if (this.#isKeepingUp) return;
    this.#isKeepingUp = true;
    await Promise.all([this.#beat(), this.observe([...this.#byAccount.keys()])]);
    this.#isKeepingUp = false;
  }

  /** Looks at leases and last positions. Does not reject. */
  async observe(accountIds: readonly string[]): Promise<void> {
    if (accountIds.length === 0) return;
    const { log, observer } = this.#options;
    const seen = new Map(
      accountIds.map((accountId) => [accountId, this.#byAccount.get(accountId)?.role.position ?? 0]),
    );
    const askedAtMs = performance.now();
    try {
      const [leases, heads] = await Promise.all([log.leases(accountIds), log.heads(accountIds)]);
      for (const accountId of accountIds) {
        const member = this.#byAccount.get(accountId);
        if (member === undefined) continue;
        const position = heads.get(accountId) ?? 0;
        member.role.observe(leases.get(accountId), position, askedAtMs);
        if (position < (seen.get(accountId) ?? 0)) member.role.lookForLost().catch(observer.onFault);
        this.present.see(member);
      }
    } catch (error) {
      observer.onFault(error);
    }
  }

  /** An account has another lease, as the engine tells. */
  leaseChanged(accountId: string, lease: AccountLease | undefined): void {
    // The standby of an account need not have had anything to do with it.
    if (lease?.standbyId === this.#options.log.instanceId) this.of(accountId);
    void this.observe([accountId]);
  }

  /** This instance is the standby of these accounts, as their owner says. */
  standBy(accountIds: readonly string[]): void {
    const unknown = accountIds.filter((accountId) => !this.#byAccount.has(accountId));
    if (unknown.length === 0 || this.#isDraining || this.#options.mode.name !== 'fleet') return;
    for (const accountId of unknown) this.of(accountId);
    void this.observe(unknown);
  }

  close(error: GatewayError): void {
    for (const member of this.#byAccount.values()) {
      member.role.close(error);
      this.present.forget(member);
    }
    this.#byAccount.clear();
  }

  async #beat(): Promise<void> {
    const { owned } = this;
    if (owned.length === 0) return;
    const sentAtMs = performance.now();
    try {
      const { lost, wantVersions } = await this.#options.log.beat(owned);
      for (const accountId of lost) this.#byAccount.get(accountId)?.role.fenced();
      for (const [accountId, version] of wantVersions)
        this.#byAccount.get(accountId)?.role.owned?.confirmed(sentAtMs, version);
    } catch (error) {
      this.#options.observer.onFault(error);
    }
  }

  #join(member: FleetMember, epoch: string): void {
    this.present.join(member);
    member.role.join(epoch).catch(this.#options.observer.onFault);
  }

  #isServed(accountId: string): boolean {
    const [first] = this.find(accountId)?.account.completeBindings ?? [];
    return first !== undefined;
  }

  #create(accountId: string): FleetMember {
    const { log, sources, clock, format, histories, statuses, observer } = this.#options;
    const { maxHistoryAgeMs, lingerMs, subscribeTimeoutMs, maxTopics } = this.#options;
    const account = new FleetAccount({
      accountId,
      instanceId: log.instanceId,
      openHistory: () => new AccountHistory(histories.open()),
      statuses,
      lingerMs,
      subscribeTimeoutMs,
      maxTopics,
      onWanted: () => role.wanted(),
      onUnserved: (binding) => role.unserved(binding),
      onGap: (reason) => observer.onGap(accountId, reason),
    });
    const role: AccountRole = new AccountRole({
      account,
      log,
      queue: this.#queue,
      sources,
      clock,
      format,
      historyAgeMs: maxHistoryAgeMs,
      mayOwn: () => !this.#isDraining,
      onIdle: () => this.#forget(accountId, member),
      onFault: observer.onFault,
    });
    const member = { account, role };
    return member;
  }

  #forget(accountId: string, member: FleetMember): void {
    if (this.#byAccount.get(accountId) !== member) return;
    this.#byAccount.delete(accountId);
    this.present.forget(member);
    member.role.forget();
  }
}
