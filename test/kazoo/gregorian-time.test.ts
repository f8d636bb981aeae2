import { describe, expect, test } from 'vitest';
import { readKazooTime } from '../../src/kazoo/gregorian-time.ts';

const moment = new Date('2024-03-12T18:04:05Z');

describe('times as Kazoo writes them', () => {
  test.each([
    ['Gregorian seconds', 63_877_485_845],
    ['Gregorian seconds as text', '63877485845'],
    ['UNIX seconds', 1_710_266_645],
    ['UNIX seconds as text', ' 1710266645 '],
    ['UNIX microseconds', 1_710_266_645_000_000],
    ['UNIX microseconds as text', '1710266645000000'],
    ['ISO 8601', '2024-03-12T18:04:05Z'],
    ['ISO 8601 with a zone', '2024-03-12T19:04:05+01:00'],
    ['ISO 8601 without a zone, which is UTC', '2024-03-12T18:04:05'],
    ['ISO 8601 with a blank', '2024-03-12 18:04:05Z'],
  ])('%s are read', (_unit, value) => {
    expect(readKazooTime(value)).toEqual(moment);
  });

  test('fractions of a second survive to the millisecond', () => {
    expect(readKazooTime(1_710_266_645_123_456)).toEqual(new Date('2024-03-12T18:04:05.123Z'));
    expect(readKazooTime('63877485845.5')).toEqual(new Date('2024-03-12T18:04:05.500Z'));
  });

  test('a date alone is its midnight in UTC', () => {
    expect(readKazooTime('2024-03-12')).toEqual(new Date('2024-03-12T00:00:00Z'));
  });

  test.each([
    0,
    -63_877_485_845,
    30,
    5e10,
    2e11,
    1_710_266_645_000,
    6.4e16,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    'undefined',
    '12',
    'March 12',
    '2024-13-45T00:00:00Z',
    null,
    undefined,
    true,
    {},
    [63_877_485_845],
  ])('%s is no time', (value) => {
    expect(readKazooTime(value)).toBeNull();
  });
});
