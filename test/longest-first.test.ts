import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVitest } from 'vitest/node';
import { LongestFirst, longest } from './longest-first.ts';

const root = new URL('..', import.meta.url).pathname;

test('every file that is said to take long is there', () => {
  expect(longest.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('the longest files are started first, in their order, those that share a process last, and all once', async () => {
  const vitest = await createVitest('test', { config: join(root, 'test/vitest.config.ts'), watch: false });
  try {
    const files = await vitest.globTestSpecifications();

    const sorted = await new LongestFirst(vitest).sort(files);

    const ids = sorted.map(({ moduleId }) => moduleId);
    expect(ids.slice(0, longest.length)).toEqual(longest.map((file) => join(root, file)));
    const firstShared = sorted.findIndex(({ project }) => !project.config.isolate);
    expect(firstShared).toBeGreaterThan(longest.length);
    expect(sorted.slice(firstShared).filter(({ project }) => project.config.isolate)).toEqual([]);
    expect(ids.toSorted()).toEqual(testFiles().toSorted());
  } finally {
    await vitest.close();
  }
});

function testFiles(): readonly string[] {
  const folder = join(root, 'test');
  const names = readdirSync(folder, { encoding: 'utf8', recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
}
