import { expect, test } from 'vitest';
import { PresentMoment } from '../../../src/fleet/reading/present-moment.ts';

const current = { name: 'following', isBehind: false, isReturning: false } as const;

test('the present moment is behind what an account has read by itself, however early it was asked for', () => {
  const present = new PresentMoment();
  present.bring({ account: { applied: 5 }, role: { ...current, position: 5 } }, 5, () => undefined);
  expect([present.time, present.isBehind]).toEqual([5, false]);

  const reading = { account: { applied: 0 }, role: { ...current, position: 3, isBehind: true } };
  present.join(reading);
  expect([present.time, present.isBehind]).toEqual([5, false]);
  // The channel has not brought the last event that this account has read.
  Object.assign(reading.account, { applied: 7 });
  Object.assign(reading.role, { position: 7, isBehind: false });
  expect(present.isBehind).toBe(true);

  present.bring(undefined, 7, () => undefined);
  expect([present.time, present.isBehind]).toEqual([7, false]);
});
