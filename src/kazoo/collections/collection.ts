import { type CrossbarRecord, isRecord } from '../crossbar/crossbar-value.ts';
import type { EventFields } from '../events/event-field.ts';
import { type KeyMatcher, withoutKeys } from '../events/public-data.ts';
import { type Row, readRow } from './crossbar-row.ts';

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
  /** Whether rows say whose they are: then `owners` of an item has the users. */
  readonly namesOwners: boolean;
  /** Undefined for a row that does not say which one it is. */
  readonly read: (row: CrossbarRecord, options: ReadOptions) => Item | undefined;
}

export interface ReadOptions {
  readonly onUnreadable: OnUnreadable;
  /** Keys of Kazoo's that no client gets, by whatever name. Which row it is, and whose, is read nevertheless. */
  readonly isHidden: KeyMatcher;
}

/** Kazoo sent a value that a typed field cannot read; it counts as null. */
export type OnUnreadable = (type: string, field: string) => void;

/** A row with its `Key` for certain, and the ids of the users whose it is. */
export type KeyedRow<Fields extends EventFields, Key extends keyof Fields> = Row<Fields> &
  Readonly<Record<Key, string>> & { readonly owners: readonly string[] };

export interface CollectionOptions<Fields extends EventFields, Key extends keyof Fields> {
  readonly path: string;
  /** What one of them is called, in metrics. */
  readonly type: string;
  readonly fields: Fields;
  /** The field that says which one it is; absent where nothing does. */
  readonly key?: Key;
  /** The fields that say whose it is; absent: nothing does. */
  readonly owners?: readonly (keyof Fields)[];
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
  owners = [],
  isPaged = false,
  isOptional = false,
  rowsOf = listedRows,
}: CollectionOptions<Fields, Key>): Collection<KeyedRow<Fields, Key>> {
  const keys = key === undefined ? [] : [key];
  const names = Object.keys(fields).map((name) => [name, kazooKey(name)] as const);
  return {
    path,
    isPaged,
    isOptional,
    namesOwners: owners.length > 0,
    rowsOf,
    read(record, { onUnreadable, isHidden }) {
      const row = readRow(fields, record, (field) => onUnreadable(type, field));
      const publicRow = readRow(fields, withoutKeys(record, isHidden), () => undefined);
      // Lists have words of their own for what events call by the field's name.
      const hidden = names.filter(([, kazooName]) => isHidden(kazooName)).map(([name]) => [name, null]);
      const known = keys.map((name) => [name, row[name]]);
      const shown: Row<Fields> = { ...publicRow, ...Object.fromEntries([...hidden, ...known]) };
      if (!hasTexts(shown, keys)) return undefined;
      return { ...shown, owners: owners.map((name): unknown => row[name]).filter((id) => typeof id === 'string') };
    },
  };
}

/** A field's name as Kazoo spells it. */
function kazooKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
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
