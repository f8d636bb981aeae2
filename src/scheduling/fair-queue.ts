/**
 * A queue of many clients. Clients alternate, so that one with a thousand items delays nobody else;
 * the items of one client keep their order.
 */
export class FairQueue<Item> {
  readonly #byClient = new Map<string, Set<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Without effect when the client has the item in the queue already. */
  enqueue(client: string, item: Item): void {
    const items = this.#byClient.get(client) ?? new Set();
    this.#size -= items.size;
    this.#byClient.set(client, items.add(item));
    this.#size += items.size;
  }

  /** Removes and returns the first item of the next client; undefined when the queue is empty. */
  dequeue(): Item | undefined {
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

  /** Returns whether the item was in the queue. */
  delete(client: string, item: Item): boolean {
    const items = this.#byClient.get(client);
    if (items?.delete(item) !== true) return false;
    if (items.size === 0) this.#byClient.delete(client);
    this.#size -= 1;
    return true;
  }
}
