import { callApart } from './call-apart.ts';

/**
 * What listeners are shown: one frozen object at a time, as `useSyncExternalStore` of React wants
 * it.
 */
export class Picture<Shown extends object> {
  readonly #listeners = new Set<{ readonly listener: () => void }>();
  #shown: Shown;

  constructor(first: Shown) {
    this.#shown = Object.freeze(first);
  }

  get shown(): Shown {
    return this.#shown;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * Calls the listener at each change. Returns what ends that, and whether the listener was still
   * there.
   */
  listen(listener: () => void): () => boolean {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Shows another object, unless nothing changes. */
  show(change: Partial<Shown>): void {
    const before = this.#shown;
    const names = Object.keys(change) as (keyof Shown)[];
    if (names.every((name) => change[name] === before[name])) return;
    this.#shown = Object.freeze({ ...before, ...change });
    // Thrown into the client, an error would end the connection; the other listeners are not to blame.
    for (const { listener } of [...this.#listeners]) callApart(listener);
  }
}
