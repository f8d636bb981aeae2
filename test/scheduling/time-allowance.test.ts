import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TimeAllowance } from '../../src/scheduling/time-allowance.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('what was taken is saved again, a share of the time that passes, up to the maximum', () => {
  const allowance = new TimeAllowance(40, 0.1);
  const left = [allowance.leftMs];

  allowance.take(30);
  left.push(allowance.leftMs);
  vi.advanceTimersByTime(100);
  left.push(allowance.leftMs);
  vi.advanceTimersByTime(10_000);
  left.push(allowance.leftMs);

  expect(left).toEqual([40, 10, 20, 40]);
});

test('no debt is left of what was taken beyond it, and nothing is won by taking less than nothing', () => {
  const allowance = new TimeAllowance(40, 0.1);

  allowance.take(1_000);
  const left = [allowance.leftMs];
  allowance.take(-10);
  left.push(allowance.leftMs);
  vi.advanceTimersByTime(50);

  expect([...left, allowance.leftMs]).toEqual([0, 0, 5]);
});
