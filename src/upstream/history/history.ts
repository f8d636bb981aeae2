import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { CursorTime } from './event-clock.ts';
import { RecentMap } from './recent-map.ts';
import { retainedBytes } from './retained-bytes.ts';

/** The bounds of one account's history. */
export interface HistoryLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

export interface HistoryEntry {
  readonly time: CursorTime;
  readonly event: KazooEvent;
}

/** The receipt of an event, which outlasts the event itself where that is large. */
export interface KnownReceipt {
  readonly time: CursorTime;
  readonly receivedAt: Date;
  /** When it was noted, in the time of `performance.now()`. */
  readonly keptAtMs: number;
}

/** Whoever counts the bytes of all histories. */
export interface HistoryOwner {
  /** Hot: called with each change of the bytes that the history holds. */
  onBytes(change: number): void;
  onClosed(history: History): void;
}

/**
 * How many recent events are remembered to recognise copies: through overlapping bindings, two
 * sockets, or Kazoo's own doubling (scene 2.10).
 */
const rememberedReceipts = 512;

/**
 * What a receipt takes beside its key, roughly: the object, its date, its place in a map (measured
 * with Node 20).
 */
const receiptBytes = 200;

/** What an event takes beside its data: its own object, the entry, cursor, time and routing key. */
const entryBytes = 600;

/**
 * How many forgotten entries may stay in front before the list is copied: a copy for each would
 * cost more than it frees.
 */
const compactionThreshold = 1024;

type Kept = HistoryEntry & { readonly keptAtMs: number; readonly bytes: number };
type KeptReceipt = KnownReceipt & { readonly bytes: number };

/**
 * The latest events of an account in the order of receipt, and what tells a copy of them from a new
 * event, within bounds of number, bytes and age.
 */
export class History {
  readonly #limits: HistoryLimits;
  readonly #owner: HistoryOwner;
  readonly #receipts = new RecentMap<KeptReceipt>(rememberedReceipts);
  /** Entries before `#first` are forgotten, and undefined. */
  #entries: (Kept | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  #forgottenUntil: CursorTime = 0;

  /** Made by `Histories`, which enforces the age, too. */
  constructor(limits: HistoryLimits, owner: HistoryOwner) {
    this.#limits = limits;
    this.#owner = owner;
  }

  /** About the memory that the events and what recognises copies take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The receipt of an event of which this is a copy; undefined for a new event. */
  receiptOf(identity: string): KnownReceipt | undefined {
    return this.#receipts.get(identity);
  }

  /** @param identity must be short, and not be known yet: it may outlast the event */
  add(identity: string, entry: HistoryEntry): void {
    const keptAtMs = performance.now();
    const { time, event } = entry;
    const ofReceipt = receiptBytes + identity.length;
    const forgotten = this.#receipts.set(identity, { time, receivedAt: event.receivedAt, keptAtMs, bytes: ofReceipt });
    // News has a size, but no data.
    const bytes = entryBytes + Math.max(event.size, retainedBytes(event.data));
    this.#entries.push({ ...entry, keptAtMs, bytes });
    this.#grow(bytes + ofReceipt - (forgotten?.bytes ?? 0));
    this.forgetOld();
  }

  /** Everything after `time`, oldest first; undefined when some of it is forgotten. */
  since(time: CursorTime): Iterable<HistoryEntry> | undefined {
    this.forgetOld();
    return time < this.#forgottenUntil ? undefined : entriesFrom(this.#entries, this.#firstAfter(time));
  }

  /** The events that are remembered, latest first, read while it is iterated. */
  *latest(): Iterable<KazooEvent> {
    for (let index = this.#entries.length - 1; index >= this.#first; index -= 1) {
      const entry = this.#entries[index];
      if (entry !== undefined) yield entry.event;
    }
  }

  /** Forgets what is beyond the history's own bounds. */
  forgetOld(): void {
    const { maxEvents, maxBytes, maxAgeMs } = this.#limits;
    const oldestMs = performance.now() - maxAgeMs;
    this.#forgetWhile(
      ({ keptAtMs }) => this.#entries.length - this.#first > maxEvents || this.#bytes > maxBytes || keptAtMs < oldestMs,
    );
    const freed = this.#receipts.deleteWhile(({ keptAtMs }) => keptAtMs < oldestMs);
    for (const { bytes } of freed) this.#grow(-bytes);
  }

  /** Forgets the oldest events until no more than `maxBytes` are left, or no event. */
  shrink(maxBytes: number): void {
    this.#forgetWhile(() => this.#bytes > maxBytes);
  }

  /** Must be called when the account is forgotten. Gives all bytes back. */
  close(): void {
    this.#entries = [];
    this.#first = 0;
    this.#receipts.deleteWhile(() => true);
    this.#grow(-this.#bytes);
    this.#owner.onClosed(this);
  }

  #forgetWhile(isUnwanted: (entry: Kept) => boolean): void {
    for (;;) {
      const entry = this.#entries[this.#first];
      if (entry === undefined || !isUnwanted(entry)) break;
      // The list may keep the place for a while; the event must go at once.
      this.#entries[this.#first] = undefined;
      this.#first += 1;
      this.#grow(-entry.bytes);
      this.#forgottenUntil = entry.time;
    }
    this.#compact();
  }

  #compact(): void {
    if (this.#first < compactionThreshold && this.#first < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }

  #grow(change: number): void {
    this.#bytes += change;
    this.#owner.onBytes(change);
  }

  /** Binary search: entries are in the order of their time. */
  #firstAfter(time: CursorTime): number {
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.time ?? Number.POSITIVE_INFINITY) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Lazily: whoever resumes takes a portion at a time of thousands. */
function* entriesFrom(entries: readonly (HistoryEntry | undefined)[], first: number): Iterable<HistoryEntry> {
  for (let index = first; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry !== undefined) yield entry;
  }
}
