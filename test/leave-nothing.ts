/** Fails a test file that leaves something to the next one in its process. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, vi } from 'vitest';
import { leftBetween, processState } from './process-state.ts';

/** What is being closed is gone after some turns of the event loop, long ones on a busy machine. */
const closingTurns = 1_000;
const turnMs = 5;

const before = processState();

// Registered first, it runs last: after what the file itself does in the end.
afterAll(async () => {
  let left = leftBetween(before, processState());
  for (let turn = 0; left.length > 0 && turn < closingTurns; turn += 1) {
    await delay(turnMs);
    left = leftBetween(before, processState());
  }
  vi.useRealTimers();
  // Vitest does so after each file, once more for spies that were restored, with whatever they had found: a clock
  // that was fake then would be back for all files that follow.
  vi.restoreAllMocks();
  left = [...new Set([...left, ...leftBetween(before, processState())])];
  if (left.length > 0) throw new Error(`This file leaves to the next one: ${left.join(', ')}.`);
});
