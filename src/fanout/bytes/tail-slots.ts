import { allocateFrameBytes } from './frame-bytes.ts';

/** The length of a line of the processor's cache. A tail that holds a UUID fits. */
const slotBytes = 64;
const slotsAtFirst = 1024;
const wordBytes = 8;

/**
 * Holds the short tails of all operations side by side in memory, in the order in which their
 * clients came, which is the order in which they are served. The processor reads ahead, where it
 * would wait for strings that lie anywhere (a fiftieth of a delivery, measured).
 */
export class TailSlots {
  #memory = allocateFrameBytes(slotsAtFirst * slotBytes);
  #end = 0;
  readonly #free: number[] = [];

  /** Returns where the tail lies, for `copy` and `release`; undefined when it is too long. */
  put(tail: string): number | undefined {
    if (tail.length > slotBytes) return undefined;
    const slot = this.#free.pop() ?? this.#next();
    this.#memory.bytes.write(tail, slot, 'latin1');
    return slot;
  }

  /** Hot: writes the `length` bytes of a tail before `end`. */
  copy(slot: number, length: number, target: DataView, end: number): void {
    const { view } = this.#memory;
    const start = end - length;
    if (length < wordBytes) {
      for (let at = 0; at < length; at += 1) target.setUint8(start + at, view.getUint8(slot + at));
      return;
    }
    // In words, the last of which overlaps the one before: a tenth of the time of single bytes, and less of that of
    // `Buffer.copy`, measured. They are numbers to V8, but never NaN, which it might change: that would be a byte from
    // F0 to FF and then 7F or FF, which UTF-8 does not have.
    const last = length - wordBytes;
    for (let at = 0; at < last; at += wordBytes) target.setFloat64(start + at, view.getFloat64(slot + at, true), true);
    target.setFloat64(start + last, view.getFloat64(slot + last, true), true);
  }

  release(slot: number): void {
    this.#free.push(slot);
  }

  #next(): number {
    const slot = this.#end;
    this.#end += slotBytes;
    const { bytes } = this.#memory;
    if (this.#end > bytes.length) {
      this.#memory = allocateFrameBytes(2 * bytes.length);
      bytes.copy(this.#memory.bytes);
    }
    return slot;
  }
}
