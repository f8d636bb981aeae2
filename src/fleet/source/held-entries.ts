import type { AccountEntry } from '../entries/account-entry.ts';

/** What is beyond it is dropped, and told as a loss. */
const maxBytes = 1_048_576;

/** What an account's own connection told while there was no place for it, within a bound. */
export class HeldEntries {
  #entries: AccountEntry[] = [];
  #bytes = 0;
  #firstAtMs = 0;
  #hasOverflowed = false;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** For how long the first has waited; 0 where there are none. */
  get waitingMs(): number {
    return this.#entries.length === 0 && !this.#hasOverflowed ? 0 : performance.now() - this.#firstAtMs;
  }

  /** Whether something was dropped since the last `takeAll`. */
  get hasOverflowed(): boolean {
    return this.#hasOverflowed;
  }

  /** Adds an entry that has waited so long elsewhere. */
  add(entry: AccountEntry, waitedMs = 0): void {
    if (this.#hasOverflowed) return;
    if (this.#entries.length === 0) this.#firstAtMs = performance.now() - waitedMs;
    this.#bytes += sizeOf(entry);
    if (this.#bytes > maxBytes) this.#overflow();
    else this.#entries.push(entry);
  }

  /** What it should hold has been lost: some of it is so old. */
  lose(waitedMs: number): void {
    this.#firstAtMs = performance.now() - waitedMs;
    this.#overflow();
  }

  #overflow(): void {
    this.#hasOverflowed = true;
    this.#entries = [];
  }

  /** Hot: the event with this id has come another way. */
  delete(eventId: string): void {
    const index = this.#entries.findIndex((entry) => entry.kind === 'event' && entry.event.id === eventId);
    for (const entry of index === -1 ? [] : this.#entries.splice(index, 1)) this.#bytes -= sizeOf(entry);
  }

  /** Takes what was added up to the event with this id; nothing where that is not among them. */
  takeUntil(eventId: string): readonly AccountEntry[] {
    return this.#take(this.#entries.findIndex((entry) => entry.kind === 'event' && entry.event.id === eventId));
  }

  /** Takes what was added up to the last event that was received before a moment. */
  takeBefore(moment: Date): readonly AccountEntry[] {
    return this.#take(this.#entries.findLastIndex((entry) => isBefore(entry, moment)));
  }

  #take(last: number): readonly AccountEntry[] {
    const taken = this.#entries.splice(0, last + 1);
    for (const entry of taken) this.#bytes -= sizeOf(entry);
    return taken;
  }

  takeAll(): readonly AccountEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    this.#bytes = 0;
    this.#hasOverflowed = false;
    return entries;
  }
}

/** Whether it is an event that was received before a moment. */
export function isBefore(entry: AccountEntry, moment: Date): boolean {
  return entry.kind === 'event' && entry.event.receivedAt.getTime() < moment.getTime();
}

function sizeOf(entry: AccountEntry): number {
  return entry.kind === 'event' ? entry.event.size : 0;
}
