import { expect, test, vi } from 'vitest';
import { FailureBudget } from '../../../src/limits/logins/failure-budget.ts';
import { CacheClock } from '../../harness/cache-clock.ts';

test('the failures of a key that nobody tries again are forgotten at the end of the window', () => {
  using clock = new CacheClock();
  const budget = new FailureBudget({ maxFailures: 3, windowMs: 300_000 });

  budget.fail('key');
  clock.pass(10);
  expect(vi.getTimerCount()).toBe(1);
  expect(budget.left('key')).toBe(2);
  clock.pass(300_001);

  expect(vi.getTimerCount()).toBe(0);
  expect(budget.left('key')).toBe(3);
});
