import { type AccountEntry, endsResuming } from '../entries/account-entry.ts';
import { type FormatChoice, unreadable } from '../entries/format-choice.ts';
import type { AccountLease } from '../log/account-lease.ts';
import type { AppendOutcome, NewEntry, Position } from '../log/fleet-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import { isMade } from '../made-binding.ts';
import type { WantedBindings } from '../source/account-source.ts';
import type { MadeTopics } from '../source/made-topics.ts';
import type { AccountAppender, AppendQueue, OwnedLog } from './append-queue.ts';
import { unionOfWants } from './union-of-wants.ts';

/** A lease is acted on for so long after the last beat that was acknowledged had been sent. */
const leaseMs = 3_000;
/** What an owner got so shortly before a beat nobody takes for written (lease-watch.ts). */
const maxBeatPauseMs = 2_000;
/** For how long both have everything: one node of Kazoo may be behind another. */
const overlapMs = 1_000;
/** Clients wait no longer for a successor, which is ready before that as a rule. */
const longestHoldMs = 5_000;
/** Nobody tells that an instance is gone which wanted something. */
const askAgainMs = 60_000;
/** Where more has begun, the successor has missed the beginning of some of it in any case. */
const maxUnfinished = 200;
/** Who reloads a page comes back; and an account that changes hands takes a while. */
const foreignForMs = 15_000;

export interface OwnedAccountOptions {
  readonly accountId: string;
  readonly epoch: string;
  readonly lease: AccountLease;
  readonly log: Pick<FleetLog, 'wants' | 'transfer' | 'release' | 'renewEpoch'>;
  readonly queue: AppendQueue;
  readonly format: FormatChoice;
  readonly made: Pick<MadeTopics, 'unfinished'>;
  /** Of the last entry in the log. */
  readonly position: Position;
  readonly historyAgeMs: number;
  /** Everything that any instance wants. */
  readonly onWanted: (wanted: WantedBindings) => void;
  /** Nothing more is written: another instance owns the account by now, or will. */
  readonly onGivenUp: () => void;
  readonly onFault: (error: unknown) => void;
}

/** An account that this instance owns: its lease, what is wanted of it, and its way to the log. */
export class OwnedAccount implements OwnedLog {
  readonly lease: AccountLease;
  readonly #options: OwnedAccountOptions;
  readonly #appender: AccountAppender;
  #beatSentAtMs = performance.now();
  #wantVersion: number | undefined;
  #isAsking = false;
  #areWantsHeld = false;
  #askedAtMs = performance.now();
  #isUnwanted = false;
  #madeBindings: readonly string[] = [];
  #wantingInstances: ReadonlySet<string> = new Set();
  #standby: { readonly instanceId: string; readonly namedAtMs: number } | undefined;
  #endOverlap = (): void => undefined;
  /** Since when, at the earliest, it is owned for others only; or was last said to be. */
  #foreignSinceMs = performance.now();

  constructor(options: OwnedAccountOptions) {
    this.#options = options;
    this.lease = options.lease;
    this.#appender = options.queue.open(this, options.position);
  }

  get accountId(): string {
    return this.#options.accountId;
  }

  get epoch(): string {
    return this.#options.epoch;
  }

  get fence(): number {
    return this.lease.fence;
  }

  /** The instance that takes the account over when this one dies. */
  get standbyId(): string | undefined {
    return this.#standby?.instanceId;
  }

  /** For how long it was not named again. */
  get standbyNamedMs(): number {
    return this.#standby === undefined ? Number.POSITIVE_INFINITY : performance.now() - this.#standby.namedAtMs;
  }

  noteStandby(instanceId: string): void {
    this.#standby = { instanceId, namedAtMs: performance.now() };
  }

  /** It may not know any more that it was named. */
  doubtStandby(): void {
    if (this.#standby !== undefined) this.#standby = { ...this.#standby, namedAtMs: Number.NEGATIVE_INFINITY };
  }

  /** Whether an instance has clients for it. */
  isWantedBy(instanceId: string): boolean {
    return this.#wantingInstances.has(instanceId);
  }

  get isCertain(): boolean {
    return performance.now() - this.#beatSentAtMs < leaseMs;
  }

  /** Of the entries that are not known to be written. */
  get backlogBytes(): number {
    return this.#appender.bytes;
  }

  /**
   * For how long the oldest of those has waited, or what this process may not have read yet; 0
   * where there are none. Beats tell it.
   */
  get waitingMs(): number {
    // Whose beats are so far apart may have stood still: what came meanwhile is read after the beat.
    const stoodStillMs = performance.now() - this.#beatSentAtMs - maxBeatPauseMs;
    return Math.max(this.#appender.waitingMs, stoodStillMs);
  }

  keepAfter(): Position {
    return Math.max(0, (Date.now() - this.#options.historyAgeMs) * 1_000);
  }

  onRefused({ kind }: Exclude<AppendOutcome, { readonly kind: 'appended' }>): void {
    const { log, epoch, onGivenUp, onFault } = this.#options;
    if (kind === 'fenced') onGivenUp();
    else if (kind === 'lost') log.renewEpoch(epoch).catch(onFault);
  }

  /**
   * Hot: writes an entry at the end of the log.
   *
   * @param waitedMs for how long it has waited elsewhere
   */
  append(entry: AccountEntry, waitedMs = 0): void {
    this.#appender.add(newEntry(entry, this.#options.format.encode(entry)), waitedMs);
  }

  /**
   * Says that the log may lack something since `from` of what is complete in it.
   *
   * @param lagMs for how long `from` is over
   */
  appendLost(from: Date, lagMs: number, bindings: readonly string[], except: string | null): void {
    const body = this.#options.format.encode({ kind: 'lost', from, except });
    // Until it is written, the log lacks everything since then.
    this.#appender.add({ body, ends: bindings }, lagMs);
  }

  /** The engine was away, and may have lost what was written last: that is put back. */
  confirm(): void {
    this.#appender.confirm();
  }

  /** The engine acknowledged a beat that was sent at `sentAtMs` of `performance.now()`. */
  confirmed(sentAtMs: number, wantVersion: number): void {
    this.#beatSentAtMs = sentAtMs;
    this.#appender.proceed();
    this.wantsChanged(wantVersion);
    if (this.#isUnwanted && this.backlogBytes === 0) this.resign().catch(this.#options.onFault);
  }

  /**
   * Whether it is owned for others only, and has been for a while, since this said so last.
   *
   * @param isWantedHere whether clients of this instance want it
   */
  takeForeign(isWantedHere: boolean): boolean {
    if (isWantedHere) this.#foreignSinceMs = performance.now();
    if (performance.now() - this.#foreignSinceMs < foreignForMs) return false;
    this.#foreignSinceMs = performance.now();
    return true;
  }

  /** The wants of the account have this version by now. */
  wantsChanged(version: number): void {
    const isDue = version !== this.#wantVersion || performance.now() - this.#askedAtMs >= askAgainMs;
    if (isDue && !this.#isAsking) void this.#ask();
  }

  /**
   * What is wanted from now on is left to a successor, so that nothing is complete in the log which
   * that does not have; until the returned function is called, or that takes too long.
   */
  holdWants(): () => void {
    this.#areWantsHeld = true;
    const goOn = (): void => {
      clearTimeout(timer);
      this.#areWantsHeld = false;
      if (!this.#appender.isClosed && !this.#isAsking) void this.#ask();
    };
    const timer = setTimeout(goOn, longestHoldMs);
    return goOn;
  }

  /**
   * Resolves after a while in which this instance and its successor both have everything, since the
   * connection of either may be behind; or when the account is another's before that.
   */
  async overlap(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, overlapMs);
      this.#endOverlap = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /**
   * Hands the account over to an instance that is prepared.
   *
   * @throws what the log throws.
   */
  async handOver(instanceId: string): Promise<void> {
    if (this.#appender.isClosed) return;
    this.#appendUnfinished();
    await this.#appender.written();
    await this.#options.log.transfer(this.accountId, this.fence, instanceId);
    this.#options.onGivenUp();
  }

  /**
   * Gives the account up, so that another instance takes it at once.
   *
   * @throws what the log throws.
   */
  async resign(): Promise<void> {
    await this.#appender.written();
    this.#options.onGivenUp();
    await this.#options.log.release(this.accountId, this.fence);
  }

  /**
   * Returns the entries of which it is not known that they are written, and those that were written
   * after `broughtUntil`; undefined where these are not known any more.
   */
  close(broughtUntil: Position): readonly AccountEntry[] | undefined {
    this.#endOverlap();
    const entries = this.#appender.close(broughtUntil)?.map(({ body }) => this.#options.format.decode(body));
    return entries?.filter((entry) => entry !== undefined && entry !== unreadable);
  }

  /** So that the successor knows whether it has missed the beginning of something. */
  #appendUnfinished(): void {
    for (const binding of this.#madeBindings) {
      const ids = this.#options.made.unfinished(this.accountId, binding);
      if (ids.length <= maxUnfinished) this.append({ kind: 'unfinished', binding, ids });
    }
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    this.#askedAtMs = performance.now();
    try {
      const { version, byInstance } = await this.#options.log.wants(this.accountId);
      // The account is another's by now: the own connection must not open again.
      if (this.#appender.isClosed || this.#areWantsHeld) return;
      this.#wantVersion = version;
      this.#wantingInstances = new Set(byInstance.keys());
      const wanted = unionOfWants(byInstance);
      this.#isUnwanted = wanted.size === 0;
      this.#madeBindings = [...wanted.keys()].filter(isMade);
      this.#options.onWanted(wanted);
    } catch (error) {
      // The next beat tells the version again.
      this.#options.onFault(error);
    } finally {
      this.#isAsking = false;
    }
  }
}

function newEntry(entry: AccountEntry, body: string): NewEntry {
  switch (entry.kind) {
    case 'begin':
      return { body, begins: [entry.binding] };
    case 'end':
    case 'refused':
      return { body, ends: [entry.binding] };
    case 'gap':
      return endsResuming(entry) ? { body, ends: [entry.binding], begins: [entry.binding] } : { body };
    case 'status':
      return { body, isStatus: true };
    default:
      return { body };
  }
}
