import { isRecord } from './crossbar-value.ts';
import { readKazooTime } from './gregorian-time.ts';

export type EventData = Readonly<Record<string, unknown>>;

/** Reads one typed field out of an event's data. What Kazoo left out or garbled is null, never an error. */
export type EventField<Value = unknown> = (data: EventData) => Value | null;

/** The fields of one event type by their GraphQL name. */
export type EventFields = Readonly<Record<string, EventField>>;

/** Text; a number where text was expected is written out. */
export function text(key: string): EventField<string> {
  return (data) => readText(data[key]);
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
  return (data) => readKazooTime(data[key]);
}

/** An object or list as it is. */
export function json(key: string): EventField {
  return (data) => data[key] ?? null;
}

/** A field of an object inside, such as `custom_channel_vars`. */
export function within<Value>(key: string, field: EventField<Value>): EventField<Value> {
  return (data) => {
    const inner = data[key];
    return isRecord(inner) ? field(inner) : null;
  };
}

const maxInt = 2 ** 31 - 1;

function readText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

function readWhole(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  const rounded = Math.trunc(number);
  return Math.abs(rounded) <= maxInt ? rounded : null;
}

function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'yes') return true;
  return value === 'false' || value === 'no' ? false : null;
}
