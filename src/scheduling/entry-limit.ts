/**
 * Options that bound an `LRUCache` to `maxEntries`. The option `max` has the same effect, and
 * allocates memory for all entries as soon as the cache is created.
 */
export function entryLimit(maxEntries: number) {
  return { maxSize: maxEntries, sizeCalculation: () => 1 };
}
