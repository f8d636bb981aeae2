import { expect, test } from 'vitest';
import { RecentMap } from '../../../src/upstream/history/recent-map.ts';

test('an entry is known as long as it is among the latest', () => {
  const entries = new RecentMap<number>(2);
  entries.set('a', 1);
  entries.set('b', 2);

  expect(['a', 'b', 'c'].map((key) => entries.get(key))).toEqual([1, 2, undefined]);
});

test('the oldest is forgotten first, also when it was read meanwhile, and nothing that is within the limit', () => {
  const entries = new RecentMap<number>(2);
  entries.set('a', 1);
  entries.set('b', 2);
  entries.get('a');

  entries.set('c', 3);

  expect(['a', 'b', 'c'].map((key) => entries.get(key))).toEqual([undefined, 2, 3]);
});
