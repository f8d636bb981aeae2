import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVitest } from 'vitest/node';
import { LongestFirst, longest } from './longest-first.ts';

const root = new URL('..', import.meta.url).pathname;

test('every file that is said to take long is there', () => {
  expect(longest.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('the longest files are started first, in their order, and no file is left out', async () => {
  const vitest = await createVitest('test', { config: join(root, 'test/vitest.config.ts'), watch: false });
  try {
    const files = await vitest.globTestSpecifications();

    const sorted = (await new LongestFirst(vitest).sort(files)).map(({ moduleId }) => moduleId);

    expect(sorted.slice(0, longest.length)).toEqual(longest.map((file) => join(root, file)));
    expect(sorted.toSorted()).toEqual(files.map(({ moduleId }) => moduleId).toSorted());
  } finally {
    await vitest.close();
  }
});
