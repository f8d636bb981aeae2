/** Readers for single values of Crossbar's JSON: what has another type than expected counts as left out. */

export type CrossbarRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is CrossbarRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` as an object, or an empty one. */
export function recordOf(value: unknown): CrossbarRecord {
  return isRecord(value) ? value : {};
}

/** `value` as text. Kazoo writes an unknown value as the text `undefined` in places; that and `""` count as left out. */
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
