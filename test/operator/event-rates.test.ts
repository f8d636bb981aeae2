import { expect, onTestFinished, test, vi } from 'vitest';
import { EventRates } from '../../src/operator/event-rates.ts';

function setUp() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const rates = new EventRates();
  return (counts: Readonly<Record<string, number>>) => {
    rates.begin();
    const entries = Object.entries(counts).map(([account, count]) => [account, rates.of(account, count)]);
    vi.advanceTimersByTime(1_000);
    return Object.fromEntries(entries);
  };
}

test('a rate is that of the last five seconds, and of a new account since it is seen', () => {
  const sample = setUp();

  expect(sample({ old: 100 })).toEqual({ old: 0 });
  expect(sample({ old: 110 })).toEqual({ old: 10 });
  expect(sample({ old: 140, fresh: 3 })).toEqual({ old: 20, fresh: 0 });
  expect(sample({ old: 140, fresh: 8 })).toEqual({ old: 13.3, fresh: 5 });
  for (let second = 0; second < 5; second += 1) sample({ old: 140, fresh: 8 });

  expect(sample({ old: 140, fresh: 8 })).toEqual({ old: 0, fresh: 0 });
  expect(sample({ old: 2 })).toEqual({ old: 0 });
});

test('who looks again after a while begins anew', () => {
  const sample = setUp();
  sample({ one: 0 });
  vi.advanceTimersByTime(600_000);

  expect(sample({ one: 60_000 })).toEqual({ one: 0 });
  expect(sample({ one: 60_007 })).toEqual({ one: 7 });
});
