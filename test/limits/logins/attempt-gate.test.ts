import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AttemptGate } from '../../../src/limits/logins/attempt-gate.ts';
import { FailureBudget } from '../../../src/limits/logins/failure-budget.ts';

/** Longer than a slice: an answer that takes so long is alone in its turn of the event loop. */
const longMs = 11;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('many that wait are refused in turns, and the event loop goes on in between', async () => {
  const limited = vi.fn();
  const gate = new AttemptGate({
    budget: new FailureBudget({ maxFailures: 1, windowMs: 60_000 }),
    maxWaitMs: 60_000,
    onLimited: limited,
  });
  const refused: unknown[] = [];
  await gate.enter('key', 'client');
  for (let attempt = 0; attempt < 20; attempt += 1)
    gate.enter('key', 'client').catch((error: unknown) => {
      refused.push(error);
      vi.advanceTimersByTime(longMs);
    });

  gate.leave('key', true);
  const refusedInTurn: number[] = [];
  while (refused.length < 20) {
    const before = refused.length;
    await new Promise((resolve) => setImmediate(resolve));
    refusedInTurn.push(refused.length - before);
  }

  expect(Math.max(...refusedInTurn)).toBeLessThanOrEqual(2);
  expect(limited).toHaveBeenCalledTimes(20);
});
