import type { NewEntry, Position } from '../log/fleet-entry.ts';

/**
 * How long they are kept at most: an engine that comes back later is not waited for, and one that
 * lost more begins anew.
 */
export const writtenForMs = 10_000;
const maxBytes = 262_144;

/** An entry, and when it was known to be written. */
export interface WrittenEntry {
  readonly entry: NewEntry & { readonly position: Position };
  readonly writtenAtMs: number;
}

/** What an owner wrote of an account last, within bounds: the engine may lose it. */
export class WrittenEntries {
  #entries: WrittenEntry[] = [];
  #bytes = 0;
  /** Of the entry before the first that is kept. */
  #after: Position;

  constructor(after: Position) {
    this.#after = after;
  }

  /** When the first of those that are kept was written; `Infinity` where there is none. */
  get sinceMs(): number {
    return this.#entries[0]?.writtenAtMs ?? Number.POSITIVE_INFINITY;
  }

  /** Hot. */
  add({ body, begins, ends, isStatus }: NewEntry, position: Position): void {
    const kept = { body, position, ...(begins && { begins }), ...(ends && { ends }) };
    const entry = isStatus ? { ...kept, isStatus } : kept;
    this.#entries.push({ entry, writtenAtMs: performance.now() });
    this.#bytes += body.length;
    this.forgetOld();
  }

  /** Takes out what follows the entry at `position`; undefined where that is not known. */
  takeAfter(position: Position): readonly WrittenEntry[] | undefined {
    const first = this.#entries.findIndex(({ entry }) => entry.position > position);
    if (first === -1) return undefined;
    const before = this.#entries[first - 1]?.entry.position ?? this.#after;
    if (before !== position) return undefined;
    const taken = this.#entries.splice(first);
    for (const { entry } of taken) this.#bytes -= entry.body.length;
    return taken;
  }

  /** To be called now and then. */
  forgetOld(): void {
    const oldestMs = performance.now() - writtenForMs;
    let count = 0;
    for (const { entry, writtenAtMs } of this.#entries) {
      if (writtenAtMs >= oldestMs && this.#bytes <= maxBytes) break;
      this.#bytes -= entry.body.length;
      this.#after = entry.position;
      count += 1;
    }
    if (count > 0) this.#entries.splice(0, count);
  }
}
