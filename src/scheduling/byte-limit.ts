import { exactly, timeLimit } from './time-limit.ts';

/** What an `LRUCache` and the timer of an entry take, measured, beside the key and the value. */
const bytesPerEntry = 600;

/**
 * Options that bound an `LRUCache` in bytes, of its keys and of what `bytesOf` says that a value
 * takes. An entry is forgotten `forMs` after it was set, whether anybody asks for it or not.
 */
export function byteLimit<Value>(maxBytes: number, forMs: number, bytesOf: (value: Value) => number = () => 0) {
  return {
    maxSize: maxBytes,
    ttl: timeLimit(forMs),
    ttlAutopurge: true,
    ttlResolution: exactly,
    sizeCalculation: (value: Value, key: string) => bytesPerEntry + key.length + bytesOf(value),
  };
}
