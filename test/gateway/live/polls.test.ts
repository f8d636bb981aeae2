import { expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { readDated } from '../../../src/fleet/entries/dated-json.ts';
import { createPolls } from '../../../src/gateway/live/polls.ts';
import { ListTurns } from '../../../src/live/list-turns.ts';
import { LiveBudget } from '../../../src/live/live-budget.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { holdClock } from '../../harness/held-clock.ts';

const now = Date.UTC(2026, 2, 12, 18);
holdClock({ now });

/** Of Kazoo's list. */
function meeting(id: string, members: number) {
  return { id, name: 'A meeting', _read_only: { members, moderators: 0, is_locked: false } };
}

const reading = { onUnreadable: () => undefined, isHidden: () => false };
const listener = { onChanges: () => undefined, onSnapshot: () => undefined, onEnd: () => undefined };

test('conferences are told to other instances as they are here, with a time by the clock on the wall', async () => {
  const told: string[] = [];
  const polls = createPolls({
    config: readConfig({}),
    lists: {
      async read(collection, accountId) {
        const rows = [meeting('running', 2), meeting('empty', 0)].map((record) => collection.read(record, reading));
        return rows.flatMap((row) => (row === undefined ? [] : [{ ...row, accountId }]));
      },
      readOptional: async () => [],
    },
    turns: new ListTurns({ maxRunning: 1, maxRunningSlow: 1 }),
    budget: new LiveBudget({ maxTables: 10, maxRows: 10, maxBytes: 100_000, onLimited: () => undefined }),
    upstreams: { cursor: 'c', cursorOf: () => 'c' },
    sharedLists: {
      open: () => ({
        isShared: true,
        takeTurn: async () => 0,
        tell: (text) => told.push(text) > 0,
        close: () => undefined,
      }),
    },
    metrics: createMetrics(),
    log: createLog('silent'),
  });

  const { table, leave } = polls.conferences.join({ accountId: 'acme', client: 'somebody' }, listener);
  await table.opened;
  const rows = [...table.rows()];
  leave();
  await vi.runAllTimersAsync();

  expect(rows).toMatchObject([{ id: 'running', runningAt: new Date(now - 250) }, { id: 'empty' }]);
  const { listed } = readDated(told[0] ?? '') as { listed: unknown };
  expect(listed).toStrictEqual(rows);
});
