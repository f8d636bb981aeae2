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

  /** How many items of the client are in the queue. */
  sizeOf(client: string): number {
    return this.#byClient.get(client)?.size ?? 0;
  }

  /** Without effect when the client has the item in the queue already. */
  enqueue(client: string, item: Item): void {
    const items = this.#byClient.get(client) ?? new Set();
    this.#size -= items.size;
    this.#byClient.set(client, items.add(item));
    this.#size += items.size;
  }

  /**
   * Removes and returns the first item of the next client that `isReady`, by default of any. A
   * client that is not ready is passed over and keeps its turn. Undefined when nobody is left.
   */
  dequeue(isReady: (client: string) => boolean = always): Item | undefined {
    for (const [client, items] of this.#byClient) {
      if (!isReady(client)) continue;
      for (const item of items) {
        this.delete(client, item);
        // To the end of the round, where others are in it.
        if (this.#byClient.size > 1 && this.#byClient.delete(client)) this.#byClient.set(client, items);
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

function always(): boolean {
  return true;
}
