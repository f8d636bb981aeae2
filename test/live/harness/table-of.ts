import type { RemovedRow } from '../../../src/live/live-rows.ts';
import type { LiveUpdate } from '../../../src/live/live-update.ts';
import type { Row } from './live-rows-double.ts';

/** What a client has that puts rows into a table by id, and takes out what is removed. */
export function tableOf(updates: readonly (LiveUpdate<Row, RemovedRow> | undefined)[]): ReadonlyMap<string, Row> {
  const table = new Map<string, Row>();
  for (const update of updates) {
    if (update?.kind === 'SNAPSHOT') table.clear();
    for (const { id } of update?.removed ?? []) table.delete(id);
    for (const shown of update?.rows ?? []) table.set(shown.id, shown);
  }
  return table;
}
