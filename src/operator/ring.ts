/** The latest of what happened, each under a number that rises. */
export class Ring<Entry> {
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry>();
  #last = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** By their numbers, oldest first. */
  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#last += 1;
    this.#entries.set(String(this.#last), entry);
    if (this.#entries.size > this.#capacity) this.#entries.delete(String(this.#last - this.#capacity));
  }
}
