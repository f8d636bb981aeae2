import { describe, expect, test, vi } from 'vitest';
import { emittedAtMs, switchTimeMs } from '../../src/kazoo/emission-time.ts';
import { holdClock } from '../harness/held-clock.ts';

holdClock({ toFake: ['Date'] });

describe('the time of emission is', () => {
  test("a switch event's msg_id, which is microseconds", () => {
    vi.setSystemTime(1795893913620);

    expect(emittedAtMs({ msg_id: '1795893913620500', timestamp: 63962710441 })).toBe(1795893913620.5);
    expect(switchTimeMs({ msg_id: '1795893913620500', timestamp: 63962710441 })).toBe(1795893913620.5);
  });

  test('else the timestamp, which Kazoo may have rounded up by a second', () => {
    const timestamp = 63877485845;
    const startOfSecond = Date.parse('2024-03-12T18:04:05Z');
    vi.setSystemTime(startOfSecond);

    expect(emittedAtMs({ msg_id: '5e1ab3c9d7f04826a1b2c3d4e5f6072a', timestamp })).toBe(startOfSecond - 1000);
    expect(emittedAtMs({ timestamp })).toBe(startOfSecond - 1000);
  });

  test('to the microsecond only where the switch says so', () => {
    vi.setSystemTime(Date.parse('2024-03-12T18:04:05Z'));

    expect(switchTimeMs({ timestamp: 63877485845 })).toBeUndefined();
  });

  test.each([-1, 1])('unknown of an event that is more than an hour off', (direction) => {
    const msg_id = '1795893913620000';

    vi.setSystemTime(1795893913620 + direction * 3_600_000);
    expect(emittedAtMs({ msg_id })).toBe(1795893913620);
    vi.setSystemTime(1795893913620 + direction * 3_600_001);
    expect(emittedAtMs({ msg_id })).toBeUndefined();
  });

  test.each([
    ['no time', {}],
    ['an id of letters', { msg_id: '70d7f28ad426b8b4' }],
    ['a timestamp that is none', { timestamp: 'yesterday' }],
    ['a timestamp of null', { timestamp: null }],
  ])('unknown of an event with %s', (_what, data) => {
    expect(emittedAtMs(data)).toBeUndefined();
  });
});
