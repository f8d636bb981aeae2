/** So many places of those who have gone first are left empty before they are given back. */
const keptPlaces = 1_024;

/**
 * Alternates between who has waited longest and who came last. Where thousands come at once, one
 * who comes after them does not wait for all of them, and nobody waits for more than twice as many
 * as came before.
 */
export class NewcomerQueue<Item> {
  #items: (Item | undefined)[] = [];
  /** The place of the one who has waited longest. */
  #first = 0;
  #wasFirst = false;

  get size(): number {
    return this.#items.length - this.#first;
  }

  enqueue(item: Item): void {
    this.#items.push(item);
  }

  /** Removes and returns the next one; undefined when nobody waits. */
  dequeue(): Item | undefined {
    if (this.size === 0) return undefined;
    this.#wasFirst = !this.#wasFirst;
    const item = this.#wasFirst ? this.#shift() : this.#items.pop();
    if (this.size === 0) this.#reset();
    return item;
  }

  #shift(): Item | undefined {
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first += 1;
    if (this.#first > keptPlaces && this.#first > this.size) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  #reset(): void {
    this.#items = [];
    this.#first = 0;
    this.#wasFirst = false;
  }
}
