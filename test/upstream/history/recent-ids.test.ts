import { expect, test } from 'vitest';
import { RecentIds } from '../../../src/upstream/history/recent-ids.ts';

test('an id is new once, as long as it is among the last few', () => {
  const ids = new RecentIds(2);

  expect(['a', 'a', 'b', 'a'].map((id) => ids.add(id))).toEqual([true, false, true, false]);
});

test('the oldest is forgotten first, and nothing that is still within the limit', () => {
  const ids = new RecentIds(2);
  for (const id of ['a', 'b', 'c']) ids.add(id);

  expect(['b', 'c', 'a'].map((id) => ids.add(id))).toEqual([false, false, true]);
});
