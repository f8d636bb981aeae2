import { type CrossbarRecord, isRecord } from '../crossbar/crossbar-value.ts';
import type { EventField, EventFields } from '../events/event-field.ts';

/** What a table of fields makes of one row of a list. */
export type Row<Fields extends EventFields> = {
  readonly [Name in keyof Fields]: Exclude<ReturnType<Fields[Name]>, undefined>;
};

/** Reads the typed fields of a row; nothing else of it is kept. A value that nobody can read is null, and told to `onUnreadable`. */
export function readRow<Fields extends EventFields>(
  fields: Fields,
  record: CrossbarRecord,
  onUnreadable: (field: string) => void,
): Row<Fields>;
export function readRow(
  fields: EventFields,
  record: CrossbarRecord,
  onUnreadable: (field: string) => void,
): Readonly<Record<string, unknown>> {
  const present = withoutUnknown(record);
  const values = Object.entries(fields).map(([name, read]) => {
    const value = read(present);
    if (value === undefined) onUnreadable(name);
    return [name, value ?? null] as const;
  });
  return Object.fromEntries(values);
}

/** A list of objects inside a row, each by the same table; what is no object is left out. */
export function rows<Fields extends EventFields>(key: string, fields: Fields): EventField<Row<Fields>[]> {
  return (data) => {
    const listed = data[key];
    if (listed === undefined || listed === null) return null;
    if (!Array.isArray(listed)) return undefined;
    return listed.filter(isRecord).map((record) => readRow(fields, record, () => undefined));
  };
}

/** Kazoo writes an unknown value as the text `undefined` in places; that and `""` count as left out. */
function withoutUnknown(record: CrossbarRecord): CrossbarRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '' && value !== 'undefined'));
}
