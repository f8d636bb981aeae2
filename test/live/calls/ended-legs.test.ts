import { expect, test } from 'vitest';
import { EndedLegs } from '../../../src/live/calls/ended-legs.ts';

test('legs that ended are forgotten after two minutes, although none has ended since', () => {
  const ended = new EndedLegs();
  ended.addLeg('a', { momentMs: 0, lifeMs: undefined, isCertain: true, endedAtMs: 0 });
  ended.addInteraction('i', 0, 60_000);

  ended.forgetOld(120_000);
  expect(ended.size).toBe(2);
  ended.forgetOld(120_001);
  expect(ended.size).toBe(1);
  ended.forgetOld(180_001);

  expect(ended.size).toBe(0);
});
