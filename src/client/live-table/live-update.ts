import { extension, field, isGap } from '../result-field.ts';
import type { Gap } from '../subscribing-client.ts';

/** A row of a live list. */
export interface LiveRow {
  readonly id: string;
}

/** One result of a subscription to a live list. */
export interface LiveUpdate<Row> {
  /** Whether the rows are all that there are, or only those that are new or changed. */
  readonly isSnapshot: boolean;
  readonly rows: readonly Row[];
  readonly removedIds: readonly string[];
  readonly gap: Gap | undefined;
  /** Undefined where the document does not select it, as is `takenAt`. */
  readonly cursor: string | undefined;
  readonly takenAt: string | undefined;
}

/**
 * Reads the update from the only field of a result.
 *
 * @throws `TypeError` where it is none, or lacks what a live table needs
 */
export function readLiveUpdate<Row extends LiveRow>(result: unknown): LiveUpdate<Row> {
  const update: unknown = Object.values(field(result, 'data') ?? {}).find((value) => typeof value === 'object');
  const kind = field(update, 'kind');
  if (kind !== 'SNAPSHOT' && kind !== 'CHANGES') throw new TypeError('liveTable: select `kind` under its own name.');
  const { removed, ...others } = update as Record<string, unknown>;
  const [rows, ...further]: Row[][] = Object.values(others).filter(Array.isArray);
  if (rows === undefined || further.length > 0) throw new TypeError('liveTable: select one list besides `removed`.');
  const gap = field(update, 'gap') ?? extension(result, 'gap');
  return {
    isSnapshot: kind === 'SNAPSHOT',
    rows: rows.map(withId),
    removedIds: listOf(removed).map((row) => withId(row).id),
    gap: isGap(gap) ? gap : undefined,
    cursor: textOf(field(update, 'cursor')),
    takenAt: textOf(field(update, 'takenAt')),
  };
}

function listOf(removed: unknown): readonly LiveRow[] {
  if (Array.isArray(removed)) return removed;
  throw new TypeError('liveTable: select `removed { id }` under its own name.');
}

function withId<Row extends LiveRow>(row: Row): Row {
  if (typeof field(row, 'id') === 'string') return row;
  throw new TypeError('liveTable: select the `id` of each row under its own name.');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
