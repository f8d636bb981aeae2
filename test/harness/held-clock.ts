import { afterEach, beforeEach, vi } from 'vitest';

/** For tests to which it does not matter what day it is. */
export const noon = Date.parse('2026-01-01T12:00:00Z');

/**
 * Stops the clock and the timers before each test, in which `vi` moves them on, and lets them go
 * after it.
 */
export function holdClock(options?: Parameters<typeof vi.useFakeTimers>[0]): void {
  beforeEach(() => {
    vi.useFakeTimers(options);
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Makes each random pause half of the longest, or the mean of its bounds. */
export function holdJitter(): void {
  beforeEach(() => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
