/** What an `LRUCache` and the timer of an entry take, measured, beside the key and the value. */
const bytesPerEntry = 600;

/**
 * Options that bound an `LRUCache` in bytes, of its keys and of what `bytesOf` says that a value
 * takes. An entry with a `ttl` leaves when its time is over, not when somebody asks for it.
 */
export function byteLimit<Value>(maxBytes: number, bytesOf: (value: Value) => number = () => 0) {
  return {
    maxSize: maxBytes,
    ttlAutopurge: true,
    sizeCalculation: (value: Value, key: string) => bytesPerEntry + key.length + bytesOf(value),
  };
}
