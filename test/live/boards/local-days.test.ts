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

  test('is kept for so many names of zones only', () => {
    const days = new LocalDays();
    const nowMs = Date.parse('2026-03-12T18:00:00Z');
    const [first = '', ...others] = spellings('antarctica/casey', 1_001);
    const today = days.around(nowMs, first);

    for (const other of others.slice(1)) days.around(nowMs, other);
    const kept = days.around(nowMs, first);
    for (const other of others) days.around(nowMs, other);
    const again = days.around(nowMs, first);

    expect(kept).toBe(today);
    expect(again).not.toBe(today);
    expect(again).toEqual(today);
  });
});

/** So many ways to write a name, some of its letters as capitals. */
function spellings(name: string, count: number): readonly string[] {
  const isCapital = (spelling: number, index: number): boolean => ((spelling >> index) & 1) === 1;
  return Array.from({ length: count }, (_, spelling) =>
    [...name].map((letter, index) => (isCapital(spelling, index) ? letter.toUpperCase() : letter)).join(''),
  );
}
