/** The length of a line of the processor's cache. A tail that holds a UUID fits. */
const slotBytes = 64;
const slotsAtFirst = 1024;

/**
 * Holds the short tails of all operations side by side in memory, in the order in which their
 * clients came, which is the order in which they are served. The processor reads ahead, where it
 * would wait for strings that lie anywhere (a fiftieth of a delivery, measured).
 */
export class TailSlots {
  #bytes = Buffer.allocUnsafeSlow(slotsAtFirst * slotBytes);
  #end = 0;
  readonly #free: number[] = [];

  /** Returns where the tail lies, for `copy` and `release`; undefined when it is too long. */
  put(tail: string): number | undefined {
    if (tail.length > slotBytes) return undefined;
    const slot = this.#free.pop() ?? this.#next();
    this.#bytes.write(tail, slot, 'latin1');
    return slot;
  }

  /** Hot: writes the `length` bytes of a tail before `end`. */
  copy(slot: number, length: number, target: Buffer, end: number): void {
    const bytes = this.#bytes;
    const start = end - length;
    // A loop, since every copying function of Node costs more for so few bytes.
    for (let index = 0; index < length; index += 1) target[start + index] = bytes[slot + index] ?? 0;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }

  #next(): number {
    const slot = this.#end;
    this.#end += slotBytes;
    if (this.#end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    return slot;
  }
}
