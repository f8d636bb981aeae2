import { expect, test, vi } from 'vitest';
import { EventRates } from '../../src/operator/event-rates.ts';

test('a rate is that of the last five seconds, and of a new account since it is seen', () => {
  vi.useFakeTimers();
  const rates = new EventRates();
  const sample = (counts: Readonly<Record<string, number>>) => {
    rates.begin();
    const entries = Object.entries(counts).map(([account, count]) => [account, rates.of(account, count)]);
    vi.advanceTimersByTime(1_000);
    return Object.fromEntries(entries);
  };

  expect(sample({ old: 100 })).toEqual({ old: 0 });
  expect(sample({ old: 110 })).toEqual({ old: 10 });
  expect(sample({ old: 140, fresh: 3 })).toEqual({ old: 20, fresh: 0 });
  expect(sample({ old: 140, fresh: 8 })).toEqual({ old: 13.3, fresh: 5 });
  for (let second = 0; second < 5; second += 1) sample({ old: 140, fresh: 8 });

  expect(sample({ old: 140, fresh: 8 })).toEqual({ old: 0, fresh: 0 });
  expect(sample({ old: 2 })).toEqual({ old: 0 });
  vi.useRealTimers();
});
