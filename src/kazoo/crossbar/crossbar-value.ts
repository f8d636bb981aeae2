/**
 * An object of Crossbar's JSON. The readers below treat a value of an unexpected type as absent.
 */
export type CrossbarRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is CrossbarRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns `value` if it is an object, otherwise an empty object. */
export function recordOf(value: unknown): CrossbarRecord {
  return isRecord(value) ? value : {};
}

/**
 * Returns `value` if it is text. `""` and the text `undefined`, which Kazoo writes in places for an
 * unknown value, count as absent.
 */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : undefined;
}

export function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** Kazoo ids are CouchDB ids: 32 lower-case hexadecimal characters. */
export function isKazooId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}
