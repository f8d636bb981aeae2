import type { AccountEntry } from '../entries/account-entry.ts';

/** Longer than it takes to find out that an owner is dead, and to replace it. */
const maxAgeMs = 15_000;
const maxBytes = 1_048_576;

/** An event, or a gap, that the log may lack. */
type Kept = Extract<AccountEntry, { readonly kind: 'event' | 'gap' }>;

/**
 * What the own connection of an account's standby brought and the log did not, within bounds:
 * mostly nothing, since the owner is as fast.
 */
export class StandbyEntries {
  /** In the order in which they came; events by their ids. */
  readonly #entries = new Map<
    string | symbol,
    { readonly entry: Kept; readonly keptAt: Date; readonly keptAtMs: number }
  >();
  #bytes = 0;
  #droppedUntil = new Date(0);

  /** Hot. */
  add(entry: AccountEntry): void {
    if (entry.kind !== 'event' && entry.kind !== 'gap') return;
    const key = entry.kind === 'event' ? entry.event.id : Symbol('gap');
    if (this.#entries.has(key)) return;
    this.#entries.set(key, { entry, keptAt: new Date(), keptAtMs: performance.now() });
    this.#bytes += sizeOf(entry);
    this.#dropOld();
  }

  /** Hot: the log brings the event. */
  delete(eventId: string): void {
    const kept = this.#entries.get(eventId);
    if (kept === undefined) return;
    this.#entries.delete(eventId);
    this.#bytes -= sizeOf(kept.entry);
  }

  /** The log tells that it lacks what came until a moment. */
  dropUntil(moment: Date): void {
    for (const [key, { keptAt }] of this.#entries) {
      if (keptAt > moment) return;
      this.#drop(key, keptAt);
    }
  }

  /** Whether nothing that came after a moment was dropped. */
  reachBackTo(moment: Date): boolean {
    return this.#droppedUntil <= moment;
  }

  /** Takes all; what came before a moment is left out, and gaps that were over by then. */
  takeSince(moment: Date): readonly AccountEntry[] {
    const kept = [...this.#entries.values()].filter(({ keptAt }) => keptAt >= moment);
    this.#entries.clear();
    this.#bytes = 0;
    return kept.map(({ entry }) => entry);
  }

  #dropOld(): void {
    const oldestMs = performance.now() - maxAgeMs;
    for (const [key, { keptAt, keptAtMs }] of this.#entries) {
      if (keptAtMs >= oldestMs && this.#bytes <= maxBytes) return;
      this.#drop(key, keptAt);
    }
  }

  #drop(key: string | symbol, keptAt: Date): void {
    const kept = this.#entries.get(key);
    if (kept === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(kept.entry);
    this.#droppedUntil = keptAt;
  }
}

function sizeOf(entry: Kept): number {
  return entry.kind === 'event' ? entry.event.size : 0;
}
