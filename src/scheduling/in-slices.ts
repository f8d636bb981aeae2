import { TimeSlice } from './time-slice.ts';

/**
 * Calls `step` with each of `items`, which nobody waits for: with the first ones at once, for as
 * long as a slice lasts, and with the rest in later turns of the event loop. `step` must look
 * whether what it is given is still due. `onError` gets what it throws, and the work goes on.
 */
export function inSlices<Item>(
  items: Iterable<Item>,
  step: (item: Item) => void,
  onError: (error: unknown) => void,
): void {
  const iterator = items[Symbol.iterator]();
  const takeSlice = (): void => {
    const slice = new TimeSlice();
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      try {
        step(next.value);
      } catch (error) {
        onError(error);
      }
      if (!slice.isOver) continue;
      setImmediate(takeSlice);
      return;
    }
  };
  takeSlice();
}
