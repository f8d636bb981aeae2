/**
 * Ends what takes longer than `afterMs`. All that are under way share one timer, however many they
 * are: they have equal times, so that the first to begin is the first to end.
 */
export class CommonDeadline<Item> {
  readonly #afterMs: number;
  readonly #onOver: (item: Item) => void;
  /** In the time of `performance.now()`; soonest first. */
  readonly #overAtMs = new Map<Item, number>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onOver called with each item whose time is over; it may add and delete items */
  constructor(afterMs: number, onOver: (item: Item) => void) {
    this.#afterMs = afterMs;
    this.#onOver = onOver;
  }

  /** Begins the time of an item, which the caller must delete if it ends by itself. */
  add(item: Item): void {
    this.#overAtMs.set(item, performance.now() + this.#afterMs);
    this.#timer ??= setTimeout(() => this.#endDue(), this.#afterMs);
  }

  /** Whether the item was added, and is neither deleted nor over. */
  has(item: Item): boolean {
    return this.#overAtMs.has(item);
  }

  delete(item: Item): void {
    this.#overAtMs.delete(item);
    if (this.#overAtMs.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends the time of all at once. */
  endAll(): void {
    for (const item of [...this.#overAtMs.keys()]) this.#end(item);
  }

  #endDue(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    for (const [item, overAtMs] of this.#overAtMs) {
      // Node's timers may be early by less than a millisecond.
      if (overAtMs >= nowMs + 1) {
        this.#timer ??= setTimeout(() => this.#endDue(), Math.ceil(overAtMs - nowMs));
        return;
      }
      this.#end(item);
    }
  }

  #end(item: Item): void {
    this.delete(item);
    this.#onOver(item);
  }
}
