import { describe, expect, test, vi } from 'vitest';
import { KazooClock } from '../../src/kazoo/kazoo-clock.ts';
import { holdClock } from '../harness/held-clock.ts';

const hourMs = 3_600_000;
const start = Date.parse('2026-01-01T12:00:00.400Z');

holdClock({ now: start });

const dateAt = (unixMs: number): string => new Date(unixMs).toUTCString();

function setUp() {
  const differencesMs: number[] = [];
  return { differencesMs, clock: new KazooClock((differenceMs) => differencesMs.push(differenceMs)) };
}

test('before an answer the clock is that of this machine, and not confirmed', () => {
  const { clock } = setUp();

  vi.advanceTimersByTime(hourMs);

  expect(clock.now()).toBeCloseTo(start + hourMs, 0);
  expect(clock.isConfirmed).toBe(false);
});

describe('answers that agree with this machine change nothing:', () => {
  test.each([
    ['one of the same second', 0, 20],
    ['one of a clock that is some seconds off', 4_000, 20],
    ['one that took half a minute to come', -30_000, 30_000],
  ])('%s', (_what, aheadMs, durationMs) => {
    const { clock, differencesMs } = setUp();

    clock.note(dateAt(start + aheadMs), durationMs);

    expect(clock.now()).toBeCloseTo(start, 0);
    expect(clock.isConfirmed).toBe(true);
    expect(differencesMs).toEqual([]);
  });
});

describe.each([-2 * hourMs, 2 * hourMs, -30_000])('a Kazoo that is ahead by %d ms', (aheadMs) => {
  test('sets the clock, and is told', () => {
    const { clock, differencesMs } = setUp();

    clock.note(dateAt(start + aheadMs), 20);
    vi.advanceTimersByTime(hourMs);

    expect(Math.abs(clock.now() - (start + aheadMs + hourMs))).toBeLessThan(1_000);
    expect(differencesMs).toHaveLength(1);
    expect(Math.abs((differencesMs[0] ?? 0) - aheadMs)).toBeLessThan(1_000);
  });

  test('keeps the clock steady from one answer to the next', () => {
    const { clock } = setUp();
    clock.note(dateAt(start + aheadMs), 20);
    const before = clock.now();

    vi.advanceTimersByTime(700);
    clock.note(dateAt(start + aheadMs + 700), 2_000);

    expect(clock.now()).toBeCloseTo(before + 700, 0);
  });

  test('is forgotten when the clock of this machine has been set right', () => {
    const { clock } = setUp();
    clock.note(dateAt(start + aheadMs), 20);

    vi.setSystemTime(start + aheadMs);
    clock.note(dateAt(start + aheadMs), 20);

    expect(clock.now()).toBeCloseTo(start + aheadMs, 0);
  });
});

test('a clock of this machine that is set forward does not make it later', () => {
  const { clock } = setUp();
  clock.note(dateAt(start), 20);

  vi.setSystemTime(start + 2 * hourMs);

  expect(clock.now()).toBeCloseTo(start, 0);
});

test.each([undefined, 'yesterday'])('with a Date of %s the clock of this machine counts', (date) => {
  const { clock } = setUp();
  clock.note(dateAt(start - 2 * hourMs), 20);

  clock.note(date, 20);

  expect(clock.now()).toBeCloseTo(start, 0);
});
