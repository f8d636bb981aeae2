import { createLease, type Lease } from './lease.ts';

/** How many of something each key has. Keys that have none are forgotten. */
export class KeyedCount<Key = string> {
  readonly #counts = new Map<Key, number>();

  /** The number of keys that have any. */
  get size(): number {
    return this.#counts.size;
  }

  of(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  /** Counts one more for `key` until the lease is released. */
  acquire(key: Key): Lease {
    this.add(key);
    return createLease(() => this.remove(key));
  }

  add(key: Key, count = 1): void {
    this.#counts.set(key, this.of(key) + count);
  }

  remove(key: Key, count = 1): void {
    const left = this.of(key) - count;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
