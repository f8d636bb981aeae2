import { LRUCache } from 'lru-cache';
import { expect, test } from 'vitest';
import { entryLimit } from '../../src/scheduling/entry-limit.ts';

test('a cache with an entry limit keeps the entries that were used last', () => {
  const cache = new LRUCache<string, number>(entryLimit(2));

  cache.set('a', 1).set('b', 2);
  cache.get('a');
  cache.set('c', 3);

  expect([...cache.keys()]).toEqual(['c', 'a']);
});
