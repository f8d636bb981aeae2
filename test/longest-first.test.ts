import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVitest } from 'vitest/node';
import { LongestFirst, longest } from './longest-first.ts';

const root = new URL('..', import.meta.url).pathname;
/** Those that need a process of their own first: they take longest. */
const projects = ['programs', 'alone', 'gateways', 'rooms'];

test('every file that is said to take long is there', () => {
  expect(longest.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('each project starts with its longest files, in their order; no file is left out or starts twice', async () => {
  const vitest = await createVitest('test', { config: join(root, 'test/vitest.config.ts'), watch: false });
  try {
    const files = await vitest.globTestSpecifications();

    const sorted = await new LongestFirst(vitest).sort(files);

    const idsOf = (name: string): readonly string[] =>
      sorted.filter(({ project }) => project.name === name).map(({ moduleId }) => moduleId);
    for (const name of projects) {
      const expected = longest.map((file) => join(root, file)).filter((file) => idsOf(name).includes(file));
      expect(idsOf(name).slice(0, expected.length)).toEqual(expected);
    }
    const ids = sorted.map(({ moduleId }) => moduleId);
    // A process is kept only for the next file of its project.
    expect(ids).toEqual(projects.flatMap(idsOf));
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
