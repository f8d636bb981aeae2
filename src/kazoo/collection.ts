import { type Row, readRow } from './crossbar-row.ts';
import { type CrossbarRecord, isRecord } from './crossbar-value.ts';
import type { EventFields } from './event-field.ts';

/** A resource below an account that Crossbar lists, and how its rows are read. */
export interface Collection<Item> {
  /** The last word of `/accounts/{id}/…`. */
  readonly path: string;
  /** Whether Crossbar hands it out page by page; live things come whole (rest.md section 13). */
  readonly isPaged: boolean;
  /** Some applications of Kazoo need not run; the account then has none of what they keep. */
  readonly isOptional: boolean;
  /** The rows in an answer's `data`; undefined when it is no list. */
  readonly rowsOf: (data: unknown) => readonly CrossbarRecord[] | undefined;
  /** Undefined for a row that does not say which one it is. */
  readonly read: (row: CrossbarRecord, onUnreadable: OnUnreadable) => Item | undefined;
}

/** Kazoo sent a value that a typed field cannot read; it counts as null. */
export type OnUnreadable = (type: string, field: string) => void;

/** A row with its `Key` for certain. */
export type KeyedRow<Fields extends EventFields, Key extends keyof Fields> = Row<Fields> &
  Readonly<Record<Key, string>>;

export interface CollectionOptions<Fields extends EventFields, Key extends keyof Fields> {
  readonly path: string;
  /** What one of them is called, in metrics. */
  readonly type: string;
  readonly fields: Fields;
  /** The field that says which one it is; absent where nothing does. */
  readonly key?: Key;
  readonly isPaged?: boolean;
  readonly isOptional?: boolean;
  /** Default: `data` is the list. */
  readonly rowsOf?: Collection<unknown>['rowsOf'];
}

export function collection<Fields extends EventFields, Key extends keyof Fields = never>({
  path,
  type,
  fields,
  key,
  isPaged = false,
  isOptional = false,
  rowsOf = listedRows,
}: CollectionOptions<Fields, Key>): Collection<KeyedRow<Fields, Key>> {
  return {
    path,
    isPaged,
    isOptional,
    rowsOf,
    read(record, onUnreadable) {
      const row = readRow(fields, record, (field) => onUnreadable(type, field));
      return hasTexts(row, key === undefined ? [] : [key]) ? row : undefined;
    },
  };
}

function listedRows(data: unknown): readonly CrossbarRecord[] | undefined {
  return Array.isArray(data) ? data.filter(isRecord) : undefined;
}

function hasTexts<Source extends object, Key extends keyof Source>(
  source: Source,
  keys: readonly Key[],
): source is Source & Readonly<Record<Key, string>> {
  return keys.every((key) => typeof source[key] === 'string');
}
