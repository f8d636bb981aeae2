import type { AccountEntry } from '../entries/account-entry.ts';
import { AccountSource, type SourceUpstreams, type WantedBindings } from './account-source.ts';
import { HeldEntries, isBefore } from './held-entries.ts';
import { StandbyEntries } from './standby-entries.ts';

/** So late a copy of an event may come over another connection. */
const lateCopyMs = 30_000;
/** What an owner got so long before it is seen alive last may not be in the log. */
const unseenMs = 4_000;
/** The connection of one may be behind that of another. */
const overlapMs = 1_000;
const none: readonly AccountEntry[] = [];

/**
 * This instance's own connection for an account, while it has one, and where it leads: to the log,
 * to the clients of this instance, or nowhere yet.
 */
export class OwnConnection {
  readonly #accountId: string;
  readonly #upstreams: SourceUpstreams;
  readonly #isKnown: (eventId: string) => boolean;
  readonly #held = new HeldEntries();
  #source: AccountSource | undefined;
  /** Set while it is that of a standby: then it holds only what the log did not bring. */
  #standby: StandbyEntries | undefined;
  #target: ((entry: AccountEntry) => void) | undefined;
  #skipsKnownUntilMs = 0;
  #hasLed = false;
  #ledUntilMs = Number.NEGATIVE_INFINITY;
  #servedBindings: readonly string[] = [];

  /** @param isKnown whether an event with this id has come already, by whatever way */
  constructor(accountId: string, upstreams: SourceUpstreams, isKnown: (eventId: string) => boolean) {
    this.#accountId = accountId;
    this.#upstreams = upstreams;
    this.#isKnown = isKnown;
  }

  get isOpen(): boolean {
    return this.#source !== undefined;
  }

  /** Whether it has led somewhere since it was opened, so that clients missed nothing of it. */
  get isContinuous(): boolean {
    return this.isOpen && this.#hasLed;
  }

  /** For how long it has led nowhere. */
  get idleMs(): number {
    return this.#target === undefined ? performance.now() - this.#ledUntilMs : 0;
  }

  /** The bindings of which nothing is missed now. */
  get completeBindings(): readonly string[] {
    return this.#source?.completeBindings() ?? [];
  }

  /** Those of which it has brought, or holds, all that came since it led somewhere last. */
  get servedBindings(): readonly string[] {
    return this.#servedBindings;
  }

  get isStandingBy(): boolean {
    return this.#standby !== undefined;
  }

  /**
   * Whether an owner that dies now would be replaced without a gap; undefined where this is not the
   * connection of a standby.
   */
  get standbyState(): 'ready' | 'preparing' | undefined {
    if (!this.isStandingBy) return undefined;
    const covered = this.coveredSince(new Date(Date.now() - unseenMs));
    return covered.length > 0 && covered.length === this.#source?.size ? 'ready' : 'preparing';
  }

  /** The bindings of which a standby has, or the log, everything that came since a moment. */
  coveredSince(moment: Date): readonly string[] {
    if (this.#standby?.reachBackTo(moment) !== true) return [];
    return this.#source?.completeBindings(new Date(moment.getTime() - overlapMs)) ?? [];
  }

  /** What came while it led nowhere. */
  get held(): Pick<HeldEntries, 'waitingMs' | 'hasOverflowed'> {
    return this.#held;
  }

  /** Of what waits for the engine, which is not what a successor holds until it takes over. */
  get waitingBytes(): number {
    return this.isContinuous ? this.#held.bytes : 0;
  }

  /** Opens it where it is not open, for what is wanted by now. */
  want(wanted: WantedBindings): void {
    this.#source ??= new AccountSource(this.#accountId, this.#upstreams, (entry) => this.#receive(entry));
    this.#source.want(wanted);
  }

  /** Opens it for a standby, which `want` tells what is wanted. */
  standBy(): void {
    this.#standby = new StandbyEntries();
    this.want(new Map());
  }

  /** Resolves when what is wanted is complete, or was refused, or does not come with the others. */
  async untilComplete(): Promise<void> {
    await this.#source?.untilComplete();
  }

  /** Leads to `target` from now on; undefined: it holds what comes. */
  leadTo(target: ((entry: AccountEntry) => void) | undefined): void {
    if (this.#target !== undefined) {
      this.#ledUntilMs = performance.now();
      this.#servedBindings = this.completeBindings;
    }
    this.#target = target;
    // One that was closed meanwhile has led nowhere when it is opened again.
    this.#hasLed = target !== undefined || this.isContinuous;
  }

  /** Keeps an entry that was on its way for so long to where it does not lead any more. */
  hold(entry: AccountEntry, waitedMs: number): void {
    this.#held.add(entry, waitedMs);
  }

  /** What it told until then, and so long ago at the earliest, is lost on its way to listeners. */
  lose(waitedMs: number): void {
    this.#held.lose(waitedMs);
  }

  /** Hot: takes what it brought up to an event that the log brings, too. */
  takeHeldUntil(eventId: string): readonly AccountEntry[] {
    return this.#held.isEmpty ? none : this.#held.takeUntil(eventId);
  }

  /** Hot: takes what it brought up to the last event that it received before a moment. */
  takeHeldBefore(moment: Date): readonly AccountEntry[] {
    return this.#held.isEmpty ? none : this.#held.takeBefore(moment);
  }

  /** Hot: the log brings an entry. */
  brought(entry: AccountEntry): void {
    // What clients have got by this connection is taken by `takeHeldUntil`.
    if (this.#standby === undefined && !this.isContinuous && entry.kind === 'event') this.#held.delete(entry.event.id);
    if (this.#standby === undefined) return;
    if (entry.kind === 'event') this.#standby.delete(entry.event.id);
    else if (entry.kind === 'gap' && entry.gap.certain) this.#standby.dropUntil(entry.gap.to);
  }

  /**
   * Takes what it holds, and how it is doing now, as it tells changes only. It is not that of a
   * standby any more.
   *
   * @param logIsCompleteUntil what was only held, and is from before that, would come late, and is
   * left out
   */
  takeHeld(logIsCompleteUntil = new Date(0)): readonly AccountEntry[] {
    const standby = this.#standby;
    if (this.#source === undefined) return this.#held.takeAll();
    this.#standby = undefined;
    const status: AccountEntry = { kind: 'status', status: this.#source.status };
    const since = new Date(logIsCompleteUntil.getTime() - overlapMs);
    if (standby !== undefined) return [status, ...standby.takeSince(since)];
    const held = this.#held.takeAll();
    return [...(this.isContinuous ? held : held.filter((entry) => !isBefore(entry, since))), status];
  }

  /** Another connection brought the account's events until now: copies of them may still come. */
  expectLateCopies(): void {
    this.#skipsKnownUntilMs = performance.now() + lateCopyMs;
  }

  /** Idempotent; can be opened again by `want`. What is held stays. */
  close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#standby = undefined;
    this.#hasLed = this.#target !== undefined;
  }

  /** Hot. */
  #receive(entry: AccountEntry): void {
    if (this.#target !== undefined) {
      if (!this.#isLateCopy(entry)) this.#target(entry);
    } else if (this.#mayLack(entry)) (this.#standby ?? this.#held).add(entry);
  }

  /** Whether it must be held: where clients had all by this connection, also what the log has. */
  #mayLack(entry: AccountEntry): boolean {
    return entry.kind !== 'event' || this.isContinuous || !this.#isKnown(entry.event.id);
  }

  #isLateCopy(entry: AccountEntry): boolean {
    const mayBe = entry.kind === 'event' && performance.now() < this.#skipsKnownUntilMs;
    return mayBe && this.#isKnown(entry.event.id);
  }
}
