import { expect, test } from 'vitest';
import type { SourceEvent } from '../../../../src/fanout/shared-source.ts';
import { liveSource } from '../../../../src/graphql/subscriptions/live-source.ts';
import type { LiveRow } from '../../../../src/live/live-rows.ts';
import { TableDouble, TablesDouble } from '../../../live/descendants/table-double.ts';

test('accounts whose rows are missing count where an update waits for a client', () => {
  const sizeOfChange = (absentAccountIds: readonly string[]): number => {
    const table = Object.assign(new TableDouble<LiveRow>(), { absentAccountIds });
    const tables = new TablesDouble<LiveRow>(() => table);
    const source = liveSource({ field: 'rows', tables, accountId: 'top', throttleMs: 0 });
    const events: SourceEvent[] = [];
    source.open({ onEvent: (event) => events.push(event), onEnd: () => undefined }, 'somebody');
    table.isReady = true;
    table.put({ id: 'a', ownerIds: [] });
    return events[0]?.size ?? Number.NaN;
  };
  const ids = Array.from({ length: 500 }, (_, index) => String(index).padStart(32, '0'));

  expect(sizeOfChange(ids) - sizeOfChange([])).toBeGreaterThanOrEqual(JSON.stringify(ids).length - 2);
});
