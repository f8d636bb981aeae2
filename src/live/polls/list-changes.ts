import { isDeepStrictEqual } from 'node:util';
import type { LiveRow, RemovedRow, RowChanges } from '../live-rows.ts';

/**
 * What a list of Kazoo's changes of the rows that were shown. Rows that have equal values are the
 * same, and cost nobody an update.
 */
export function listChanges<Row extends LiveRow>(
  shown: Iterable<Row>,
  listed: readonly Row[],
): RowChanges<Row, RemovedRow> {
  const now = new Map(listed.map((row) => [row.id, row]));
  const removed: RemovedRow[] = [];
  for (const before of shown) {
    const { id } = before;
    const after = now.get(id);
    if (after === undefined) removed.push({ id, reason: 'VANISHED' });
    else if (isDeepStrictEqual(before, after)) now.delete(id);
  }
  return { changed: [...now.values()], removed };
}
