import { describe, expect, test } from 'vitest';
import { Completeness } from '../../../src/kazoo/blackhole/completeness.ts';

const openedAtMs = Date.parse('2026-11-28T12:00:00Z');
/** For so long a later event can overtake an earlier one. */
const disorderMs = 250;

function emittedAt(atMs: number) {
  return { msg_id: String(atMs * 1000) };
}

function opened(): Completeness {
  const completeness = new Completeness();
  completeness.reach(openedAtMs);
  return completeness;
}

describe('what a socket brought is complete', () => {
  test('until when, is unknown before it is open', () => {
    expect(new Completeness().untilMs).toBeUndefined();
  });

  test('until the emission of the last event, however late that came', () => {
    const completeness = opened();

    completeness.receive(emittedAt(openedAtMs + 1_000), openedAtMs + 15_700);

    expect(completeness.untilMs).toBe(openedAtMs + 1_000 - disorderMs);
  });

  test('never until later than the receipt, where the clock of Kazoo is ahead', () => {
    const completeness = opened();

    completeness.receive(emittedAt(openedAtMs + 60_000), openedAtMs);
    completeness.receive(emittedAt(openedAtMs + 62_000), openedAtMs + 10_000);

    // The second was 8 s late: it was emitted 2 s after the first, and came 10 s after it.
    expect(completeness.untilMs).toBe(openedAtMs + 2_000 - disorderMs);
  });

  test('until no later because of an event without a time, or with one that nobody can believe', () => {
    const completeness = opened();

    completeness.receive({ msg_id: 'f'.repeat(32) }, openedAtMs + 5_000);
    completeness.receive(emittedAt(openedAtMs + 86_400_000), openedAtMs + 5_000);

    expect(completeness.untilMs).toBe(openedAtMs - disorderMs);
  });

  test('until the latest of all, where an earlier event was overtaken', () => {
    const completeness = opened();

    completeness.receive(emittedAt(openedAtMs + 2_000), openedAtMs + 2_000);
    completeness.receive(emittedAt(openedAtMs + 1_990), openedAtMs + 2_001);

    expect(completeness.untilMs).toBe(openedAtMs + 2_000 - disorderMs);
  });
});
