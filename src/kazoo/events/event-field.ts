import { isRecord } from '../crossbar/crossbar-value.ts';
import { readKazooTime } from '../gregorian-time.ts';

export type EventData = Readonly<Record<string, unknown>>;

/**
 * Reads one typed field out of an event's data, and never throws: null is what Kazoo left out, undefined what it sent and nobody can read.
 * A client gets null for both; the second is counted.
 */
export type EventField<Value = unknown> = (data: EventData) => Value | null | undefined;

/** The fields of one event type by their GraphQL name. */
export type EventFields = Readonly<Record<string, EventField>>;

/** Text; a number or boolean where text was expected is written out. */
export function text(key: string): EventField<string> {
  return (data) => readText(data[key]);
}

/** A list of texts; a single one counts as a list of one. */
export function texts(key: string): EventField<string[]> {
  return (data) => readTexts(data[key]);
}

/** A whole number that fits a GraphQL `Int`; Kazoo 4.3 writes many as text. */
export function whole(key: string): EventField<number> {
  return (data) => readWhole(data[key]);
}

/** A boolean; `"true"`, `"false"`, `"yes"` and `"no"` count. */
export function flag(key: string): EventField<boolean> {
  return (data) => readFlag(data[key]);
}

/** Any time that Kazoo writes, as a `Date`. */
export function time(key: string): EventField<Date> {
  return (data) => (isAbsent(data[key]) ? null : (readKazooTime(data[key]) ?? undefined));
}

/** Whatever it is, as it is. */
export function json(key: string): EventField {
  return (data) => data[key] ?? null;
}

/** A field of an object inside, such as `custom_channel_vars`. */
export function within<Value>(key: string, field: EventField<Value>): EventField<Value> {
  return (data) => {
    const inner = data[key];
    if (isRecord(inner)) return field(inner);
    return isAbsent(inner) ? null : undefined;
  };
}

/** The same fields of an object inside. */
export function eachWithin<Fields extends EventFields>(key: string, fields: Fields): Fields;
export function eachWithin(key: string, fields: EventFields): EventFields {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, within(key, field)]));
}

/** The first of several places that holds something: where a top-level key and a flattened one share a name, the top level wins. */
export function firstOf<Value>(...fields: readonly EventField<Value>[]): EventField<Value> {
  return (data) => {
    for (const field of fields) {
      const value = field(data);
      if (value !== null) return value;
    }
    return null;
  };
}

/** A flag as Kazoo writes it; as above, undefined is what cannot be read. */
export function readFlag(value: unknown): boolean | null | undefined {
  if (isAbsent(value)) return null;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'yes') return true;
  return value === 'false' || value === 'no' ? false : undefined;
}

const maxInt = 2 ** 31 - 1;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function readText(value: unknown): string | null | undefined {
  if (isAbsent(value)) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isFinite(value) ? String(value) : undefined;
}

function readTexts(value: unknown): string[] | null | undefined {
  if (isAbsent(value)) return null;
  const read = [value].flat().map(readText);
  const readable = read.filter((item) => typeof item === 'string');
  return readable.length === read.length ? readable : undefined;
}

function readWhole(value: unknown): number | null | undefined {
  if (isAbsent(value)) return null;
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  const rounded = Math.trunc(number);
  return Math.abs(rounded) <= maxInt ? rounded : undefined;
}
