import { describe, expect, test } from 'vitest';
import { localDay } from '../../../src/live/boards/local-day.ts';

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
    const { startMs, endMs } = localDay(Date.parse(now), timezone);

    expect(new Date(startMs)).toEqual(new Date(start));
    expect(endMs - startMs).toBe(hours * hourMs);
  });
});
