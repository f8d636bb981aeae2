import { vi } from 'vitest';
import type { RemovedRow } from '../../../src/live/live-rows.ts';
import type { LiveUpdate } from '../../../src/live/live-update.ts';
import { LiveView, type LiveViewOptions } from '../../../src/live/live-view.ts';
import type { Row } from './live-rows-double.ts';
import { createLiveTables, TableListenerDouble } from './live-tables-harness.ts';

export type Update = LiveUpdate<Row, RemovedRow>;

export const request = { accountId: 'acme', client: 'somebody' };

/** A view of a table that is open and has these rows. */
export async function openView(options: Partial<LiveViewOptions<Row, RemovedRow>>, ...rows: Row[]) {
  const harness = createLiveTables();
  await harness.open(new TableListenerDouble(), ...rows);
  const updates: Update[] = [];
  const onEnd = vi.fn<(error: Error) => void>();
  const view = new LiveView(harness.tables, {
    request,
    throttleMs: 0,
    onUpdate: (update) => updates.push(update),
    onEnd,
    ...options,
  });
  return { ...harness, view, updates, onEnd };
}
