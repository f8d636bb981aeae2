import { TimeSlice } from './time-slice.ts';

/**
 * Calls `step` with each of `items`, which nobody waits for: with the first ones at once, for as
 * long as a slice lasts, and with the rest in later turns of the event loop. `step` must not throw,
 * and must look whether what it is given is still due.
 */
export function inSlices<Item>(items: Iterable<Item>, step: (item: Item) => void): void {
  const iterator = items[Symbol.iterator]();
  const takeSlice = (): void => {
    const slice = new TimeSlice();
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      step(next.value);
      if (!slice.isOver) continue;
      setImmediate(takeSlice);
      return;
    }
  };
  takeSlice();
}
