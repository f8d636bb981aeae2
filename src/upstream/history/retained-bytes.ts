import { isRecord } from '../../kazoo/crossbar/crossbar-value.ts';

/**
 * Measured with Node 20. V8 keeps the properties of a large object in a hash table, with much more
 * room for each.
 */
const [propertyBytes, hashedPropertyBytes, mostProperties] = [16, 64, 100];
const [textBytes, objectBytes, itemBytes] = [16, 64, 8];

/**
 * Returns about how many bytes of memory a value takes that was read from JSON; names of properties
 * are shared. It must not nest deep. Hot: once per event, for less than a fifth of what parsing it
 * takes.
 */
export function retainedBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes + value.length;
  let bytes = objectBytes;
  if (Array.isArray(value)) {
    for (const item of value) bytes += itemBytes + retainedBytes(item);
    return bytes;
  }
  if (!isRecord(value)) return 0;
  // V8 keeps the names for all objects of one shape. `for in`, or an array of the values, takes longer; so does a call
  // for each text.
  const keys = Object.keys(value);
  for (const key of keys) {
    const held = value[key];
    bytes += typeof held === 'string' ? textBytes + held.length : retainedBytes(held);
  }
  return bytes + keys.length * (keys.length > mostProperties ? hashedPropertyBytes : propertyBytes);
}
