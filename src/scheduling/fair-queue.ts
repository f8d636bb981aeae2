/** What waits, in order of arrival for each client; clients take turns, so that one with a thousand in the queue delays nobody else. */
export class FairQueue<Item> {
  readonly #byClient = new Map<string, Set<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(client: string, item: Item): void {
    const items = this.#byClient.get(client) ?? new Set();
    this.#byClient.set(client, items.add(item));
    this.#size += 1;
  }

  /** Takes the first of the client whose turn it is. */
  take(): Item | undefined {
    for (const [client, items] of this.#byClient) {
      for (const item of items) {
        this.delete(client, item);
        // To the end of the round.
        if (this.#byClient.delete(client)) this.#byClient.set(client, items);
        return item;
      }
    }
    return undefined;
  }

  delete(client: string, item: Item): boolean {
    const items = this.#byClient.get(client);
    if (items?.delete(item) !== true) return false;
    if (items.size === 0) this.#byClient.delete(client);
    this.#size -= 1;
    return true;
  }
}
