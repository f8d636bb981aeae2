import type { CrossbarRecord } from '../crossbar/crossbar-value.ts';
import type { EventFields } from '../events/event-field.ts';

/** One row of a list, as a table of fields reads it. */
export type Row<Fields extends EventFields> = {
  readonly [Name in keyof Fields]: Exclude<ReturnType<Fields[Name]>, undefined>;
};

/**
 * Reads the fields of a row; everything else in the row is dropped. A value that its field cannot
 * read becomes null, and `onUnreadable` is called with the field's name.
 */
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

/** Leaves out `""` and the text `undefined`, which Kazoo writes in places for an unknown value. */
function withoutUnknown(record: CrossbarRecord): CrossbarRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '' && value !== 'undefined'));
}
