import { describe, expect, test, vi } from 'vitest';
import { watchMonthRollovers } from '../../../src/upstream/topics/month-rollover.ts';
import { holdClock } from '../../harness/held-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function at(text: string): number {
  return Date.parse(text);
}

describe('watching', () => {
  const rollover = at('2026-04-01T00:00:00Z');

  holdClock({ now: at('2026-03-15T12:00:00Z') });

  test('calls at each renewal, at its time, until it is stopped', () => {
    const renewedAtMs: number[] = [];
    const stop = watchMonthRollovers('UTC', () => renewedAtMs.push(Date.now()));

    vi.advanceTimersByTime(31 * dayMs);
    stop();
    vi.advanceTimersByTime(31 * dayMs);

    expect(renewedAtMs).toEqual([rollover + 500, rollover + 20_000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits at most half a day at a time: timers end at 24.8 days, and the clock may be set meanwhile', () => {
    const stop = watchMonthRollovers('UTC', () => undefined);
    const endMs = Date.now() + 40 * dayMs;
    const delaysMs: number[] = [];

    while (Date.now() < endMs) {
      const beganMs = Date.now();
      vi.advanceTimersToNextTimer();
      delaysMs.push(Date.now() - beganMs);
    }
    stop();

    expect(Math.max(...delaysMs)).toBe(12 * hourMs);
    expect(Math.min(...delaysMs)).toBeGreaterThan(0);
  });

  test.each([
    ['the nodes are in UTC', 'UTC', '2026-04-03T00:00:00Z', 20_000, rollover],
    [
      'nobody knows where the nodes are',
      undefined,
      '2026-04-03T00:00:00Z',
      12 * hourMs + 20_000,
      rollover - 14 * hourMs,
    ],
    [
      'a year has passed',
      undefined,
      '2027-04-03T00:00:00Z',
      365 * dayMs + 12 * hourMs + 20_000,
      rollover - 14 * hourMs,
    ],
  ])(
    'renews once, for the last time, and for all that is due, when the clock was set over a rollover and %s',
    (_what, timeZone, moment, afterMs, lostMs) => {
      const renew = vi.fn();
      using _watch = { [Symbol.dispose]: watchMonthRollovers(timeZone, renew) };

      vi.setSystemTime(at(moment));
      vi.advanceTimersByTime(12 * hourMs);

      const renewal = { atMs: rollover + afterMs, lostSinceMs: lostMs - 20_000, isLast: true };
      expect(renew).toHaveBeenCalledExactlyOnceWith(renewal);
    },
  );

  test('renews for the last time when the process stood still over both renewals', () => {
    const renew = vi.fn();
    using _watch = { [Symbol.dispose]: watchMonthRollovers('UTC', renew) };
    vi.advanceTimersByTime(rollover - Date.now());

    vi.setSystemTime(rollover + minuteMs);
    vi.advanceTimersByTime(dayMs);

    const renewal = { atMs: rollover + 20_000, lostSinceMs: rollover - 20_000, isLast: true };
    expect(renew).toHaveBeenCalledExactlyOnceWith(renewal);
  });

  test('waits when the clock was set back a little just before the rollover', () => {
    const renewedAtMs: number[] = [];
    using _watch = { [Symbol.dispose]: watchMonthRollovers('UTC', () => renewedAtMs.push(Date.now())) };
    vi.advanceTimersByTime(rollover - minuteMs - Date.now());

    vi.setSystemTime(Date.now() - 5 * minuteMs);
    vi.advanceTimersByTime(10 * minuteMs);

    expect(renewedAtMs).toEqual([rollover + 500, rollover + 20_000]);
  });

  test('does not miss the turns that a clock set back by years makes come first', () => {
    vi.setSystemTime(at('2031-01-15T00:00:00Z'));
    const renewedAtMs: number[] = [];
    using _watch = { [Symbol.dispose]: watchMonthRollovers('UTC', () => renewedAtMs.push(Date.now())) };

    vi.setSystemTime(at('2026-03-20T00:00:00Z'));
    vi.advanceTimersByTime(20 * dayMs);

    expect(renewedAtMs).toEqual([rollover + 500, rollover + 20_000]);
  });
});
