import { isRecord } from '../crossbar/crossbar-value.ts';
import type { Words } from '../event-words.ts';
import { readKazooTime } from '../gregorian-time.ts';

/** The data of an event, by Kazoo's own keys. */
export type EventData = Readonly<Record<string, unknown>>;

/**
 * Reads one typed field of an event's data. Returns null where Kazoo left the field out, undefined
 * where the value cannot be read. Clients get null for both, and the second is counted. Must not
 * throw.
 */
export type EventField<Value = unknown> = (data: EventData) => Value | null | undefined;

/** The fields of one event type by their GraphQL name. */
export type EventFields = Readonly<Record<string, EventField>>;

/** A field that is text. A number or a boolean is written as text. */
export function text(key: string): EventField<string> {
  return (data) => readText(data[key]);
}

/** A field that is a list of texts. A single text counts as a list of one. */
export function texts(key: string): EventField<string[]> {
  return (data) => readTexts(data[key]);
}

/**
 * A field that is a whole number and fits a GraphQL `Int`. Kazoo 4.3 writes many numbers as text.
 */
export function whole(key: string): EventField<number> {
  return (data) => readWhole(data[key]);
}

/** A field that is a boolean, or one of the texts `true`, `false`, `yes` and `no`. */
export function flag(key: string): EventField<boolean> {
  return (data) => readFlag(data[key]);
}

/** A field that is a time in any form that Kazoo writes. */
export function time(key: string): EventField<Date> {
  return (data) => (isAbsent(data[key]) ? null : (readKazooTime(data[key]) ?? undefined));
}

/** A field that is one of `words`, by its name; null for a word without a name. */
export function named<Name extends string>(word: EventField<string>, words: Words<Name>): EventField<Name> {
  return (data) => {
    const read = word(data);
    return typeof read === 'string' ? words.nameOf(read) : read;
  };
}

/** A field of any JSON, unchanged. */
export function json(key: string): EventField {
  return (data) => data[key] ?? null;
}

/** A field of the object at `key`, such as `custom_channel_vars`. */
export function within<Value>(key: string, field: EventField<Value>): EventField<Value> {
  return (data) => {
    const inner = data[key];
    if (isRecord(inner)) return field(inner);
    return isAbsent(inner) ? null : undefined;
  };
}

/** Reads each of `fields` within the object at `key`. */
export function eachWithin<Fields extends EventFields>(key: string, fields: Fields): Fields;
export function eachWithin(key: string, fields: EventFields): EventFields {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, within(key, field)]));
}

/**
 * A field that is the first of `fields` that is not null, for a value that Kazoo writes in several
 * places.
 */
export function firstOf<Value>(...fields: readonly EventField<Value>[]): EventField<Value> {
  return (data) => {
    for (const field of fields) {
      const value = field(data);
      if (value !== null) return value;
    }
    return null;
  };
}

/**
 * Reads a boolean as Kazoo writes it; null for an absent value, undefined for an unreadable one.
 */
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
