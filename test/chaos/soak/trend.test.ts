import { expect, test } from 'vitest';
import { meansOf, trendOf } from './trend.ts';

const minuteMs = 60_000;

test('a line has its slope, without an error', () => {
  const samples = [0, 1, 2, 3].map((minute) => ({ atMs: minute * minuteMs, value: 10 + 4 * minute }));

  expect(trendOf(samples)).toEqual({ perMinute: 4, errorPerMinute: 0 });
});

test('scatter around a level is no growth beyond its error', () => {
  const samples = [5, -5, 4, -4, 5, -5].map((scatter, minute) => ({ atMs: minute * minuteMs, value: 100 + scatter }));

  const { perMinute, errorPerMinute } = trendOf(samples);

  expect(Math.abs(perMinute)).toBeLessThan(errorPerMinute);
});

test('growth shows through scatter', () => {
  const samples = [5, -5, 4, -4, 5, -5].map((scatter, minute) => ({
    atMs: minute * minuteMs,
    value: 100 + 10 * minute + scatter,
  }));

  const { perMinute, errorPerMinute } = trendOf(samples);

  expect(perMinute).toBeGreaterThan(3 * errorPerMinute);
});

test('two samples have no trend', () => {
  expect(() =>
    trendOf([
      { atMs: 0, value: 1 },
      { atMs: 1, value: 2 },
    ]),
  ).toThrow(RangeError);
});

test('samples that rise and fall together count as one', () => {
  const samples = [0, 1, 2, 3, 4, 5].map((minute) => ({
    atMs: 10 + minute * minuteMs,
    value: minute < 3 ? 1 : minute,
  }));

  expect(meansOf(samples, 3 * minuteMs)).toEqual([
    { atMs: 10 + minuteMs, value: 1 },
    { atMs: 10 + 4 * minuteMs, value: 4 },
  ]);
});
