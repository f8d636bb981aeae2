import { expect, test, vi } from 'vitest';
import { RecentCounts } from '../../src/telemetry/recent-counts.ts';

test('what happened is counted for a minute or two, by its kind', () => {
  vi.useFakeTimers();
  vi.setSystemTime(0);
  const counts = new RecentCounts();
  counts.add('one');
  counts.add('one');
  counts.add('two');
  expect([...counts.recent]).toEqual([
    ['one', 2],
    ['two', 1],
  ]);

  vi.advanceTimersByTime(60_000);
  counts.add('one');
  expect(counts.recent.get('one')).toBe(3);
  vi.advanceTimersByTime(120_000);

  expect([...counts.recent]).toEqual([]);
  vi.useRealTimers();
});
