import { expect, test } from 'vitest';
import { secondsLeft } from '../../src/kazoo/token-claims.ts';

test.each([
  ['whole seconds, rounded down', 60_999, 60],
  ['zero once it has ended', -5_000, 0],
  ['what an Int can hold, for a token of a century', 1e14, 2 ** 31 - 1],
])('how long a token is good is told as %s', (_how, leftMs, seconds) => {
  const nowMs = 1_000;

  expect(secondsLeft(nowMs + leftMs, nowMs)).toBe(seconds);
});

test('a token that never ends has no seconds left', () => {
  expect(secondsLeft(undefined, 0)).toBeNull();
});
