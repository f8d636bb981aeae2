import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const files = readdirSync(new URL('src/client/', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => posix.join('src/client', name));

test('what front ends import imports nothing but itself', () => {
  const imported = files.flatMap((file) =>
    [...readFileSync(new URL(file, root), 'utf8').matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map(([, name = '']) =>
      name.startsWith('.') ? posix.join(posix.dirname(file), name) : name,
    ),
  );

  expect(imported).toContain('src/client/live-table/live-table.ts');
  expect(imported.filter((name) => !files.includes(name))).toEqual([]);
});
