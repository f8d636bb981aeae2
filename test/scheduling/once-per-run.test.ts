import { expect, test } from 'vitest';
import { oncePerRun } from '../../src/scheduling/once-per-run.ts';

test('something is found out once for all who ask in a row, and again for those who come later', async () => {
  let count = 0;
  const ask = oncePerRun(() => {
    count += 1;
    return count;
  });

  expect([ask(), ask(), ask()]).toEqual([1, 1, 1]);
  await Promise.resolve();
  expect([ask(), ask()]).toEqual([2, 2]);
});

test('what cannot be found out is asked for again', () => {
  let isThere = false;
  const ask = oncePerRun(() => {
    if (!isThere) throw new Error('not yet');
    return 'found';
  });

  expect(ask).toThrow('not yet');
  isThere = true;
  expect(ask()).toBe('found');
});
