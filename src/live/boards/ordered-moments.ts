/** Moments of which the first is known at once. Adding and removing one takes a binary search. */
export class OrderedMoments {
  readonly #momentsMs: number[] = [];

  get firstMs(): number | undefined {
    return this.#momentsMs[0];
  }

  add(momentMs: number): void {
    this.#momentsMs.splice(this.#placeOf(momentMs), 0, momentMs);
  }

  /** Removes one of those that were added. */
  remove(momentMs: number): void {
    const place = this.#placeOf(momentMs);
    if (this.#momentsMs[place] === momentMs) this.#momentsMs.splice(place, 1);
  }

  clear(): void {
    this.#momentsMs.length = 0;
  }

  /** Where the first moment is that is not earlier. */
  #placeOf(momentMs: number): number {
    let [from, to] = [0, this.#momentsMs.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#momentsMs[middle] ?? momentMs) < momentMs) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
