import { describe, expect, test } from 'vitest';
import { SwitchClocks } from '../../../../src/kazoo/blackhole/losses/switch-clocks.ts';

/** The switch's clock shows this when ours shows 0. */
const aheadMs = 1_700_000_000_000;

describe('the clock of a switch is known', () => {
  test('by the event that took the least time', () => {
    const clocks = new SwitchClocks();
    clocks.read('fs1', aheadMs + 0, 9);
    clocks.read('fs1', aheadMs + 100, 103);

    expect(clocks.read('fs1', aheadMs + 200, 290)).toBe(203);
  });

  test('anew after a minute, since it may have been set back', () => {
    const clocks = new SwitchClocks();
    clocks.read('fs1', aheadMs, 3);
    for (let atMs = 1_000; atMs < 70_000; atMs += 1_000) clocks.read('fs1', aheadMs - 500 + atMs, atMs + 3);

    expect(clocks.read('fs1', aheadMs - 500 + 70_000, 70_003)).toBe(70_003);
  });

  test('still after a quiet time, when the first events that come are late', () => {
    const clocks = new SwitchClocks();
    clocks.read('fs1', aheadMs, 3);

    expect(clocks.read('fs1', aheadMs + 3_600_000, 3_600_400)).toBe(3_600_003);
  });

  test('to be no further ahead than those of others until it has shown more', () => {
    const clocks = new SwitchClocks();
    clocks.read('fs1', aheadMs, 3);

    expect(clocks.read('fs2', aheadMs + 100, 400)).toBe(103);
  });
});

test('clocks of more than 64 switches cost no more room: the others count as the first', () => {
  const clocks = new SwitchClocks();
  for (let name = 0; name < 64; name += 1) clocks.read(`fs${name}`, aheadMs, 3);

  clocks.read('one too many', aheadMs + 500, 103);

  expect(clocks.read('fs0', aheadMs + 200, 290)).toBe(-197);
});
