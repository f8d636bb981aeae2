import { expect, test } from 'vitest';
import { Record, sumOf } from './record.ts';
import { operations } from './watcher.ts';

const entries = [0, 1, 2, 3].map((number) => ({ number, kind: 'CHANNEL_CREATE', atMs: Date.now() - 1_000 }));
const gap = { from: '2026-03-01T12:00:00Z', to: '2026-03-01T12:00:01Z', reason: 'OWNER_LOST', certain: true };

function recordOf(...numbers: readonly number[]): Record {
  const record = new Record('client', operations.creations);
  record.flowsFrom(1);
  for (const number of numbers) record.event(number, null);
  return record;
}

test('the tally counts what came twice, and what never came of all that had to', () => {
  expect(recordOf(1, 1, 3).tally(entries)).toMatchObject({ clients: 1, deliveries: 3, duplicates: 1, missing: 1 });
});

test('the tally counts apart what came before a client had a cursor that lost its connection and began afresh', () => {
  const record = recordOf();
  record.restart();
  record.event(3, null);

  expect(record.tally(entries)).toMatchObject({ missing: 0, beforeCursor: 2 });
  expect(record.problems(entries, {})).toEqual([]);
});

test('the tally counts what a client misses that loses its connection after its first event', () => {
  const record = recordOf(1);
  record.restart();
  record.event(3, null);

  expect(record.tally(entries)).toMatchObject({ missing: 1, beforeCursor: 0 });
});

test('the tally tells gaps by their reason, and those that are possible only', () => {
  const record = recordOf();
  record.event(1, gap);
  record.event(2, { ...gap, certain: false });

  expect(record.tally(entries).gaps).toEqual({ OWNER_LOST: 1, 'possible OWNER_LOST': 1 });
});

test('the longest wait is that of an event which had to come', () => {
  const late = { number: 0, kind: 'CHANNEL_CREATE', atMs: 0 };

  const { longestWaitMs } = recordOf(0, 1).tally([late, ...entries.slice(1)]);

  expect(longestWaitMs).toBeGreaterThanOrEqual(1_000);
  expect(longestWaitMs).toBeLessThan(600_000);
});

test('tallies add up, but for the longest wait of them', () => {
  const [one, other] = [recordOf(1, 2).tally(entries), recordOf(1).tally(entries)];

  const sum = sumOf([one, { ...other, gaps: { OWNER_LOST: 2 }, longestWaitMs: 90_000 }]);

  expect(sum).toMatchObject({ clients: 2, deliveries: 3, missing: 3, gaps: { OWNER_LOST: 2 }, longestWaitMs: 90_000 });
});

test('an event that is missing before another one without a notice is a problem', () => {
  expect(recordOf(1, 3).problems(entries, {})).toEqual(['client: #2 are missing without a notice before #3']);
});
