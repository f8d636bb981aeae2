/** A longer timer would fire at once; `lru-cache` adds one millisecond. */
const longestMs = 2 ** 31 - 2;

/**
 * The `ttlResolution` of an `LRUCache` that reads the clock each time. By default it keeps what it
 * read for a millisecond, which takes a timer: ten times as long as to read it again.
 */
export const exactly = 0;

/**
 * The time in milliseconds after which an `LRUCache` forgets an entry: what is asked for, in whole
 * milliseconds, and no more than a timer can wait, which is 24 days.
 */
export function timeLimit(ms: number): number {
  return Math.max(1, Math.min(Math.ceil(ms), longestMs));
}
