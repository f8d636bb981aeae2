import { type CrossbarRecord, isRecord } from '../crossbar/crossbar-value.ts';
import type { EventFields } from '../events/event-field.ts';
import { hidesCaller, isCallerKey, type KeyMatcher, withoutKeys } from '../events/public-data.ts';
import { type Row, readRow } from './crossbar-row.ts';

/** A resource of an account that Crossbar lists, and how its rows are read. */
export interface Collection<Item> {
  /** What follows `/accounts/{id}/`. */
  readonly path: string;
  /** What is asked beside the page, such as a filter. */
  readonly query: Readonly<Record<string, string>>;
  /**
   * Whether Crossbar answers page by page. It answers lists of live things, such as channels, whole
   * (rest.md section 13).
   */
  readonly isPaged: boolean;
  /**
   * Whether the resource belongs to an application of Kazoo that need not run. Without it, the list
   * is empty.
   */
  readonly isOptional: boolean;
  /** Returns the rows in the `data` of an answer; undefined when `data` is not a list. */
  readonly rowsOf: (data: unknown) => readonly CrossbarRecord[] | undefined;
  /** Whether rows name the users that own them; then the `owners` of an item are these users. */
  readonly namesOwners: boolean;
  /** Reads one row; undefined for a row without its key. */
  readonly read: (row: CrossbarRecord, options: ReadOptions) => Item | undefined;
}

export interface ReadOptions {
  readonly onUnreadable: OnUnreadable;
  /**
   * Matches the keys of Kazoo that no client may see. A row's key and owners are read even where
   * they are hidden.
   */
  readonly isHidden: KeyMatcher;
}

/** Called for a value of Kazoo that a typed field cannot read; the field is null. */
export type OnUnreadable = (type: string, field: string) => void;

/** A row whose `Key` is present, and the ids of the users that own it. */
export type KeyedRow<Fields extends EventFields, Key extends keyof Fields> = Row<Fields> &
  Readonly<Record<Key, string>> & { readonly owners: readonly string[] };

export interface CollectionOptions<Fields extends EventFields, Key extends keyof Fields> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The name of an item's type in metrics. */
  readonly type: string;
  readonly fields: Fields;
  /** The field that identifies a row; undefined where none does. */
  readonly key?: Key;
  /** The fields that name the row's owners; undefined where none does. */
  readonly owners?: readonly (keyof Fields)[];
  readonly isPaged?: boolean;
  readonly isOptional?: boolean;
  /** Default: `data` itself is the list. */
  readonly rowsOf?: Collection<unknown>['rowsOf'];
}

/** Describes a collection by the table of its fields. */
export function collection<Fields extends EventFields, Key extends keyof Fields = never>({
  path,
  query = {},
  type,
  fields,
  key,
  owners = [],
  isPaged = false,
  isOptional = false,
  rowsOf = listedRows,
}: CollectionOptions<Fields, Key>): Collection<KeyedRow<Fields, Key>> {
  const keys = key === undefined ? [] : [key];
  // Read although they are hidden: by them the gateway tells rows apart, and knows who may see them.
  const identifying: EventFields = Object.fromEntries(
    Object.entries(fields).filter(([name]) => keys.some((key) => key === name) || owners.includes(name)),
  );
  const names = Object.keys(fields).map((name) => [name, kazooKey(name)] as const);
  return {
    path,
    query,
    isPaged,
    isOptional,
    namesOwners: owners.length > 0,
    rowsOf,
    read(record, { onUnreadable, isHidden }) {
      const isHiddenHere: KeyMatcher = hidesCaller(record) ? (key) => isHidden(key) || isCallerKey(key) : isHidden;
      const publicRow = readRow(fields, withoutKeys(record, isHiddenHere), (field) => onUnreadable(type, field));
      const identity = readRow(identifying, record, () => undefined);
      // Some keys of lists differ from those of events, by which `isHidden` knows a field.
      const hidden = names.filter(([, kazooName]) => isHiddenHere(kazooName)).map(([name]) => [name, null]);
      const known = keys.map((name) => [name, identity[String(name)]]);
      const shown: Row<Fields> = { ...publicRow, ...Object.fromEntries([...hidden, ...known]) };
      if (!hasTexts(shown, keys)) return undefined;
      return {
        ...shown,
        owners: owners.map((name): unknown => identity[String(name)]).filter((id) => typeof id === 'string'),
      };
    },
  };
}

/** The name of a field as Kazoo's events spell it. */
function kazooKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Returns the rows of `data` that is a list; undefined for anything else. */
export function listedRows(data: unknown): readonly CrossbarRecord[] | undefined {
  return Array.isArray(data) ? data.filter(isRecord) : undefined;
}

function hasTexts<Source extends object, Key extends keyof Source>(
  source: Source,
  keys: readonly Key[],
): source is Source & Readonly<Record<Key, string>> {
  return keys.every((key) => typeof source[key] === 'string');
}
