/**
 * Keeps the latest entries, at most `maxEntries`; the one set first is forgotten first, whether it
 * was looked up meanwhile or not. There is one for each account and for each operation of several
 * topics, so it is one `Map` and nothing more while it is empty.
 */
export class RecentMap<Value> {
  readonly #maxEntries: number;
  readonly #entries = new Map<string, Value>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /**
   * Returns the entry that is forgotten for the new one, if any. Must not be called again for a key
   * that is still known: it would keep its age.
   */
  set(key: string, value: Value): Value | undefined {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#maxEntries) return undefined;
    // A Map iterates in the order of insertion: the first is the oldest.
    const [oldest] = this.#entries;
    if (oldest === undefined) return undefined;
    this.#entries.delete(oldest[0]);
    return oldest[1];
  }

  /** Forgets entries, oldest first, until one is not `isOld`. Returns what they were. */
  deleteWhile(isOld: (value: Value) => boolean): readonly Value[] {
    const deleted: Value[] = [];
    for (const [key, value] of this.#entries) {
      if (!isOld(value)) break;
      this.#entries.delete(key);
      deleted.push(value);
    }
    return deleted;
  }
}
