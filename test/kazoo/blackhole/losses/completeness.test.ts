import { describe, expect, test, vi } from 'vitest';
import { Completeness } from '../../../../src/kazoo/blackhole/losses/completeness.ts';
import { holdClock } from '../../../harness/held-clock.ts';

const openedAtMs = Date.parse('2026-11-28T12:00:00Z');
/** For so long a later event can overtake an earlier one. */
const disorderMs = 250;

holdClock({ toFake: ['Date', 'performance'], now: openedAtMs });

/** Receives what Kazoo emitted so long after the socket was opened, by a clock that is right. */
function receive(completeness: Completeness, emittedAfterMs: number): void {
  completeness.receive({ msg_id: String((openedAtMs + emittedAfterMs) * 1000) });
}

/** Of a socket that is opened now; `untilMs` tells how long after that it is complete. */
function opened() {
  const completeness = new Completeness();
  const atMs = performance.now();
  completeness.reach(atMs);
  return { completeness, untilMs: () => (completeness.untilMs ?? Number.NaN) - atMs };
}

describe('what a socket brought is complete', () => {
  test('until when, is unknown before it is open', () => {
    expect(new Completeness().untilMs).toBeUndefined();
  });

  test('until the emission of the last event, however late that came', () => {
    const { completeness, untilMs } = opened();

    vi.advanceTimersByTime(15_700);
    receive(completeness, 1_000);

    expect(untilMs()).toBe(1_000 - disorderMs);
  });

  test('never until later than the receipt, where the clock of Kazoo is ahead', () => {
    const { completeness, untilMs } = opened();

    receive(completeness, 60_000);
    vi.advanceTimersByTime(10_000);
    receive(completeness, 62_000);

    // The second was 8 s late: it was emitted 2 s after the first, and came 10 s after it.
    expect(untilMs()).toBe(2_000 - disorderMs);
  });

  test('until no later because of an event without a time, or with one that nobody can believe', () => {
    const { completeness, untilMs } = opened();

    vi.advanceTimersByTime(5_000);
    completeness.receive({ msg_id: 'f'.repeat(32) });
    receive(completeness, 86_400_000);

    expect(untilMs()).toBe(-disorderMs);
  });

  test('until the latest of all, where an earlier event was overtaken', () => {
    const { completeness, untilMs } = opened();

    vi.advanceTimersByTime(2_000);
    receive(completeness, 2_000);
    receive(completeness, 1_990);

    expect(untilMs()).toBe(2_000 - disorderMs);
  });

  test('until the receipt of the last event, also when our clock is set back meanwhile', () => {
    const { completeness, untilMs } = opened();
    vi.advanceTimersByTime(2_000);
    receive(completeness, 2_000);

    vi.setSystemTime(openedAtMs - 600_000);
    vi.advanceTimersByTime(3_000);
    receive(completeness, 5_000);

    expect(untilMs()).toBe(5_000 - disorderMs);
  });
});
