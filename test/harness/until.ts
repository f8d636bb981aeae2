import { vi } from 'vitest';

/** For what hangs, not for what a busy machine makes slow; shorter than a test's time limit. */
const hangsAfterMs = 45_000;

/** Repeats `check` until it no longer throws, for states that no event announces. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: hangsAfterMs, interval: 5 });
}
