import { expect, test } from 'vitest';
import { isHarmed } from './latencies.ts';

/** A hundred, of which the slowest took so long. */
const withP99 = (p99: number, worst = p99): readonly number[] => [...Array(98).fill(1), p99, worst];

test.each([
  ['50 ms are no harm, however quick it is else', 50, { idle: 1, spared: 1, slowdown: 1 }, false],
  ['more is, where nobody else waits', 51, { idle: 1, spared: 1, slowdown: 1 }, true],
  ['five times what it takes before the attack is none', 100, { idle: 20, spared: 1, slowdown: 1 }, false],
  ['five times what it takes beside is none', 100, { idle: 1, spared: 20, slowdown: 1 }, false],
  ['and more is', 101, { idle: 20, spared: 20, slowdown: 1 }, true],
  ['50 ms of the processor are none where that takes 200 ms', 200, { idle: 20, spared: 20, slowdown: 4 }, false],
  ['and more is, on a slow machine, too', 201, { idle: 20, spared: 20, slowdown: 4 }, true],
])('%s: a p99 of %d ms', (_, p99, { idle, spared, slowdown }, harmed) => {
  expect(isHarmed(withP99(p99), { idle: withP99(idle), spared: withP99(spared), slowdown })).toBe(harmed);
});

test.each([
  [500, 1, false],
  [501, 1, true],
  [1_000, 2, false],
  [1_001, 2, true],
])('%d ms once, on a machine that makes it %d times as slow: harmed is %s', (worst, slowdown, harmed) => {
  const beside = { idle: withP99(10), spared: withP99(10), slowdown };

  expect(isHarmed(withP99(10, worst), beside)).toBe(harmed);
});
