import { compareCursors } from '../../../upstream/history/event-clock.ts';

/** Something of one source, at a moment in the order of receipt. */
interface Dated {
  readonly event: { readonly cursor: string };
}

interface Head<Entry> {
  readonly entry: Entry;
  readonly rest: Iterator<Entry>;
}

/**
 * Merges what several accounts have had into one order, that of receipt, read while it is iterated.
 * Each step takes the time of a look at the place of one among the accounts with more.
 */
export function* mergedPast<Entry extends Dated>(pasts: Iterable<Iterable<Entry>>): Iterable<Entry> {
  /** The next one of each account, the earliest last. */
  const heads: Head<Entry>[] = [];
  const advance = (rest: Iterator<Entry>): void => {
    const { done, value } = rest.next();
    if (done !== true) heads.splice(placeOf(value, heads), 0, { entry: value, rest });
  };
  for (const past of pasts) advance(past[Symbol.iterator]());
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    yield head.entry;
    advance(head.rest);
  }
}

/** The number of heads that are later than the entry. */
function placeOf<Entry extends Dated>({ event: { cursor } }: Entry, heads: readonly Head<Entry>[]): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = heads[middle]?.entry.event.cursor ?? '';
    if (compareCursors(other, cursor) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
