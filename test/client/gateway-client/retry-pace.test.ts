import { afterEach, expect, test, vi } from 'vitest';
import { RetryPace } from '../../../src/client/gateway-client/retry-pace.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('pauses grow to half a minute and no further, however long the gateway is away', () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const pace = new RetryPace();

  const pauses = Array.from({ length: 2000 }, () => pace.next());

  expect(pauses.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(Math.max(...pauses)).toBe(30_000);
});

test('clients do not come in step, and none at once', () => {
  const paces = Array.from({ length: 200 }, () => {
    const pace = new RetryPace();
    for (let failure = 0; failure < 10; failure += 1) pace.next();
    return pace.next();
  });

  expect(new Set(paces).size).toBeGreaterThan(190);
  expect(Math.min(...paces)).toBeGreaterThanOrEqual(250);
  expect(paces.filter((pauseMs) => pauseMs < 15_000).length).toBeGreaterThan(50);
});

test('a connection that lasted makes the next pause short again, one that was closed at once does not', () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const pace = new RetryPace();
  for (let failure = 0; failure < 3; failure += 1) pace.next();

  pace.lasted(9_999);
  expect(pace.next()).toBe(8000);
  pace.lasted(10_000);
  expect(pace.next()).toBe(1000);
});

test('a pause is as long as the gateway says, and only the next one', () => {
  const pace = new RetryPace();

  pace.atLeast(120_000);
  expect(pace.next()).toBe(120_000);
  expect(pace.next()).toBeLessThan(30_000);
});

test('whoever only needs another token hurries once, and again after a connection that lasted', () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const pace = new RetryPace();
  for (let failure = 0; failure < 5; failure += 1) pace.next();

  pace.hurry();
  expect([pace.next(), pace.next()]).toEqual([1000, 2000]);
  for (let failure = 0; failure < 5; failure += 1) pace.next();
  pace.hurry();
  expect(pace.next()).toBe(30_000);
  pace.lasted(10_000);
  for (let failure = 0; failure < 5; failure += 1) pace.next();
  pace.hurry();
  expect(pace.next()).toBe(1000);
});
