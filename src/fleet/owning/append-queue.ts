import { randomUUID } from 'node:crypto';
import type { AppendOutcome, Batch, NewEntry, Position } from '../log/fleet-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import { WrittenEntries } from './written-entries.ts';

/** An account whose entries this instance may write, as the queue needs it. */
export interface OwnedLog {
  readonly accountId: string;
  readonly epoch: string;
  readonly fence: number;
  /** Whether the lease was confirmed so lately that nobody else can have it. */
  readonly isCertain: boolean;
  /** What is not after it may be forgotten. */
  keepAfter(): Position;
  /** The account is another's, or its order another one: nothing more is written. */
  onRefused(outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }>): void;
}

/** An entry that waits to be written, and what becomes of it where it cannot be. */
export interface WaitingEntry extends NewEntry {
  /** Since when it, or one behind it, has waited: the first tells it of all. */
  waitingSinceMs: number;
}

/** So many bytes of entries are written at a time: the engine does nothing else meanwhile. */
const maxBatchBytes = 262_144;

/**
 * Writes the entries of owned accounts: one round trip for all that came within a turn of the event
 * loop. Of one account one batch is under way at a time: the next must name its last position.
 */
export class AppendQueue {
  readonly #log: Pick<FleetLog, 'append'>;
  readonly #due = new Set<AccountAppender>();
  #isScheduled = false;
  #appended = 0;

  constructor(log: Pick<FleetLog, 'append'>) {
    this.#log = log;
  }

  /** How many entries were written so far. */
  get appended(): number {
    return this.#appended;
  }

  /** Begins to write an account's entries after `position`. Whoever opens it must close it. */
  open(owned: OwnedLog, position: Position): AccountAppender {
    return new AccountAppender(owned, position, (appender) => this.#schedule(appender));
  }

  #schedule(appender: AccountAppender): void {
    this.#due.add(appender);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#isScheduled = false;
    const appenders: AccountAppender[] = [];
    const batches: Batch[] = [];
    for (const appender of this.#due) {
      const batch = appender.begin();
      if (batch === undefined) continue;
      appenders.push(appender);
      batches.push(batch);
    }
    this.#due.clear();
    if (batches.length === 0) return;
    try {
      const outcomes = await this.#log.append(batches);
      for (const [index, appender] of appenders.entries()) {
        const outcome = outcomes[index];
        if (outcome?.kind === 'appended') this.#appended += outcome.positions.length;
        appender.settle(outcome);
      }
    } catch {
      // The log has told that it is down. The same batches are sent again when it is back.
      for (const appender of appenders) appender.settle(undefined);
    }
  }
}

type State =
  | { readonly name: 'idle' }
  /** Written, or its reply was lost: it is sent again as it is. */
  | { readonly name: 'appending'; readonly batch: Batch; isUnderWay: boolean }
  | { readonly name: 'closed' };

/** The entries of one owned account on their way into the log. */
export class AccountAppender {
  readonly #owned: OwnedLog;
  readonly #schedule: (appender: AccountAppender) => void;
  #position: Position;
  #waiting: WaitingEntry[] = [];
  #bytes = 0;
  #state: State = { name: 'idle' };
  readonly #written: WrittenEntries;
  /** The engine may have lost what it had told: the next batch finds out. */
  #isInDoubt = false;
  readonly #onWritten: { left: number; readonly resolve: () => void }[] = [];

  /** Made by `AppendQueue.open`. */
  constructor(owned: OwnedLog, position: Position, schedule: (appender: AccountAppender) => void) {
    this.#owned = owned;
    this.#position = position;
    this.#written = new WrittenEntries(position);
    this.#schedule = schedule;
  }

  get isClosed(): boolean {
    return this.#state.name === 'closed';
  }

  /** Of the entries that are not known to be written. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * For how long the oldest of them has waited; 0 where there are none. What was written counts
   * while it is not known whether the engine still has it.
   */
  get waitingMs(): number {
    const nowMs = performance.now();
    const unwrittenSinceMs = this.#waiting[0]?.waitingSinceMs ?? nowMs;
    return nowMs - (this.#isInDoubt ? Math.min(unwrittenSinceMs, this.#written.sinceMs) : unwrittenSinceMs);
  }

  /** @param waitedMs for how long it has waited elsewhere */
  add(entry: NewEntry, waitedMs = 0): void {
    const waitingSinceMs = performance.now() - waitedMs;
    this.#ageUntil(this.#waiting.length, waitingSinceMs);
    this.#waiting.push({ ...entry, waitingSinceMs });
    this.#bytes += entry.body.length;
    this.#schedule(this);
  }

  /** To be called when entries can be written again, and now and then. */
  proceed(): void {
    this.#written.forgetOld();
    if (this.#waiting.length > 0 || this.#isInDoubt) this.#schedule(this);
  }

  /** To be called when the engine was away: what it has lost of the last entries is put back. */
  confirm(): void {
    this.#isInDoubt = true;
    this.#schedule(this);
  }

  /** The batch to be sent now; undefined where there is none. */
  begin(): Batch | undefined {
    if (this.#state.name === 'closed' || !this.#owned.isCertain) return undefined;
    if (this.#state.name === 'appending') {
      if (this.#state.isUnderWay) return undefined;
      this.#state.isUnderWay = true;
      return this.#state.batch;
    }
    if (this.#waiting.length === 0 && !this.#isInDoubt) return undefined;
    const { accountId, epoch, fence } = this.#owned;
    const entries = this.#firstEntries();
    const keepAfter = this.#owned.keepAfter();
    const batch = { accountId, epoch, fence, previous: this.#position, batchId: randomUUID(), entries, keepAfter };
    this.#state = { name: 'appending', batch, isUnderWay: true };
    return batch;
  }

  /** The outcome of the batch; undefined where it is not known. */
  settle(outcome: AppendOutcome | undefined): void {
    if (this.#state.name !== 'appending') return;
    const { batch } = this.#state;
    if (outcome === undefined) this.#state.isUnderWay = false;
    else if (outcome.kind === 'appended') {
      for (const [index, entry] of this.#waiting.splice(0, batch.entries.length).entries()) {
        this.#bytes -= entry.body.length;
        this.#written.add(entry, outcome.positions[index] ?? 0);
      }
      this.#position = outcome.positions.at(-1) ?? this.#position;
      this.#isInDoubt = false;
      this.#state = { name: 'idle' };
      this.#tellWritten(batch.entries.length);
      this.proceed();
    } else if (outcome.kind !== 'lost' || !this.#putBack(outcome.position)) this.#owned.onRefused(outcome);
  }

  /** Writes what follows `position` once more, where it was; false where that is forgotten. */
  #putBack(position: Position): boolean {
    const lost = this.#written.takeAfter(position);
    if (lost === undefined) return false;
    const unwrittenSinceMs = this.#waiting[0]?.waitingSinceMs ?? Number.POSITIVE_INFINITY;
    this.#waiting.unshift(...lost.map(({ entry, writtenAtMs }) => ({ ...entry, waitingSinceMs: writtenAtMs })));
    this.#ageUntil(lost.length, unwrittenSinceMs);
    for (const { entry } of lost) this.#bytes += entry.body.length;
    for (const waiter of this.#onWritten) waiter.left += lost.length;
    this.#position = position;
    this.#state = { name: 'idle' };
    this.proceed();
    return true;
  }

  /** Resolves when everything that was added so far is written, or when this is closed. */
  async written(): Promise<void> {
    if (this.#waiting.length === 0 || this.#state.name === 'closed') return;
    await new Promise<void>((resolve) => this.#onWritten.push({ left: this.#waiting.length, resolve }));
  }

  /**
   * Returns what is not known to be written, which may be, and of what is written that after
   * `broughtUntil`; undefined where that is not known any more.
   */
  close(broughtUntil: Position): readonly NewEntry[] | undefined {
    for (const { resolve } of this.#onWritten.splice(0)) resolve();
    this.#state = { name: 'closed' };
    const written = broughtUntil < this.#position ? this.#written.takeAfter(broughtUntil) : [];
    // What was to be put back has been written.
    const waiting = this.#waiting.splice(0).filter(({ position }) => position === undefined || position > broughtUntil);
    return written && [...written.map(({ entry }) => entry), ...waiting];
  }

  /** Those before `end` wait, too, since what is behind them does. Mostly none changes. */
  #ageUntil(end: number, sinceMs: number): void {
    for (let index = end - 1; index >= 0; index -= 1) {
      const entry = this.#waiting[index];
      if (entry === undefined || entry.waitingSinceMs <= sinceMs) return;
      entry.waitingSinceMs = sinceMs;
    }
  }

  #tellWritten(count: number): void {
    for (const waiter of this.#onWritten) waiter.left -= count;
    while (this.#onWritten[0] !== undefined && this.#onWritten[0].left <= 0) this.#onWritten.shift()?.resolve();
  }

  #firstEntries(): readonly NewEntry[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ body }, index) => {
      bytes += body.length;
      return index > 0 && bytes > maxBatchBytes;
    });
    return end === -1 ? [...this.#waiting] : this.#waiting.slice(0, end);
  }
}
