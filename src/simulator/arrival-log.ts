import type { ChangeFeed } from './change-feed.ts';

/** The latest `capacity` frames or requests that a server received, in the order of arrival. */
export class ArrivalLog<Arrival> {
  readonly #changes: ChangeFeed;
  readonly #capacity: number;
  readonly #latest: Arrival[] = [];
  #total = 0;

  constructor(changes: ChangeFeed, capacity: number) {
    this.#changes = changes;
    this.#capacity = capacity;
  }

  get latest(): readonly Arrival[] {
    return this.#latest;
  }

  /** The caller notifies the change feed once it has handled the arrival. */
  add(arrival: Arrival): void {
    this.#total += 1;
    this.#latest.push(arrival);
    if (this.#latest.length > this.#capacity) this.#latest.shift();
  }

  /** The next arrival from now on that the predicate accepts. */
  next(predicate: (arrival: Arrival) => boolean): Promise<Arrival> {
    const seen = this.#total;
    return this.#changes.waitFor(() => {
      const unseen = Math.min(this.#total - seen, this.#latest.length);
      return this.#latest.slice(this.#latest.length - unseen).find(predicate);
    });
  }
}
