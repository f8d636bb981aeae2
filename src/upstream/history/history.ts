import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { CursorTime } from './event-clock.ts';

export interface HistoryLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

export interface HistoryEntry {
  readonly time: CursorTime;
  readonly event: KazooEvent;
  /** The words of the event's routing key, by which other bindings recognise it. */
  readonly routing: readonly string[];
  readonly size: number;
}

/**
 * How many forgotten entries may stay in front before the list is copied: a copy for each would
 * cost more than it frees.
 */
const compactionThreshold = 1024;

/**
 * The latest events of an account in the order of receipt, within bounds of number, size and age.
 */
export class History {
  readonly #limits: HistoryLimits;
  #entries: HistoryEntry[] = [];
  #first = 0;
  #bytes = 0;
  #forgottenUntil: CursorTime = 0;

  constructor(limits: HistoryLimits) {
    this.#limits = limits;
  }

  add(entry: HistoryEntry): void {
    this.#entries.push(entry);
    this.#bytes += entry.size;
    this.#forget();
  }

  /** Everything after `time`, oldest first; undefined when some of it is forgotten. */
  since(time: CursorTime): readonly HistoryEntry[] | undefined {
    this.#forget();
    if (time < this.#forgottenUntil) return undefined;
    return this.#entries.slice(this.#firstAfter(time));
  }

  #forget(): void {
    const { maxEvents, maxBytes, maxAgeMs } = this.#limits;
    const oldest = Date.now() - maxAgeMs;
    for (;;) {
      const entry = this.#entries[this.#first];
      if (entry === undefined) break;
      const isWithin = this.#entries.length - this.#first <= maxEvents && this.#bytes <= maxBytes;
      if (isWithin && entry.event.receivedAt.getTime() >= oldest) break;
      this.#first += 1;
      this.#bytes -= entry.size;
      this.#forgottenUntil = entry.time;
    }
    if (this.#first < compactionThreshold && this.#first < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
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
