import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AttemptGate } from '../../../src/limits/logins/attempt-gate.ts';
import { FailureBudget } from '../../../src/limits/logins/failure-budget.ts';

/** Longer than a slice: an answer that takes so long is alone in its turn of the event loop. */
const longMs = 11;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
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

test('whoever waits is admitted, also where one that was refused before them came to its deadline', async () => {
  const gate = new AttemptGate({
    budget: new FailureBudget({ maxFailures: 1, windowMs: 60_000 }),
    maxWaitMs: 6_000,
    onLimited: () => undefined,
  });
  await gate.enter('key', 'client');
  const refused = gate.enter('key', 'client');
  vi.advanceTimersByTime(900);
  gate.leave('key', true);
  vi.advanceTimersByTime(5_050); // The pause is over, before the event loop has come to the refusal.
  const running = gate.enter('key', 'client');
  const waiting = gate.enter('key', 'client');

  vi.advanceTimersByTime(50);
  await expect(refused).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  await running;
  gate.leave('key', false);

  await expect(Promise.race([waiting, nextTurn('still waits')])).resolves.toBeUndefined();
});
