import { describe, expect, test } from 'vitest';
import { LocalDays } from '../../../src/live/boards/local-days.ts';

const hourMs = 3_600_000;

describe('the local day', () => {
  test.each([
    ['UTC', '2026-03-12T18:00:00Z', '2026-03-12T00:00:00Z', 24],
    ['Asia/Kolkata', '2026-03-12T18:29:59.999Z', '2026-03-11T18:30:00Z', 24],
    ['Asia/Kolkata', '2026-03-12T18:30:00Z', '2026-03-12T18:30:00Z', 24],
    ['Pacific/Kiritimati', '2026-03-12T10:00:00Z', '2026-03-12T10:00:00Z', 24],
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-24T22:00:00Z', 25],
    ['America/Havana', '2026-11-01T04:30:00Z', '2026-11-01T04:00:00Z', 25],
  ])('in %s around %s begins at %s and has %i hours', (timezone, now, start, hours) => {
    const { startMs, endMs } = new LocalDays().around(Date.parse(now), timezone);

    expect(new Date(startMs)).toEqual(new Date(start));
    expect(endMs - startMs).toBe(hours * hourMs);
  });

  test('is found out once, until it is over or the clock was set back', () => {
    const days = new LocalDays();
    const today = days.around(Date.parse('2026-03-12T18:00:00Z'), 'Europe/Berlin');

    const later = days.around(today.endMs - 1, 'Europe/Berlin');
    const tomorrow = days.around(today.endMs, 'Europe/Berlin');
    const again = days.around(today.endMs + 1, 'Europe/Berlin');
    const back = days.around(today.startMs, 'Europe/Berlin');

    expect([later, again, back]).toEqual([today, tomorrow, today]);
    expect([later === today, again === tomorrow, tomorrow.startMs]).toEqual([true, true, today.endMs]);
    expect(days.around(today.startMs, 'UTC')).not.toEqual(today);
  });
});
