/** Keeps what arrives, in its order, until it is read. */
export class Inbox<Item> {
  readonly #waiting: Item[] = [];
  #wake: () => void = () => undefined;

  /** What has arrived and was not read. */
  get waiting(): readonly Item[] {
    return this.#waiting;
  }

  put(item: Item): void {
    this.#waiting.push(item);
    this.#wake();
  }

  /** Resolves with the next item, as soon as it has arrived. */
  async next(): Promise<Item> {
    for (;;) {
      const first = this.#waiting.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async take(count: number): Promise<Item[]> {
    const taken: Item[] = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }
}
