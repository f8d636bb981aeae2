import { exactly, timeLimit } from './time-limit.ts';

/**
 * Options that bound an `LRUCache` to `maxEntries`, each of which is forgotten `forMs` after it was
 * set, whether anybody asks for it or not. An entry with its timer takes about 600 bytes. The
 * option `max` would allocate memory for all entries as soon as the cache is created.
 */
export function entryLimit(maxEntries: number, forMs: number) {
  return {
    maxSize: maxEntries,
    sizeCalculation: () => 1,
    ttl: timeLimit(forMs),
    ttlAutopurge: true,
    ttlResolution: exactly,
  };
}
